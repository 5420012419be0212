/**
 * `odj import`: reads and validates all rows, then imports the unsettled rows.
 *
 * This module is loaded when the command runs, because no other command needs it.
 */
import { databaseAt, UsageInvalid } from "@odj/command-line"
import { Console, Effect, Match, Result } from "effect"
import { Reporting } from "../flags/Reporting.ts"
import { makeOutput } from "../output/Output.ts"
import { CurrentTarget, type Target } from "../target/Target.ts"
import { oneLine } from "../text/OneLine.ts"
import { type CheckedRows, checkRows, problemsLine } from "./CheckRows.ts"
import { withGracefulStop } from "./GracefulStop.ts"
import { count, type RowCounts, withProgress } from "./ImportProgress.ts"
import { ImportStopped, importRows, isUnsettled } from "./ImportRows.ts"
import { ImportFailed, ImportIncomplete, summaryLine, summaryOf } from "./ImportSummary.ts"
import { type Journal, type JournalFailed, type JournalSubject, makeJournal } from "./Journal.ts"
import { openJournalFile, peekJournal } from "./JournalFile.ts"
import { readInput } from "./ReadInput.ts"
import { equalIds } from "./ReconcileByList.ts"
import { writeRejected } from "./RejectedRows.ts"
import type { TransferFormat } from "./TransferFormat.ts"

export interface ImportRequest {
  readonly path: string
  readonly format: TransferFormat | undefined
  readonly journal: string | undefined
  readonly dryRun: boolean
}

/** An import whose input has been read and validated. */
interface Prepared {
  readonly checked: CheckedRows
  readonly subject: JournalSubject
  readonly journalPath: string
}

/** Whether another run can continue. It would create rows twice if the service replaces the ids that odj sends. */
const canContinue = (failure: ImportStopped | JournalFailed | undefined) =>
  failure?._tag !== "ImportStopped" || failure.failure._tag !== "CreateOutcomeUnknown"

/** The number of invalid rows to list; the others are only counted. */
const maxListed = 100

const isMemory = (target: Target): target is Extract<Target, { _tag: "Memory" }> => target._tag === "Memory"

/** Microsoft documents that its services generate the ids. */
const generatesIds = (target: Target) => target._tag === "Service" && target.cloud !== undefined

/** The target as the journal stores it. */
const targetText = Match.typeTags<Target, string>()({
  Memory: () => "memory",
  Sqlite: ({ path }) => `sqlite:${path}`,
  Postgres: databaseAt,
  Service: ({ url, tenant }) => [url.href, ...(tenant === undefined ? [] : [tenant])].join(" "),
})

const journalPathOf = ({ path, journal }: ImportRequest, target: Target) => {
  if (journal !== undefined) return Effect.succeed(journal)
  if (path !== "-" || isMemory(target)) return Effect.succeed(`${path}.journal`)
  return Effect.fail(
    UsageInvalid.sentence("Missing --journal: an import from standard input needs a file for its journal"),
  )
}

/** Prints a sentence to standard error, unless the output is JSON: then the result and the error have the same data. */
const print = Effect.fnUntraced(function* (text: string) {
  const { json } = yield* Reporting
  if (!json) yield* Console.error(text)
})

/** The problems of the first invalid rows. */
const problemsOf = ({ invalid }: CheckedRows) =>
  invalid
    .slice(0, maxListed)
    .flatMap(({ row, problems }) =>
      problems.map(({ path, message }) => ({ path: [`row ${row}`, ...path], message })),
    )

/** Prints the problems of the first invalid rows. */
const reportInvalid = ({ invalid }: CheckedRows) => {
  if (invalid.length === 0) return Effect.void
  const lines = invalid
    .slice(0, maxListed)
    .map(({ row, problems }) => oneLine(`row ${row}: ${problemsLine(problems)}`))
  const rest = invalid.length - lines.length
  return print(
    [...lines, ...(rest > 0 ? [`and ${count(rest)} more ${rest === 1 ? "row" : "rows"}`] : [])].join("\n"),
  )
}

