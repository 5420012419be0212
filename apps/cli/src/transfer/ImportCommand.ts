/** The command `odj import`: the connectors of a file into the store that is provided, each once. */
import { Effect, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { needsReadWrite } from "../flags/Permissions.ts"
import { targetFlags } from "../target/Target.ts"
import { transferFormats } from "./TransferFormat.ts"

const flags = {
  file: Argument.String("file").pipe(
    Argument.withDescription("The file with the connectors; - is standard input"),
  ),
  format: Flag.Literals("format", transferFormats).pipe(
    Flag.withDescription("Its format: by default as its name ends, or else as it begins"),
    Flag.optional,
  ),
  journal: Flag.String("journal").pipe(
    Flag.withDescription("The SQLite file that records how each row ended: by default FILE.journal"),
    Flag.optional,
  ),
  dryRun: Flag.Boolean("dry-run").pipe(
    Flag.withDescription("Check the file and say what would be done; send nothing"),
    Flag.withDefault(false),
  ),
  ...targetFlags,
}

export const importConnectors = Command.make(
  "import",
  flags,
  Effect.fnUntraced(function* ({ file, format, journal, dryRun }) {
    const { runImport } = yield* Effect.promise(() => import("./RunImport.ts"))
    yield* runImport({
      path: file,
      format: Option.getOrUndefined(format),
      journal: Option.getOrUndefined(journal),
      dryRun,
    })
  }),
).pipe(
  Command.withShortDescription("Create the connectors of a file"),
  Command.withDescription(`Create the connectors of a file, each once, and say how many.

  A file is NDJSON (an object a line), a JSON array, or CSV whose first row names the columns. In CSV a field that is
  empty and not quoted has no value: null as a display name; a pair of quotes is the empty text. All rows are checked
  before anything is sent; those that are no connectors, or that the service does not want, are written to
  FILE.rejected.ndjson with their reasons, and the others are created.

  What was sent and how each row ended is recorded in FILE.journal, a SQLite database, so that an import can be
  interrupted or killed at any time and run again: it goes on where it was, no row is created twice and none is left out.
  One import at a time can use a journal; after a kill, FILE.journal-wal is a part of it. Remove the journal to import
  the same file again. An import into memory needs none.

  A row without an id gets one, save in Microsoft's clouds, which make the ids: there an import that was killed is
  settled by looking for the connectors that are new since it began.

  ${needsReadWrite}

  Exit codes:
      0  every row is created
      1  a bug in odj, or the journal, the rejected rows or the result can't be written
      2  bad input: nothing was sent
      3  not signed in, or not permitted: run it again to go on
      4  the service refuses: run it again to go on
      5  no answer that can be used, or the service is too busy: run it again to go on
      6  it is unknown what became of the first rows, and the service may not keep ids: look before running it again
      7  done in part: rows are rejected, or run it again to settle them
    130  interrupted: run it again to go on`),
  Command.withExamples([
    { command: "odj import connectors.csv --dry-run", description: "Check a file" },
    { command: "odj import connectors.csv", description: "Create its connectors in the tenant" },
    {
      command: "odj export | odj import - --journal copy.journal --url http://127.0.0.1:8365/beta",
      description: "Copy the tenant's connectors to a local server, ids included",
    },
  ]),
)
