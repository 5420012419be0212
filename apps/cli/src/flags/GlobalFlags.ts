/** The flags of every command: the format of its result, what is logged to standard error, and the network. */
import { Flag, GlobalFlag } from "effect/cli"
import { timeout } from "./Timeout.ts"

export const outputFormats = ["json", "ndjson", "csv", "tsv", "table", "wide", "none"] as const

export type OutputFormat = (typeof outputFormats)[number]

export const output = GlobalFlag.Setting("output")({
  flag: Flag.Literals("output", [...outputFormats, "prometheus"]).pipe(
    Flag.withAlias("o"),
    Flag.withDescription(
      "Format of the result (default: table on a terminal, json elsewhere). On a terminal, table is truncated to the terminal's width; wide is not. tsv is bare text without a header, in which \\t, \\n, \\r and \\\\ stand for tab, line feed, carriage return and backslash. csv has each value as it is: a spreadsheet that opens the file runs a value that begins with = as a formula. none prints no result. Errors are JSON only with -o json. prometheus is only for stale and doctor",
    ),
    Flag.optional,
  ),
})

export const query = GlobalFlag.Setting("query")({
  flag: Flag.String("query").pipe(
    Flag.withMetavar("jmespath"),
    Flag.withDescription(
      "Write only the part of the result that this JMESPath expression selects, such as [?state=='error'].id",
    ),
    Flag.optional,
  ),
})

export const verbose = GlobalFlag.Setting("verbose")({
  flag: Flag.Boolean("verbose").pipe(
    Flag.withDescription("Log each request to standard error"),
    Flag.withDefault(false),
  ),
})

export const debug = GlobalFlag.Setting("debug")({
  flag: Flag.Boolean("debug").pipe(
    Flag.withDescription(
      "Log each request and response in full to standard error, without tokens, secrets and cookies",
    ),
    Flag.withDefault(false),
  ),
})

export const ca = GlobalFlag.Setting("ca")({
  flag: Flag.String("ca").pipe(
    Flag.withMetavar("file"),
    Flag.withDescription(
      "Also trust the certificates in this PEM or DER file, for signing in too. `odj login` stores the path for later commands. Env: ODJ_CA",
    ),
    Flag.optional,
  ),
})

/** For `Command.withGlobalFlags` of the program. */
export const globalFlags = [output, query, verbose, debug, ca, timeout] as const
