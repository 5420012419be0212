/** Secrets that this run has sent, so that later output can mask them: a service may repeat one in its error. */
import { Context, Effect } from "effect"
import { maskPatterns, maskSecrets } from "./Redaction.ts"

/** Empty until the first request; each request adds its own. */
export const KnownSecrets = Context.Reference<Set<string>>("@odj/cli/KnownSecrets", {
  defaultValue: () => new Set(),
})

/** Masks the known secrets in a text, and what looks like a secret of someone else. */
export const masking = Effect.map(
  KnownSecrets,
  (secrets) => (text: string) => maskPatterns(maskSecrets(text, secrets)),
)
