/** The secret of an application: it is in the environment at each use, and kept nowhere. */
import { UsageInvalid } from "@odj/command-line"
import { Config, Effect, Option, Redacted } from "effect"
import type { Profile } from "./Profile.ts"

export const secretName = "AZURE_CLIENT_SECRET"

export const secretMissing = UsageInvalid.of(secretName, "Expected the secret in this environment variable")

/** The secret in the environment, if there is any. */
export const environmentSecret = Effect.map(
  Effect.orDie(Config.option(Config.Redacted(secretName))),
  Option.filter((secret) => Redacted.value(secret) !== ""),
)

/** The secret that the profile needs beside what is kept; nothing where it needs none. */
export const secretFor = Effect.fnUntraced(function* ({ method }: Profile) {
  if (method !== "client-secret") return undefined
  return Option.getOrUndefined(yield* environmentSecret) ?? (yield* secretMissing)
})
