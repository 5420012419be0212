/** The flags that every command has: in which form its result is written, and what is told beside it. */
import { Flag, GlobalFlag } from "effect/cli"

export const outputFormats = ["json", "ndjson", "csv", "table", "none"] as const

export type OutputFormat = (typeof outputFormats)[number]

export const output = GlobalFlag.Setting("output")({
  flag: Flag.Literals("output", outputFormats).pipe(
    Flag.withAlias("o"),
    Flag.withDescription(
      "How to write the result: by default a table on a terminal, and json elsewhere; with json, an error is JSON as well",
    ),
    Flag.optional,
  ),
})

export const query = GlobalFlag.Setting("query")({
  flag: Flag.String("query").pipe(
    Flag.withMetavar("jmespath"),
    Flag.withDescription(
      "Write what this JMESPath expression finds in the result, such as [?state=='error'].id",
    ),
    Flag.optional,
  ),
})

export const verbose = GlobalFlag.Setting("verbose")({
  flag: Flag.Boolean("verbose").pipe(
    Flag.withDescription("Tell on standard error what is asked of the service, a line for each request"),
    Flag.withDefault(false),
  ),
})

export const debug = GlobalFlag.Setting("debug")({
  flag: Flag.Boolean("debug").pipe(
    Flag.withDescription(
      "Show on standard error every request and its answer, without tokens, secrets and cookies",
    ),
    Flag.withDefault(false),
  ),
})

/** A command line with `-ojson` as `-o json`: the parser would take it for five flags. */
export const splitOutput = (args: ReadonlyArray<string>): ReadonlyArray<string> => {
  const end = args.includes("--") ? args.indexOf("--") : args.length
  return args.flatMap((arg, index) => (index < end && /^-o[a-z]/.test(arg) ? ["-o", arg.slice(2)] : [arg]))
}

/** For `Command.withGlobalFlags` of the program. */
export const globalFlags = [output, query, verbose, debug] as const
