/** The command `odj profiles`: lists the stored sign-ins, and chooses the default one. It sends nothing. */
import { Config, Console, Effect, Option } from "effect"
import { Argument, Command } from "effect/cli"
import type { ColumnStyles } from "../output/Column.ts"
import { makeOutput } from "../output/Output.ts"
import { ignoreBrokenPipe } from "../output/OutputFailed.ts"
import { describeProfile } from "../profiles/DescribeProfile.ts"
import { unknownSignIn } from "../profiles/KnownSignIns.ts"
import type { Profiles } from "../profiles/Profile.ts"
import { namedProfile, profileIn, readProfiles, writeProfiles } from "../profiles/Profiles.ts"

/** The variables that commands use instead of a sign-in, in the order of their precedence. */
const insteadOfSignIn = ["ODJ_DATABASE_URL", "ODJ_TOKEN"] as const

const variableInstead = Effect.gen(function* () {
  for (const name of insteadOfSignIn) {
    if (Option.isSome(yield* Effect.orDie(Config.option(Config.Redacted(name))))) return name
  }
})

/** Which sign-in commands use without a flag, and a sentence if a variable decides that. */
const used = Effect.fnUntraced(function* (stored: Profiles) {
  const instead = yield* variableInstead
  if (instead !== undefined) {
    return { note: `${instead} is set: without --profile, commands use it instead of a sign-in.` }
  }
  const named = yield* namedProfile(Option.none())
  if (named === undefined) return { name: stored.default }
  return profileIn(stored, named) === undefined
    ? { note: `ODJ_PROFILE is set to ${named}, but there is no sign-in with this name.` }
    : { name: named, note: `ODJ_PROFILE is set: commands use ${named}.` }
})

const columns: ColumnStyles = {
  profile: { name: "PROFILE", least: 64 },
  default: { name: "DEFAULT", least: 7 },
  current: { name: "CURRENT", least: 7 },
  tenant: { name: "TENANT", least: 12, isOptional: true },
  account: { name: "ACCOUNT", least: 12, isOptional: true },
  method: { name: "METHOD", least: 11, isOptional: true },
  readOnly: { name: "READ-ONLY", least: 9, isOptional: true },
  cloud: { name: "CLOUD", least: 6, isOptional: true },
  url: { name: "URL", least: 20, isOptional: true },
}

const use = Command.make(
  "use",
  {
    name: Argument.String("name").pipe(
      Argument.filter(
        (name) => name !== "",
        () => "A name has at least one character.",
      ),
      Argument.withDescription("The name of the sign-in, as `odj profiles` lists it"),
    ),
  },
  Effect.fnUntraced(function* ({ name }) {
    const stored = yield* readProfiles
    if (profileIn(stored, name) === undefined) return yield* unknownSignIn(name, stored)
    yield* writeProfiles({ ...stored, default: name })
    yield* Console.error(`The default sign-in is now ${name}.`)
    const { name: actual, note } = yield* used({ ...stored, default: name })
    if (actual !== name && note !== undefined) yield* Console.error(note)
  }),
).pipe(
  Command.withShortDescription("Make a sign-in the default"),
  Command.withDescription(`Make a sign-in the default: later commands use it unless --profile, ODJ_PROFILE, ODJ_TOKEN or ODJ_DATABASE_URL is set. Needs no permission.

  Exit codes:
      0  it is the default
      1  a bug in odj
      2  no such sign-in, or the file of sign-ins can't be read or written`),
  Command.withExamples([
    { command: "odj profiles use contoso", description: "Use the sign-in `contoso` from now on" },
  ]),
)

export const profiles = Command.make(
  "profiles",
  {},
  Effect.fnUntraced(function* () {
    const output = yield* makeOutput
    const stored = yield* readProfiles
    const { name: current, note } = yield* used(stored)
    const rows = Object.entries(stored.profiles).map(([name, profile]) => {
      const { profile: _, ...described } = describeProfile(name, profile)
      return { profile: name, default: name === stored.default, current: name === current, ...described }
    })
    const tableText = rows.length === 0 ? "" : output.table(rows, columns)
    yield* ignoreBrokenPipe(output.isTable ? output.text(tableText) : output.one(rows))
    if (rows.length === 0) yield* Console.error("No sign-ins. Run `odj login`.")
    if (note !== undefined) yield* Console.error(note)
  }),
).pipe(
  Command.withShortDescription("List the sign-ins, or choose the default"),
  Command.withDescription(`List the stored sign-ins. Their names are the profiles that --profile takes. \`odj profiles use NAME\` makes one the default. Sends no request.

  The properties of each sign-in:

  - profile: its name, for --profile and ODJ_PROFILE
  - default: true for the default
  - current: true for the sign-in that commands use: the one that ODJ_PROFILE names, or else the default. With ODJ_TOKEN or ODJ_DATABASE_URL, commands use none
  - cloud, url: the cloud and the service that it is for. cloud is null for other services
  - tenant, account, method: who signs in, and how; the account of an application is its id
  - readOnly: true if it asks only for the permission to read

  Needs no permission.

  Exit codes:
      0  listed
      1  the result can't be written, or a bug in odj
      2  the file of sign-ins can't be read`),
  Command.withExamples([
    { command: "odj profiles", description: "List the sign-ins" },
    { command: "odj profiles use contoso", description: "Make the sign-in `contoso` the default" },
  ]),
  Command.withSubcommands([use]),
)
