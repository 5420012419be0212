/** The command `odj import`: creates the connectors of a file, each once. */
import { propertyNames, propertyOf } from "@odj/domain"
import { Effect, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { needsReadWrite } from "../flags/Permissions.ts"
import { targetFlags } from "../target/Target.ts"
import { transferFormats } from "./TransferFormat.ts"

const columns = (onCreate: "required" | "optional") =>
  propertyNames.filter((name) => propertyOf(name).onCreate === onCreate).join(", ")

const flags = {
  file: Argument.String("file").pipe(
    Argument.withDescription("File with the connectors; - is standard input"),
  ),
  format: Flag.Literals("format", transferFormats).pipe(
    Flag.withDescription("Format of the file (default: by its extension, else by its first character)"),
    Flag.optional,
  ),
  journal: Flag.String("journal").pipe(
    Flag.withMetavar("file"),
    Flag.withDescription("SQLite file that records the progress of the import (default: FILE.journal)"),
    Flag.optional,
  ),
  dryRun: Flag.Boolean("dry-run").pipe(
    Flag.withDescription("Check the file and report what would be created, without sending anything"),
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
  Command.withDescription(`Create the connectors of a file, each once, and print how many were created.

  The file is NDJSON (one object per line), a JSON array, or CSV with commas whose first row has the column names. The
  properties, which are also the columns, are ${columns("required")}; ${columns("optional")} is optional.
  In CSV, an empty field without quotes is null (no value), and "" is the empty text.

  All rows are checked before anything is sent. Rows that are invalid, or that the service rejects, are written to
  FILE.rejected.ndjson with the reasons; the other rows are created. Standard input needs --journal JOURNAL, and its
  rejected rows are written to JOURNAL.rejected.ndjson. To mend rejected rows, correct them in a new file and import
  that file. Do not import the whole old file again without its journal: that creates duplicates.

  The journal, FILE.journal, is a SQLite database with the state of each row. After an interruption or a kill, run
  the same command again. It continues: no row is created twice, and none is left out. The exception is exit code 6:
  after it, do not run the command again. Only one import at a time can use a journal. After a kill, keep
  FILE.journal-wal too. An import into memory has no journal.

  odj generates an id for a row without an id. Microsoft's clouds generate all ids themselves, also for rows with
  an id. To continue an import there, odj reads the list and compares properties, to recognise the connectors that it
  created.

  The result has four counts:

  - created and rejected: rows that are finished, by this run and by earlier ones
  - unsettled: rows that are not sent yet, or whose outcome is unknown
  - skipped: how many of the created and rejected rows an earlier run had finished

  ${needsReadWrite}

  Exit codes:
      0  every row was created
      1  the journal, the rejected rows or the result can't be written; or a bug in odj
      2  invalid input: nothing was sent
      3  not signed in, sign-in failed or permission denied: run it again to continue
      4  the service refused: run it again to continue
      5  the service or database can't be used: run it again to continue
      6  it is unknown whether the first rows were created, because the service seems to generate its own ids: compare
         the list with the file, and import only the missing rows, from a new file
      7  some rows were rejected, or are unsettled: run it again to continue with the unsettled rows
    130  interrupted: run it again to continue`),
  Command.withExamples([
    { command: "odj import connectors.csv --dry-run", description: "Check a file" },
    { command: "odj import connectors.csv", description: "Import a file into the tenant" },
    {
      command: "odj export | odj import - --journal copy.journal --url http://127.0.0.1:8365/beta",
      description: "Copy the tenant's connectors to a local server, with their ids",
    },
  ]),
)
