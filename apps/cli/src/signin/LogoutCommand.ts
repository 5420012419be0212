/** The command `odj logout`: removes stored sign-ins from this machine. */
import { join } from "node:path"
import { UsageInvalid } from "@odj/command-line"
import { Console, Effect, Option, Record } from "effect"
import { Command, Flag } from "effect/cli"
import { cantRead } from "../flags/CantRead.ts"
import { mutuallyExclusive } from "../flags/MutuallyExclusive.ts"
import { NotSignedIn } from "../profiles/NotSignedIn.ts"
import { tokenFileOf } from "../profiles/Profile.ts"
import {
  chooseProfile,
  folder,
  makeProfileFlag,
  profilesFile,
  readProfiles,
  writeProfiles,
} from "../profiles/Profiles.ts"
import { counted } from "../text/Counted.ts"
import { reasonOf } from "../text/SystemReason.ts"

const flags = {
  profile: makeProfileFlag("Name of the sign-in to remove (default: the latest). Env: ODJ_PROFILE"),
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
  // All at once, so that a file that can't be removed does not keep the others.
  yield* Effect.forEach(files, remove, { concurrency: "unbounded", discard: true })
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

const removeOne = Effect.fnUntraced(function* (given: Option.Option<string>) {
  const chosen = yield* chooseProfile(given)
  if (chosen === undefined) {
    const { profiles } = yield* readProfiles
    if (Record.isEmptyReadonlyRecord(profiles)) {
      return yield* new NotSignedIn({ message: "There is no sign-in to remove" })
    }
    return yield* UsageInvalid.sentence(
      "There is no latest sign-in. Name a sign-in with --profile, or pass --all.",
    )
  }
  const { name } = chosen
  const { configFolder } = yield* folder
  yield* removeFiles(configFolder(), (file) => file.startsWith(tokenFileOf(name)))
  const stored = yield* readProfiles
  const { [name]: _, ...profiles } = stored.profiles
  yield* writeProfiles({
    profiles,
    ...(stored.default !== name && stored.default && { default: stored.default }),
  })
  yield* Console.error(`Signed out: removed the sign-in ${name} from ${configFolder()}`)
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
  it expires. Needs no permission.

  Exit codes:
      0  removed
      1  a bug in odj
      2  invalid input, no sign-in of that name, or a file can't be removed
      3  not signed in`),
  Command.withExamples([
    { command: "odj logout", description: "Remove the latest sign-in" },
    { command: "odj logout --all", description: "Remove all sign-ins" },
  ]),
)
