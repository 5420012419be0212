/** Secrets of this run, so that later output can mask them: a service may repeat one in its error. */
import { Context, Effect } from "effect"
import { isSearchable, maskPatterns, maskSecrets } from "./Redaction.ts"

/** Those of proxies, databases and sign-ins, and those that a request has sent. */
export const KnownSecrets = Context.Reference<Set<string>>("@odj/cli/KnownSecrets", {
  defaultValue: () => new Set(),
})

/** Has later output mask the secrets, except those that are too short to search for. */
export const maskLater = (secrets: Iterable<string>) =>
  Effect.map(KnownSecrets, (known) => {
    for (const secret of secrets) if (isSearchable(secret)) known.add(secret)
  })

/** Masks the known secrets in a text, and what looks like a secret of someone else. */
export const masking = Effect.map(
  KnownSecrets,
  (secrets) => (text: string) => maskPatterns(maskSecrets(text, secrets)),
)
