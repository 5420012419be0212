/** The client secret of an application. It is read from the environment at each use and stored nowhere. */
import { UsageInvalid } from "@odj/command-line"
import { Config, Effect, Option, Redacted } from "effect"
import { maskLater } from "../secrets/KnownSecrets.ts"
import type { Profile } from "./Profile.ts"

export const secretName = "AZURE_CLIENT_SECRET"

export const secretMissing = UsageInvalid.sentence(
  `Missing ${secretName}: set this environment variable to the client secret`,
)

/** Masks the secret in all later output: an issuer, or a proxy before it, may repeat it. */
export const masked = Effect.fnUntraced(function* (secret: Redacted.Redacted) {
  yield* maskLater([Redacted.value(secret)])
  return secret
})

/** The secret in the environment, if any. */
export const environmentSecret = Effect.gen(function* () {
  const secret = yield* Effect.orDie(Config.option(Config.Redacted(secretName)))
  return Option.isNone(secret) ? secret : Option.some(yield* masked(secret.value))
})

/** The secret that the profile needs; `undefined` if it needs none. */
export const secretFor = Effect.fnUntraced(function* ({ method }: Profile) {
  if (method !== "client-secret") return undefined
  return Option.getOrUndefined(yield* environmentSecret) ?? (yield* secretMissing)
})