/** Reports what would be done, from the rows and the journal alone. */
const dryRunImport = Effect.fnUntraced(function* ({ checked, subject, journalPath }: Prepared) {
  const output = yield* makeOutput
  const journal = yield* peekJournal(journalPath, subject)
  const wouldCreate = checked.valid.filter((row) => isUnsettled(journal, row)).length
  const wouldReject = checked.invalid.length
  const counts = { wouldCreate, wouldReject }
  const message = `Would create ${count(wouldCreate)}, would reject ${count(wouldReject)}`
  yield* reportInvalid(checked)
  yield* print(message)
  yield* output.one(counts)
  if (wouldReject > 0) return yield* new ImportIncomplete({ message, counts, problems: problemsOf(checked) })
})

/** The journal. An import into memory needs no file, since the memory ends with the process. */
const journalOf = ({ checked, subject, journalPath }: Prepared, target: Target) => {
  if (isMemory(target)) return Effect.succeed(makeJournal(journalPath, [], [], () => {}))
  const before = generatesIds(target) ? equalIds(checked.valid) : Effect.succeed([])
  return openJournalFile(journalPath, subject, before)
}

const recordInvalid = ({ invalid }: CheckedRows, journal: Journal) =>
  journal.record(
    invalid
      .filter(({ row }) => !journal.states.has(row))
      .map(({ row, problems }) => ({ row, state: "rejected", reason: problemsLine(problems) })),
  )

export const runImport = Effect.fnUntraced(function* (request: ImportRequest) {
  const output = yield* makeOutput
  const target = yield* CurrentTarget
  const journalPath = yield* journalPathOf(request, target)
  const { rows, format, digest } = yield* readInput(request.path, request.format)
  const checked = checkRows(rows)
  const subject = { input: `sha256:${digest}`, format, target: targetText(target) }
  const prepared = { checked, subject, journalPath }
  if (request.dryRun) return yield* dryRunImport(prepared)

  const journal = yield* journalOf(prepared, target)
  const rowCounts = (): RowCounts => ({
    total: rows.length,
    created: journal.count("created"),
    rejected: journal.count("rejected"),
  })
  const doneBefore = journal.count("created") + journal.count("rejected")
  const isDone = doneBefore === rows.length

  if (!isDone) yield* reportInvalid(checked)
  yield* recordInvalid(checked, journal)
  const task = { rows: checked.valid, journal, serviceGeneratesIds: generatesIds(target) }
  const ended = yield* withGracefulStop((isStopping) =>
    withProgress(importRows({ ...task, isStopping }), rowCounts),
  ).pipe(
    Effect.onInterrupt(() => Console.error("Interrupted. Run the same command again to continue")),
    Effect.catchTag("TimedOut", (failure) => Effect.fail(new ImportStopped({ failure }))),
    Effect.result,
  )

  const failure = Result.isFailure(ended) ? ended.failure : undefined
  const rejectedPath = `${request.path === "-" ? journalPath : request.path}.rejected.ndjson`
  const summary = summaryOf(rowCounts(), doneBefore)
  const message =
    rows.length === 0
      ? "There are no rows to import"
      : `${isDone ? "Nothing left to do: " : ""}${summaryLine(summary, rejectedPath, canContinue(failure))}`
  // A failure to write the rejected rows is reported after the summary.
  const written = yield* Effect.result(
    summary.rejected > 0 ? writeRejected(rejectedPath, rows, journal) : Effect.void,
  )
  if (failure === undefined) yield* print(message)
  const shown = yield* Effect.result(output.one(summary))
  if (failure !== undefined) return yield* new ImportFailed({ failure, message, counts: summary })
  yield* Effect.fromResult(shown)
  yield* Effect.fromResult(written)
  if (summary.rejected + summary.unsettled > 0) {
    return yield* new ImportIncomplete({ message, counts: summary, problems: problemsOf(checked) })
  }
}, Effect.scoped)
