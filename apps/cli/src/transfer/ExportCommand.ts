/** The command `odj export`: writes every connector to a file that `odj import` reads. */
import { resolve } from "node:path"
import { UsageInvalid } from "@odj/command-line"
import { formatOfPath, transferFormats } from "@odj/command-line/rows"
import { Effect, Option, Stream } from "effect"
import { Command, Flag } from "effect/cli"
import { output as outputFlag, query } from "../flags/GlobalFlags.ts"
import { needsRead } from "../flags/Permissions.ts"
import { makeOutput } from "../output/Output.ts"
import { ignoreBrokenPipe } from "../output/OutputFailed.ts"
import { readConnectors } from "../target/ReadConnectors.ts"
import { CurrentTarget, targetFlags } from "../target/Target.ts"

const flags = {
  format: Flag.Literals("format", transferFormats).pipe(
    Flag.withDescription("Format of the file (default: --output, else the extension of --file, else ndjson)"),
    Flag.optional,
  ),
  file: Flag.String("file").pipe(
    Flag.withMetavar("file"),
    Flag.withDescription(
      "File to write (default: -, standard output). It is replaced only when the export is complete",
    ),
    Flag.optional,
  ),
  ...targetFlags,
}

/** The format that `--output` gives. Fails if `--query` or `--output` asks for something that is not an export. */
const outputFormat = Effect.gen(function* () {
  if (Option.isSome(yield* query)) {
    return yield* UsageInvalid.sentence("`odj export` does not take --query. Use `odj list --query`.")
  }
  const given = Option.getOrUndefined(yield* outputFlag)
  const format = transferFormats.find((format) => format === given)
  if (given !== format) {
    return yield* UsageInvalid.of("--output", "Use ndjson, json or csv for an export")
  }
  return format
})

/** The file to write, or undefined for standard output. Fails if the path is empty, or that of the database to export. */
const pathOf = Effect.fnUntraced(function* (file: string) {
  if (file === "") return yield* UsageInvalid.of("--file", "Use a path")
  const target = yield* CurrentTarget
  if (target._tag === "Sqlite" && resolve(file) === resolve(target.path)) {
    return yield* UsageInvalid.of("--file", `${file} is the database itself. Write to another file`)
  }
  return file === "-" ? undefined : file
})

/** The page size of a list. */
const pageSize = 500

export const exportConnectors = Command.make(
  "export",
  flags,
  Effect.fnUntraced(function* ({ file, format }) {
    const path = Option.isSome(file) ? yield* pathOf(file.value) : undefined
    const output = yield* outputFormat
    const chosen = Option.getOrUndefined(format) ?? output ?? formatOfPath(path ?? "") ?? "ndjson"
    const { connectorText } = yield* Effect.promise(() => import("./ConnectorText.ts"))
    const { connectors, failIfUnreadable } = readConnectors({ limit: pageSize })
    const texts = connectorText(chosen, connectors)
    if (path === undefined) {
      const { text } = yield* makeOutput
      const write = Stream.runForEachArray(texts, (page) => text(page.join("")))
      return yield* ignoreBrokenPipe(Effect.andThen(write, failIfUnreadable))
    }
    const { writeStream } = yield* Effect.promise(() => import("./StreamedFile.ts"))
    yield* writeStream(path, texts)
    yield* failIfUnreadable
  }),
).pipe(
  Command.withShortDescription("Write all connectors to a file"),
  Command.withDescription(`Write all connectors to a file or to standard output, with every property unchanged. It does not take --query.

  The formats are NDJSON (one object per line), a JSON array, and CSV with every value in quotes. \`odj import\` reads all
  three. In CSV, an empty field without quotes is null, and "" is an empty string. A state that odj does not know is
  written unchanged; \`odj import\` rejects such a row.

  ${needsRead}

  Exit codes:
      0  written
      1  the file can't be written (the old one is unchanged), or a bug in odj
      2  invalid input: nothing was sent
      3  not signed in, sign-in failed or permission denied
      4  the service refused
      5  the service or database can't be used
      8  some connectors could not be read; all others are written
    130  interrupted`),
  Command.withExamples([
    { command: "odj export --file connectors.csv", description: "Export the tenant's connectors as CSV" },
    { command: "odj export | wc -l", description: "Count them" },
  ]),
)
