/** Secrets that this run has sent, so that later output can mask them: a service may repeat one in its error. */
import { Context } from "effect"

/** Empty until the first request; each request adds its own. */
export const KnownSecrets = Context.Reference<Set<string>>("@odj/cli/KnownSecrets", {
  defaultValue: () => new Set(),
})
