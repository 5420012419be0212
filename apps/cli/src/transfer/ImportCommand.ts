/** The command `odj import`: creates the connectors of a file, each once. */
import { transferFormats } from "@odj/command-line/rows"
import { propertyNames, propertyOf } from "@odj/domain"
import { Effect, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { needsReadWrite } from "../flags/Permissions.ts"
import { targetFlags } from "../target/Target.ts"

const columns = (onCreate: "required" | "optional") =>
  propertyNames.filter((name) => propertyOf(name).onCreate === onCreate).join(", ")

const flags = {
  file: Argument.String("file").pipe(
    Argument.withDescription("File with the connectors; - is standard input"),
  ),
  format: Flag.Literals("format", transferFormats).pipe(
    Flag.withDescription("Format of the file (default: recognised by its content)"),
    Flag.optional,
  ),
  journal: Flag.String("journal").pipe(
    Flag.withMetavar("file"),
    Flag.withDescription("SQLite file that records the progress of the import (default: FILE.journal)"),
    Flag.optional,
  ),
  keepJournal: Flag.Boolean("keep-journal").pipe(
    Flag.withDescription("Keep the journal, even if no row needs it any more"),
    Flag.withDefault(false),
  ),
  ignoreUnknown: Flag.Boolean("ignore-unknown").pipe(
    Flag.withDescription("Ignore unknown columns and properties, and report their names"),
    Flag.withDefault(false),
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
  Effect.fnUntraced(function* ({ file, format, journal, ...flags }) {
    const { runImport } = yield* Effect.promise(() => import("./RunImport.ts"))
    yield* runImport({
      path: file,
      format: Option.getOrUndefined(format),
      journal: Option.getOrUndefined(journal),
      ...flags,
    })
  }),
).pipe(
  Command.withShortDescription("Create the connectors of a file"),
  Command.withDescription(`Create the connectors of a file, each once, and print how many were created.

  odj recognises the format by the content of the file. The name does not matter. The formats are:

  - JSON: one connector, an array of connectors, or a response of Graph with the array in \`value\`
  - several JSON objects, one after the other: one per line (NDJSON), as in FILE.rejected.ndjson, or indented
  - CSV with commas, semicolons or tabs, as Excel and PowerShell write it; its first row has the names of the columns

  The properties, which are also the columns, are ${columns("required")}; ${columns("optional")} is optional.
  Property names are not case-sensitive. In CSV, an empty field without quotes is null, and "" is an empty string. The
  file is UTF-8, or UTF-16 with a byte order mark, as Windows PowerShell and Excel write it. Dates as Windows PowerShell
  writes them, such as /Date(0)/, are read too. JSON that is truncated, or that is one page of a longer list, is refused
  as a whole.

  All rows are checked before anything is sent. Rows that are invalid, or that the service rejects, are written to
  FILE.rejected.ndjson with the reasons; the other rows are created. Correct the rows there and import that file, or
  correct them in FILE and run the same command again. If you correct a row to the same values in both files, it is
  created once. Standard input needs --journal JOURNAL, and its rejected rows are written to JOURNAL.rejected.ndjson.

  The journal, FILE.journal, is a SQLite database with the state of each row. After an interruption or a kill, run
  the same command again. It continues: no row is created twice, and none is left out. The exception is exit code 6:
  after it, do not run the command again. Only one import at a time can use a journal. After a kill, keep
  FILE.journal-wal too. An import into memory has no journal.

  The journal recognises rows by their values, so you can add and move rows in FILE, and correct rejected ones. If you
  change or remove a row that was created, odj refuses FILE, sends nothing, and reports which rows to move to a new file.

  When all rows are created, the journal is removed if every row has an id that the service keeps: a second import then
  finds equal connectors and leaves them as they are. Otherwise the journal stays, because without it a second import
  would create every row again. Remove it only to create the rows again.

  odj generates an id for a row without an id. Microsoft's clouds generate all ids themselves, also for rows with
  an id. To continue an import there, odj reads the list and compares properties, to recognise the connectors that it
  created.

  The result has the total and its parts:

  - created: rows that this run created
  - alreadyCreated: rows that an earlier run created, or that exist with the same id and values
  - rejected: rows that are invalid, or that the service refused
  - unsettled: rows that are not finished: not sent yet, or with an unknown outcome

  With --dry-run, the parts are wouldCreate, alreadyCreated and wouldReject.

  ${needsReadWrite}

  Exit codes:
      0  every row is created, by this run or before it
      1  the journal, the rejected rows or the result can't be written; or a bug in odj
      2  invalid input: nothing was sent
      3  not signed in, sign-in failed or permission denied: run it again to continue
      4  the service refused: run it again to continue
      5  the service or database can't be used: run it again to continue
      6  unknown outcome of the first rows, and the service seems to generate its own ids. Compare the list with the
         file, and import the missing rows from a new file
      7  some rows were rejected or are not finished: run it again to continue with those that are not finished
      8  some connectors could not be read, and odj needs the whole list to recognise those that it created: correct or
         delete them, then run it again to continue
    130  interrupted: run it again to continue`),
  Command.withExamples([
    { command: "odj import connectors.csv --dry-run", description: "Check a file" },
    {
      command: "odj import connectors.csv",
      description: "Import a file into the tenant, such as one saved by Excel",
    },
    {
      command: "odj import connectors.csv.rejected.ndjson",
      description: "Import the rejected rows after correcting them",
    },
    {
      command: "$connectors | ConvertTo-Json > c.json; odj import c.json",
      description: "In PowerShell, import connectors that a cmdlet returned",
    },
    {
      command: "odj export | odj import - --journal copy.journal --url http://127.0.0.1:8365/beta",
      description: "Copy the tenant's connectors to a local server, with their ids",
    },
  ]),
)
