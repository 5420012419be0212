/** The client secret of an application. It is read from the environment at each use and stored nowhere. */
import { UsageInvalid } from "@odj/command-line"
import { Config, Effect, Option, Redacted } from "effect"
import type { Profile } from "./Profile.ts"

export const secretName = "AZURE_CLIENT_SECRET"

export const secretMissing = UsageInvalid.sentence(
  `Missing ${secretName}: set this environment variable to the client secret`,
)

/** The secret in the environment, if any. */
export const environmentSecret = Effect.map(
  Effect.orDie(Config.option(Config.Redacted(secretName))),
  Option.filter((secret) => Redacted.value(secret) !== ""),
)

/** The secret that the profile needs; `undefined` if it needs none. */
export const secretFor = Effect.fnUntraced(function* ({ method }: Profile) {
  if (method !== "client-secret") return undefined
  return Option.getOrUndefined(yield* environmentSecret) ?? (yield* secretMissing)
})
