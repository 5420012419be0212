/** The command `odj logout`: removes what a sign-in has left on this machine. */
import { UsageInvalid } from "@odj/command-line"
import { Console, Effect, Option } from "effect"
import { Command, Flag } from "effect/cli"
import { tokenFileOf } from "../profiles/Profile.ts"
import {
  chooseProfile,
  folder,
  profileFlag,
  profilesFile,
  readProfiles,
  writeProfiles,
} from "../profiles/Profiles.ts"

const flags = {
  profile: profileFlag,
  all: Flag.Boolean("all").pipe(
    Flag.withDescription("Remove every sign-in, and the file that lists them whatever it holds"),
    Flag.withDefault(false),
  ),
}

/** Removes the files of the folder that are meant; answers how many there were. */
const removeFiles = Effect.fnUntraced(function* (at: string, isMeant: (file: string) => boolean) {
  const { namesIn, removePrivate } = yield* folder
  const files = (yield* Effect.promise(() => namesIn(at))).filter(isMeant)
  yield* Effect.promise(() => Promise.all(files.map((file) => removePrivate(at, file))))
  return files.length
})

// A write or a sign-in that was killed leaves its file under a longer name.
const isOurs = (file: string) => file.startsWith(profilesFile) || file.includes(tokenFileOf(""))

const removeAll = Effect.gen(function* () {
  const { configFolder } = yield* folder
  const at = configFolder()
  const count = yield* removeFiles(at, isOurs)
  yield* Console.error(`Removed ${count} ${count === 1 ? "file" : "files"} from ${at}`)
})

const removeOne = Effect.fnUntraced(function* (given: Option.Option<string>) {
  const chosen = yield* chooseProfile(given)
  if (chosen === undefined)
    return yield* UsageInvalid.of("--profile", "Expected the name of a sign-in, or --all")
  const { name } = chosen
  const { configFolder } = yield* folder
  yield* removeFiles(configFolder(), (file) => file.startsWith(tokenFileOf(name)))
  const kept = yield* readProfiles
  const { [name]: _, ...profiles } = kept.profiles
  yield* writeProfiles({ profiles, ...(kept.default !== name && kept.default && { default: kept.default }) })
  yield* Console.error(`Signed out: the profile ${name} is removed from ${configFolder()}`)
})

export const logout = Command.make("logout", flags, ({ profile, all }) =>
  all && Option.isSome(profile)
    ? UsageInvalid.of("--all, --profile", "Expected one of the two")
    : all
      ? removeAll
      : removeOne(profile),
).pipe(
  Command.withShortDescription("Remove a sign-in from this machine"),
  Command.withDescription(`Remove a sign-in from this machine: how it was made, and its tokens. Those that have been given
  out stay good elsewhere until they end. Needs no permission.

  Exit codes:
      0  removed
      2  bad input, such as a profile that there is not`),
  Command.withExamples([
    { command: "odj logout", description: "The last that was made" },
    { command: "odj logout --all", description: "All of them" },
  ]),
)
