/** The stored profiles, and which of them a command uses. */
import { UsageInvalid } from "@odj/command-line"
import { Config, Effect, Option, Schema } from "effect"
import { Flag } from "effect/cli"
import { cantRead } from "../flags/CantRead.ts"
import { readNetwork } from "../network/Network.ts"
import { reasonOf } from "../text/SystemReason.ts"
import { unknownSignIn } from "./KnownSignIns.ts"
import { type Profile, Profiles } from "./Profile.ts"
import { profileName, profilesFile } from "./StoredNames.ts"

export interface ChosenProfile {
  readonly name: string
  readonly profile: Profile
}

/** The flag `--profile`, whose meaning differs between commands. */
export const makeProfileFlag = (description: string) =>
  Flag.String("profile").pipe(Flag.withMetavar("name"), Flag.withDescription(description), Flag.optional)

const codec = Schema.fromJsonString(Profiles)
const decode = Schema.decodeEffect(codec)
const encode = Schema.encodeSync(codec)

/** File access is loaded when it is needed: many commands never use it. */
export const folder = Effect.promise(() => import("./ConfigFolder.ts"))

/** All stored profiles. */
export const readProfiles = Effect.gen(function* () {
  const { configFolder, readPrivate } = yield* folder
  const path = `${configFolder()}/${profilesFile}`
  const text = yield* Effect.tryPromise({
    try: () => readPrivate(path),
    catch: (error) => cantRead(path, reasonOf(error)),
  })
  if (text === undefined) return { profiles: {} } satisfies Profiles as Profiles
  return yield* Effect.mapError(decode(text), () =>
    UsageInvalid.sentence(`${path} is damaged. \`odj logout --all\` removes it; then sign in again.`),
  )
})

export const writeProfiles = Effect.fnUntraced(function* (profiles: Profiles) {
  const { configFolder, writePrivate } = yield* folder
  yield* Effect.tryPromise({
    try: () => writePrivate(configFolder(), profilesFile, `${encode(profiles)}\n`),
    catch: (error) => UsageInvalid.sentence(`Can't write to ${configFolder()}: ${reasonOf(error)}`),
  })
})

/** The name of the profile from the command line, or else from the environment. */
export const namedProfile = Effect.fnUntraced(function* (given: Option.Option<string>) {
  const fromEnvironment = yield* Effect.orDie(Config.option(Config.String("ODJ_PROFILE")))
  const name = Option.getOrUndefined(Option.orElse(given, () => fromEnvironment))
  if (name !== undefined && !profileName.test(name)) {
    return yield* UsageInvalid.of(
      Option.isSome(given) ? "--profile" : "ODJ_PROFILE",
      "Use up to 64 lower-case letters, digits, - and _, beginning with a letter or a digit",
    )
  }
  return name
})

/** The profile with the name; `undefined` if there is none. */
export const profileIn = ({ profiles }: Profiles, name: string): Profile | undefined =>
  Object.hasOwn(profiles, name) ? profiles[name] : undefined

/** The profile to use; `undefined` if none is named and there is no default. */
export const chooseProfile = Effect.fnUntraced(function* (given: Option.Option<string>) {
  const named = yield* namedProfile(given)
  const stored = yield* readProfiles
  const name = named ?? stored.default
  if (name === undefined) return undefined
  const profile = profileIn(stored, name)
  if (profile !== undefined) return { name, profile } satisfies ChosenProfile as ChosenProfile
  return yield* unknownSignIn(name, stored, `\`odj login --profile ${name}\` creates it.`)
})

/** The settings of the network for a sign-in, which may have certificates to trust. */
export const networkOf = ({ name, profile: { ca } }: ChosenProfile) =>
  readNetwork(ca === undefined ? undefined : { path: ca, namedBy: `the sign-in ${name}` })
