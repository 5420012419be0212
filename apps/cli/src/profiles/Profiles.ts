/** The profiles that are kept, and which of them is meant. */
import { UsageInvalid } from "@odj/command-line"
import { Config, Effect, Option, Schema } from "effect"
import { Flag } from "effect/cli"
import { type Profile, Profiles, profileName } from "./Profile.ts"

export const profilesFile = "profiles.json"

export interface ChosenProfile {
  readonly name: string
  readonly profile: Profile
}

export const profileFlag = Flag.String("profile").pipe(
  Flag.withDescription(
    "The sign-in to use, by the name that it was given; otherwise ODJ_PROFILE, or the last that was made",
  ),
  Flag.optional,
)

const codec = Schema.fromJsonString(Profiles)
const decode = Schema.decodeEffect(codec)
const encode = Schema.encodeSync(codec)

/** Files are loaded when they are needed: many commands never look at one. */
export const folder = Effect.promise(() => import("./ConfigFolder.ts"))

/** All that are kept. */
export const readProfiles = Effect.gen(function* () {
  const { configFolder, readPrivate } = yield* folder
  const path = `${configFolder()}/${profilesFile}`
  const unreadable = (reason: string) =>
    UsageInvalid.of(path, `Expected a file of odj's that can be read: ${reason}`)
  const text = yield* Effect.tryPromise({
    try: () => readPrivate(path),
    catch: (error) => unreadable(String(error)),
  })
  if (text === undefined) return { profiles: {} } satisfies Profiles as Profiles
  return yield* Effect.mapError(decode(text), () =>
    unreadable("it holds something else; odj logout --all removes it"),
  )
})

export const writeProfiles = Effect.fnUntraced(function* (profiles: Profiles) {
  const { configFolder, writePrivate } = yield* folder
  yield* Effect.tryPromise({
    try: () => writePrivate(configFolder(), profilesFile, `${encode(profiles)}\n`),
    catch: (error) =>
      UsageInvalid.of(configFolder(), `Expected a folder that can be written: ${String(error)}`),
  })
})

/** The name that is given, on the command line or else in the environment. */
export const namedProfile = Effect.fnUntraced(function* (given: Option.Option<string>) {
  const fromEnvironment = yield* Effect.orDie(Config.option(Config.String("ODJ_PROFILE")))
  const name = Option.getOrUndefined(
    Option.orElse(given, () => Option.filter(fromEnvironment, (name) => name !== "")),
  )
  if (name !== undefined && !profileName.test(name)) {
    return yield* UsageInvalid.of(
      Option.isSome(given) ? "--profile" : "ODJ_PROFILE",
      "Expected at most 64 lower-case letters, digits, - and _, of which the first is a letter or a digit",
    )
  }
  return name
})

/** The profile that is meant; nothing where none is named and none is the default. */
export const chooseProfile = Effect.fnUntraced(function* (given: Option.Option<string>) {
  const named = yield* namedProfile(given)
  const kept = yield* readProfiles
  const name = named ?? kept.default
  if (name === undefined) return undefined
  const profile = Object.hasOwn(kept.profiles, name) ? kept.profiles[name] : undefined
  if (profile !== undefined) return { name, profile } satisfies ChosenProfile as ChosenProfile
  return yield* UsageInvalid.of(
    Option.isSome(given) ? "--profile" : "ODJ_PROFILE",
    `Expected a profile that is signed in; odj login --profile ${name} makes this one`,
  )
})
