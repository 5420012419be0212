/** The command `odj logout`: removes stored sign-ins from this machine. */
import { join } from "node:path"
import { counted, UsageInvalid } from "@odj/command-line"
import { Console, Effect, Option } from "effect"
import { Command, Flag } from "effect/cli"
import { cantRead } from "../flags/CantRead.ts"
import { mutuallyExclusive } from "../flags/MutuallyExclusive.ts"
import { namesOf, signInsText, unknownSignIn } from "../profiles/KnownSignIns.ts"
import { NotSignedIn } from "../profiles/NotSignedIn.ts"
import { type Profiles, tokenFileOf } from "../profiles/Profile.ts"
import {
  folder,
  makeProfileFlag,
  namedProfile,
  profileIn,
  readProfiles,
  writeProfiles,
} from "../profiles/Profiles.ts"
import { profilesFile } from "../profiles/StoredNames.ts"
import { reasonOf } from "../text/SystemReason.ts"

const flags = {
  profile: makeProfileFlag(
    "Name of the sign-in to remove (default: the default sign-in, which `odj profiles` shows). Env: ODJ_PROFILE",
  ),
  all: Flag.Boolean("all").pipe(
    Flag.withDescription("Remove all sign-ins, even if their files are damaged"),
    Flag.withDefault(false),
  ),
}

/** Removes the matching files of the folder, and returns how many there were. */
const removeFiles = Effect.fnUntraced(function* (at: string, matches: (file: string) => boolean) {
  const { namesIn, removePrivate } = yield* folder
  const names = yield* Effect.tryPromise({
    try: () => namesIn(at),
    catch: (error) => cantRead(at, reasonOf(error)),
  })
  const files = names.filter(matches)
  const remove = (file: string) =>
    Effect.tryPromise({
      try: () => removePrivate(at, file),
      catch: (error) => UsageInvalid.sentence(`Can't remove ${join(at, file)}: ${reasonOf(error)}`),
    })
  // A file that can't be removed does not keep the others.
  const removals = yield* Effect.forEach(files, (file) => Effect.result(remove(file)))
  yield* Effect.forEach(removals, Effect.fromResult, { discard: true })
  return files.length
})

// A write or a sign-in that was killed leaves its file under a longer name.
const isOurs = (file: string) => file.startsWith(profilesFile) || file.includes(tokenFileOf(""))

const removeAll = Effect.gen(function* () {
  const { configFolder } = yield* folder
  const at = configFolder()
  const count = yield* removeFiles(at, isOurs)
  yield* Console.error(`Removed ${counted(count, "file")} from ${at}`)
})

/** The sign-in to remove. */
const chosen = Effect.fnUntraced(function* (given: Option.Option<string>, stored: Profiles) {
  const name = (yield* namedProfile(given)) ?? stored.default
  if (name === undefined) {
    if (namesOf(stored).length === 0) {
      return yield* new NotSignedIn({ message: "There is no sign-in to remove" })
    }
    return yield* UsageInvalid.sentence(
      `There is no default sign-in. ${signInsText(stored)} Pass --profile NAME, or --all.`,
    )
  }
  return profileIn(stored, name) === undefined ? yield* unknownSignIn(name, stored) : name
})

/** The sign-ins without the one with the name. If only one is left, it becomes the default. */
const without = (name: string, stored: Profiles): Profiles => {
  const { [name]: _, ...profiles } = stored.profiles
  const [first, ...others] = namesOf({ profiles })
  const left = others.length === 0 ? first : stored.default
  return { profiles, ...(left !== undefined && left !== name && { default: left }) }
}

/** Which sign-ins are left; no lines if there are none. */
const leftText = (left: Profiles): ReadonlyArray<string> => {
  if (namesOf(left).length === 0) return []
  return left.default === undefined
    ? [
        `${signInsText(left)} There is no default sign-in: make one the default with \`odj profiles use NAME\`.`,
      ]
    : [`${signInsText(left)} The default is ${left.default}.`]
}

const removeOne = Effect.fnUntraced(function* (given: Option.Option<string>) {
  const { configFolder } = yield* folder
  const stored = yield* readProfiles
  const name = yield* chosen(given, stored)
  yield* removeFiles(configFolder(), (file) => file.startsWith(tokenFileOf(name)))
  const left = without(name, stored)
  yield* writeProfiles(left)
  yield* Console.error(
    [`Signed out: removed the sign-in ${name} from ${configFolder()}.`, ...leftText(left)].join("\n"),
  )
})

export const logout = Command.make("logout", flags, ({ profile, all }) =>
  all && Option.isSome(profile)
    ? mutuallyExclusive(["--all", "--profile"])
    : all
      ? removeAll
      : removeOne(profile),
).pipe(
  Command.withShortDescription("Remove a sign-in from this machine"),
  Command.withDescription(`Remove a stored sign-in and its tokens from this machine. A token that was copied elsewhere stays valid until
  it expires. If only one sign-in is left, it becomes the default. Needs no permission.

  Exit codes:
      0  removed
      1  a bug in odj
      2  invalid input, no sign-in of that name, or a file can't be removed
      3  not signed in`),
  Command.withExamples([
    { command: "odj logout", description: "Remove the default sign-in" },
    { command: "odj logout --all", description: "Remove all sign-ins" },
  ]),
)
