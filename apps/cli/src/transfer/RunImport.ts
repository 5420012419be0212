/**
 * `odj import`: reads and validates all rows, then imports the unsettled rows.
 *
 * This module is loaded when the command runs, because no other command needs it.
 */
import { count, counted, databaseAt, UsageInvalid } from "@odj/command-line"
import { type CheckedRows, checkRows, problemsLine, type ReadOptions, type Row } from "@odj/command-line/rows"
import { problemsWithin } from "@odj/domain"
import { Console, Effect, Match, Result } from "effect"
import { Reporting } from "../flags/Reporting.ts"
import { makeOutput } from "../output/Output.ts"
import { CurrentTarget, type Target } from "../target/Target.ts"
import { UnopenedStore } from "../target/UnopenedStore.ts"
import { oneLine } from "../text/OneLine.ts"
import { withGracefulStop } from "./GracefulStop.ts"
import { withProgress } from "./ImportProgress.ts"
import { ImportStopped, importRows, isUnsettled } from "./ImportRows.ts"
import { ImportFailed, ImportIncomplete, type ImportSummary, summaryLine } from "./ImportSummary.ts"
import { type Journal, type JournalFailed, type JournalSubject, makeJournal } from "./Journal.ts"
import { openJournalFile, peekJournal, removeJournal } from "./JournalFile.ts"
import { readInput } from "./ReadInput.ts"
import { equalIds } from "./ReconcileByList.ts"
import { writeRejected } from "./RejectedRows.ts"
import { rejectedPathOf, relatedJournals } from "./RelatedJournals.ts"

export interface ImportRequest extends ReadOptions {
  readonly ignoreUnknown: boolean
  readonly path: string
  readonly journal: string | undefined
  readonly keepJournal: boolean
  readonly dryRun: boolean
}

