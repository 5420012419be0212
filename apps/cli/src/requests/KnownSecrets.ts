/** Secrets that this run has sent, so that later output can mask them: a service may repeat one in its error. */
import { Context, Effect } from "effect"
import { maskSecrets, maskWebTokens } from "./Redaction.ts"

/** Empty until the first request; each request adds its own. */
export const KnownSecrets = Context.Reference<Set<string>>("@odj/cli/KnownSecrets", {
  defaultValue: () => new Set(),
})

/** Masks the known secrets in a text, and all JSON Web Tokens. */
export const masking = Effect.map(
  KnownSecrets,
  (secrets) => (text: string) => maskWebTokens(maskSecrets(text, secrets)),
)
