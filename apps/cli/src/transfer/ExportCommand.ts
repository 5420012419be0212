/** The command `odj export`: every connector of the store that is provided, as a file that `odj import` reads. */
import { UsageInvalid } from "@odj/command-line"
import { streamConnectors } from "@odj/core"
import { Effect, Option, Stream } from "effect"
import { Command, Flag } from "effect/cli"
import { output as outputFlag, query } from "../flags/GlobalFlags.ts"
import { needsRead } from "../flags/Permissions.ts"
import { makeOutput } from "../output/Output.ts"
import { ignoreReaderGone } from "../output/OutputFailed.ts"
import { targetFlags } from "../target/Target.ts"
import { formatOfPath, transferFormats } from "./TransferFormat.ts"

const flags = {
  format: Flag.Literals("format", transferFormats).pipe(
    Flag.withDescription(
      "The format: by default that of --output, or as the file's name ends, or else ndjson",
    ),
    Flag.optional,
  ),
  file: Flag.String("file").pipe(
    Flag.withDescription(
      "The file to write, which takes its place once all is there: by default standard output",
    ),
    Flag.optional,
  ),
  ...targetFlags,
}

/** The format that `--output` says. Fails where the flags of every command ask for what is no export. */
const outputFormat = Effect.gen(function* () {
  if (Option.isSome(yield* query)) {
    return yield* UsageInvalid.of("--query", "Expected none: an export has every connector as it is")
  }
  const asked = Option.getOrUndefined(yield* outputFlag)
  if (asked === "table" || asked === "none") {
    return yield* UsageInvalid.of("--output", `Expected ${transferFormats.join(", ")} for an export`)
  }
  return asked
})

/** As many as a service gives at once. */
const pageSize = 500

export const exportConnectors = Command.make(
  "export",
  flags,
  Effect.fnUntraced(function* ({ file, format }) {
    const path = Option.getOrUndefined(file)
    const asked = yield* outputFormat
    const chosen = Option.getOrUndefined(format) ?? asked ?? formatOfPath(path ?? "") ?? "ndjson"
    const { connectorText } = yield* Effect.promise(() => import("./ConnectorText.ts"))
    const texts = connectorText(chosen, streamConnectors({ limit: pageSize }))
    if (path === undefined) {
      const output = yield* makeOutput
      const write = Stream.runForEachArray(texts, (page) => output.text(page.join("")))
      return yield* ignoreReaderGone(write)
    }
    const { writeStream } = yield* Effect.promise(() => import("./StreamedFile.ts"))
    yield* writeStream(path, texts)
  }),
).pipe(
  Command.withShortDescription("Write all connectors to a file"),
  Command.withDescription(`Write all connectors, with every property exactly as it is stored, to a file or to standard output. --query is refused.

  odj import reads what it writes: NDJSON (an object a line), a JSON array, or CSV. In CSV every value is in quotes; a
  field without quotes is null, and a pair of quotes is the empty text. A state that odj does not know is written as the
  service has it, and odj import rejects that row.

  ${needsRead}

  Exit codes:
      0  written
      1  a bug in odj, or the file can't be written: what was there still is
      2  bad usage: nothing was asked
      3  not signed in, or not permitted
      4  the service refuses
      5  no answer that can be used, or the service is too busy
    130  interrupted`),
  Command.withExamples([
    { command: "odj export --file connectors.csv", description: "Write the tenant's connectors as CSV" },
    { command: "odj export | wc -l", description: "Count them" },
  ]),
)