/** An import whose input has been read and validated. */
interface Prepared {
  readonly rows: ReadonlyArray<Row>
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

/** The file after which the rejected rows are named. */
const fileOf = (path: string, journalPath: string) => (path === "-" ? journalPath : path)

/** Prints a sentence to standard error, unless the output is JSON: then the result and the error have the same data. */
const print = Effect.fnUntraced(function* (text: string) {
  const { json } = yield* Reporting
  if (!json) yield* Console.error(text)
})

/** The problems of the first invalid rows. */
const problemsOf = ({ invalid }: CheckedRows) =>
  invalid.slice(0, maxListed).flatMap(({ row, problems }) => problemsWithin([`row ${row}`], problems))

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

/** The number of unknown names to list. */
const maxNames = 20

/** Prints the names in the rows that are no property. */
const reportUnknown = ({ unknownNames }: CheckedRows, ignoreUnknown: boolean) => {
  if (unknownNames.size === 0) return Effect.void
  const rest = unknownNames.size - maxNames
  const listed = [...unknownNames].slice(0, maxNames).map(oneLine)
  const names = `${listed.join(", ")}${rest > 0 ? ` and ${count(rest)} more` : ""}`
  return print(
    ignoreUnknown
      ? `Ignored unknown properties: ${names}`
      : `Unknown properties: ${names}. To ignore them, pass --ignore-unknown.`,
  )
}

/** How many rows the journal has as created, or as there already. */
const createdIn = (journal: Journal) => journal.count("created") + journal.count("existing")

/** Reports what would be done, from the rows and the journal alone. */
const dryRunImport = Effect.fnUntraced(function* ({ rows, checked, subject, journalPath }: Prepared) {
  const output = yield* makeOutput
  const journal = yield* peekJournal(journalPath, subject)
  const wouldCreate = checked.valid.filter((row) => isUnsettled(journal, row)).length
  const alreadyCreated = createdIn(journal)
  const wouldReject = checked.invalid.length + journal.count("rejected")
  const counts = { total: rows.length, wouldCreate, alreadyCreated, wouldReject }
  const message = `${counted(rows.length, "row")}: would create ${count(wouldCreate)}, ${count(alreadyCreated)} already created, would reject ${count(wouldReject)}`
  yield* reportInvalid(checked)
  yield* print(message)
  yield* output.one(counts)
  if (wouldReject > 0) return yield* new ImportIncomplete({ message, counts, problems: problemsOf(checked) })
})

/** The journal. An import into memory needs no file, since the memory ends with the process. */
const journalOf = ({ subject, journalPath }: Prepared, target: Target) =>
  isMemory(target)
    ? Effect.succeed(makeJournal(journalPath))
    : openJournalFile(journalPath, subject, generatesIds(target) ? equalIds : undefined)

/** Why each rejected row was rejected, by odj or by the service. */
const reasonsOf = ({ invalid }: CheckedRows, { states }: Journal): ReadonlyMap<number, string> => {
  const reasons = new Map(invalid.map(({ row, problems }) => [row, problemsLine(problems)]))
  for (const [row, { entry }] of states) if (entry.state === "rejected") reasons.set(row, entry.reason)
  return reasons
}

/** Runs the import. Returns whether its journal is of no more use. */
const runWithJournal = Effect.fnUntraced(function* (
  { path, keepJournal }: ImportRequest,
  prepared: Prepared,
  target: Target,
) {
  const { rows, checked, journalPath } = prepared
  const output = yield* makeOutput
  const journal = yield* journalOf(prepared, target)
  const total = rows.length
  const doneOf = () => checked.invalid.length + createdIn(journal) + journal.count("rejected")
  const [createdBefore, doneBefore] = [journal.count("created"), doneOf()]
  const resumed = createdIn(journal) + journal.count("rejected")
  yield* reportInvalid(checked)
  if (doneBefore < total && resumed > 0) yield* print(`Resuming at ${count(resumed)} of ${count(total)}`)
  const task = { rows: checked.valid, journal, serviceGeneratesIds: generatesIds(target) }
  const ended = yield* withGracefulStop((isStopping) =>
    withProgress(importRows({ ...task, isStopping }), () => ({ total, done: doneOf() })),
  ).pipe(
    Effect.onInterrupt(() => Console.error("Interrupted. Run the same command again to continue")),
    Effect.catchTag("TimedOut", (failure) => Effect.fail(new ImportStopped({ failure }))),
    Effect.result,
  )

  const failure = Result.isFailure(ended) ? ended.failure : undefined
  const reasons = reasonsOf(checked, journal)
  const created = journal.count("created") - createdBefore
  const summary: ImportSummary = {
    total,
    created,
    alreadyCreated: createdIn(journal) - created,
    rejected: reasons.size,
    unsettled: total - doneOf(),
  }
  const isComplete = summary.rejected + summary.unsettled === 0
  // Only ids that the service keeps prevent duplicates without a journal.
  const needsJournal =
    generatesIds(target) ||
    journal.hasOtherRows ||
    checked.valid.some(({ connector: { id } }) => id === undefined)
  const rejectedPath = rejectedPathOf(fileOf(path, journalPath))
  // A failure to write the rejected rows is reported after the summary.
  const written = yield* Effect.result(
    summary.rejected > 0 ? writeRejected(rejectedPath, rows, reasons, journal) : Effect.void,
  )
  const hasFile = summary.rejected > 0 && Result.isSuccess(written)
  const lines =
    total === 0
      ? ["There are no rows to import"]
      : [
          summaryLine(summary, {
            rejectedPath: hasFile ? rejectedPath : undefined,
            canContinue: canContinue(failure),
          }),
        ]
  if (isComplete && needsJournal && !isMemory(target)) {
    lines.push(`Keep ${journalPath}: without it, a second import would create the rows again`)
  }
  const message = lines.join("\n")
  if (failure === undefined) yield* print(message)
  const shown = yield* Effect.result(output.one(summary))
  if (failure !== undefined) return yield* new ImportFailed({ failure, message, counts: summary })
  yield* Effect.fromResult(shown)
  yield* Effect.fromResult(written)
  if (!isComplete) {
    return yield* new ImportIncomplete({ message, counts: summary, problems: problemsOf(checked) })
  }
  return !keepJournal && !needsJournal
}, Effect.scoped)

export const runImport = Effect.fnUntraced(function* (request: ImportRequest) {
  const target = yield* CurrentTarget
  const { ignoreUnknown } = request
  const journalPath = yield* journalPathOf(request, target)
  const rows = yield* readInput(request.path, request)
  const checked = checkRows(rows, ignoreUnknown)
  yield* reportUnknown(checked, ignoreUnknown)
  const subject = {
    target: targetText(target),
    rows: checked.valid,
    related: relatedJournals(fileOf(request.path, journalPath)),
  }
  const prepared = { rows, checked, subject, journalPath }
  if (request.dryRun) return yield* dryRunImport(prepared)
  const isDone = yield* Effect.provide(runWithJournal(request, prepared, target), yield* UnopenedStore)
  if (isDone && !isMemory(target)) yield* removeJournal(journalPath)
})
