/**
 * `odj import`: reads and checks all rows, and then imports those that are left.
 *
 * It is loaded when it is run, since no other command needs any of it.
 */
import { databaseAt, UsageInvalid } from "@odj/command-line"
import { Console, Effect, Match } from "effect"
import { Reporting } from "../flags/Reporting.ts"
import { makeOutput } from "../output/Output.ts"
import { CurrentTarget, type Target } from "../target/Target.ts"
import { oneLine } from "../text/OneLine.ts"
import { type CheckedRows, checkRows, reasonOf } from "./CheckRows.ts"
import { count, type Tally, withProgress } from "./ImportProgress.ts"
import { importRows, isLeft } from "./ImportRows.ts"
import { ImportIncomplete, summaryLine, summaryOf } from "./ImportSummary.ts"
import { type Journal, type JournalSubject, makeJournal } from "./Journal.ts"
import { openJournalFile, peekJournal } from "./JournalFile.ts"
import { readInput } from "./ReadInput.ts"
import { writeRejected } from "./RejectedRows.ts"
import { equalIds } from "./SettleByList.ts"
import { stoppable } from "./Stoppable.ts"
import type { TransferFormat } from "./TransferFormat.ts"

export interface ImportRequest {
  readonly path: string
  readonly format: TransferFormat | undefined
  readonly journal: string | undefined
  readonly dryRun: boolean
}

/** What an import is of, what its rows are, and where its files are. */
interface Prepared {
  readonly checked: CheckedRows
  readonly subject: JournalSubject
  readonly journalPath: string
}

/** How many problems are listed, before the rest is only counted. */
const maxListed = 100

const isMemory = (target: Target): target is Extract<Target, { _tag: "Memory" }> => target._tag === "Memory"

/** Microsoft documents that its services make the ids. */
const makesIds = (target: Target) => target._tag === "Service" && target.cloud !== undefined

/** What a journal knows a target by. */
const placeOf = Match.typeTags<Target, string>()({
  Memory: () => "memory",
  Sqlite: ({ path }) => `sqlite:${path}`,
  Postgres: databaseAt,
  Service: ({ url, tenant }) => [url.href, ...(tenant === undefined ? [] : [tenant])].join(" "),
})

const journalPathOf = ({ path, journal }: ImportRequest, target: Target) => {
  if (journal !== undefined) return Effect.succeed(journal)
  if (path !== "-" || isMemory(target)) return Effect.succeed(`${path}.journal`)
  return Effect.fail(UsageInvalid.of("--journal", "Expected a file for the journal of standard input"))
}

/** Tells people. A program that asks for JSON finds it in the result, and in the error where there is one. */
const say = Effect.fnUntraced(function* (text: string) {
  const { json } = yield* Reporting
  if (!json) yield* Console.error(text)
})

/** The first problems with the rows that can't be created. */
const problemsOf = ({ invalid }: CheckedRows) =>
  invalid
    .slice(0, maxListed)
    .flatMap(({ row, problems }) =>
      problems.map(({ path, message }) => ({ path: [`row ${row}`, ...path], message })),
    )

/** Says what is wrong with the rows that can't be created, as many of them as one can read. */
const tellInvalid = ({ invalid }: CheckedRows) => {
  if (invalid.length === 0) return Effect.void
  const lines = invalid
    .slice(0, maxListed)
    .map(({ row, problems }) => oneLine(`row ${row}: ${reasonOf(problems)}`))
  const rest = invalid.length - lines.length
  return say([...lines, ...(rest > 0 ? [`and ${count(rest)} more`] : [])].join("\n"))
}

/** What would be done, from the rows and the journal alone. */
const runDry = Effect.fnUntraced(function* ({ checked, subject, journalPath }: Prepared) {
  const output = yield* makeOutput
  const journal = yield* peekJournal(journalPath, subject)
  const wouldCreate = checked.valid.filter((row) => isLeft(journal, row)).length
  const wouldReject = checked.invalid.length
  const counts = { wouldCreate, wouldReject }
  const message = `would create ${count(wouldCreate)}, would reject ${count(wouldReject)}`
  yield* tellInvalid(checked)
  yield* say(message)
  yield* output.one(counts)
  if (wouldReject > 0) return yield* new ImportIncomplete({ message, counts, problems: problemsOf(checked) })
})

/** The journal. An import into the memory of this process needs none on the disk: both end together. */
const journalOf = ({ checked, subject, journalPath }: Prepared, target: Target) => {
  if (isMemory(target)) return Effect.succeed(makeJournal([], [], () => {}))
  const before = makesIds(target) ? equalIds(checked.valid) : Effect.succeed([])
  return openJournalFile(journalPath, subject, before)
}

const recordInvalid = ({ invalid }: CheckedRows, journal: Journal) =>
  journal.record(
    invalid
      .filter(({ row }) => !journal.states.has(row))
      .map(({ row, problems }) => ({ row, state: "rejected", reason: reasonOf(problems) })),
  )

export const runImport = Effect.fnUntraced(function* (request: ImportRequest) {
  const output = yield* makeOutput
  const target = yield* CurrentTarget
  const journalPath = yield* journalPathOf(request, target)
  const { rows, format, digest } = yield* readInput(request.path, request.format)
  const checked = checkRows(rows)
  const subject = { input: `sha256:${digest}`, format, target: placeOf(target) }
  const prepared = { checked, subject, journalPath }
  if (request.dryRun) return yield* runDry(prepared)

  const journal = yield* journalOf(prepared, target)
  const tally = (): Tally => ({
    total: rows.length,
    created: journal.count("created"),
    rejected: journal.count("rejected"),
  })
  const doneBefore = journal.count("created") + journal.count("rejected")
  const isDone = doneBefore === rows.length

  if (!isDone) yield* tellInvalid(checked)
  yield* recordInvalid(checked, journal)
  const task = { rows: checked.valid, journal, serviceMakesIds: makesIds(target) }
  const ended = yield* stoppable((isStopping) =>
    withProgress(importRows({ ...task, isStopping }), tally),
  ).pipe(
    Effect.onInterrupt(() => Console.error("interrupted: run the same command again to go on")),
    Effect.result,
  )

  const rejectedPath = `${request.path === "-" ? journalPath : request.path}.rejected.ndjson`
  const summary = summaryOf(tally(), doneBefore)
  const message = `${isDone ? "nothing left to do: " : ""}${summaryLine(summary, rejectedPath)}`
  // Neither is lost with the other.
  const written = yield* Effect.result(
    summary.rejected > 0 ? writeRejected(rejectedPath, rows, journal) : Effect.void,
  )
  yield* say(message)
  yield* output.one(summary)
  yield* Effect.fromResult(ended)
  yield* Effect.fromResult(written)
  if (summary.rejected + summary.unsettled > 0) {
    return yield* new ImportIncomplete({ message, counts: summary, problems: problemsOf(checked) })
  }
}, Effect.scoped)
