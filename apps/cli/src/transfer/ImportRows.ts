/**
 * Imports rows into the `ConnectorStore`, each once, whatever happens: what is sent stands in the journal before it is,
 * and what became of it is found out before it is sent again.
 *
 * Where an import gives the ids, its rows without one get a GUID, so that no create can be carried out twice. Where the
 * service makes them, what is there and was not before tells.
 */
import { CreateOutcomeUnknown, createConnectors, type ListFailure, type ServiceFailure } from "@odj/core"
import { Data, Effect, Array as EffectArray } from "effect"
import { KnownSecrets } from "../requests/KnownSecrets.ts"
import { maskSecrets } from "../requests/Redaction.ts"
import type { ValidRow } from "./CheckRows.ts"
import type { Journal } from "./Journal.ts"
import { commonRefusal, outcomeOf, type RowOutcome } from "./RowOutcome.ts"
import { settleById } from "./SettleById.ts"
import { settleByList } from "./SettleByList.ts"

/** Nothing more can be sent: what failed would fail for every row. What is left is sent when the import is run again. */
export class ImportStopped extends Data.TaggedError("ImportStopped")<{
  readonly failure: ListFailure | CreateOutcomeUnknown
}> {}

export interface Import {
  readonly rows: ReadonlyArray<ValidRow>
  readonly journal: Journal
  /** Whether the service makes the ids, so that none can be given. */
  readonly serviceMakesIds: boolean
  /** Whether what is under way is to be the last. */
  readonly isStopping: () => boolean
}

/** As many as Graph takes in one batch. */
const chunkSize = 20

/** How many chunks are under way at once; the store decides what that means for the service. */
const concurrency = 8

/** How often rows whose outcome is unknown are settled and sent again, before they are left for another run. */
const rounds = 3

const isPending = ({ states }: Journal, { row }: ValidRow) => {
  const state = states.get(row)?.entry.state
  return state === undefined || state === "unsent"
}

const isOpen = ({ states }: Journal, { row }: ValidRow) => {
  const state = states.get(row)?.entry.state
  return state === "sending" || state === "unknown"
}

/** Whether it is not known yet that the row is created, or rejected. */
export const isLeft = (journal: Journal, row: ValidRow) => isPending(journal, row) || isOpen(journal, row)

const keyOf = ({ states }: Journal, { row, connector }: ValidRow) => states.get(row)?.key ?? connector.id

/** The ids that are known not to be those of an open row. */
const takenIds = ({ before, states }: Journal): ReadonlySet<string> => {
  const taken = new Set(before)
  for (const { entry } of states.values()) if (entry.state === "created") taken.add(entry.id)
  return taken
}

const stopped = (failure: ImportStopped["failure"]) => new ImportStopped({ failure })

const settle = Effect.fnUntraced(function* ({ rows, journal, serviceMakesIds, isStopping }: Import) {
  const open = rows.filter((row) => isOpen(journal, row))
  if (open.length === 0 || isStopping()) return
  const entries = serviceMakesIds
    ? settleByList(open, takenIds(journal))
    : settleById(open.map((row) => [row, keyOf(journal, row) ?? ""]))
  yield* journal.record(yield* Effect.mapError(entries, stopped))
})

/** Says in the journal what is sent, sends it, and says what became of it. Answers why nothing more is to be sent. */
const sendChunk = Effect.fnUntraced(function* (
  { journal, serviceMakesIds }: Import,
  chunk: ReadonlyArray<ValidRow>,
) {
  const sent = chunk.map((row) => ({
    row,
    key: keyOf(journal, row) ?? (serviceMakesIds ? undefined : crypto.randomUUID()),
    wasSent: journal.states.has(row.row),
  }))
  yield* journal.record(
    sent.map(({ row: { row }, key }) => ({ row, state: "sending", ...(key !== undefined && { key }) })),
  )
  const results = yield* createConnectors(
    sent.map(({ row: { connector }, key }) => (key === undefined ? connector : { ...connector, id: key })),
  )
  const refusal = journal.count("created") === 0 ? commonRefusal(results) : undefined
  const outcomes = EffectArray.zipWith(sent, results, ({ row, wasSent }, result): RowOutcome => {
    if (refusal === undefined) return outcomeOf(row, result, wasSent)
    return { entry: { row: row.row, state: "unsent" }, stop: refusal }
  })
  const secrets = yield* KnownSecrets
  yield* journal.record(
    outcomes.map(({ entry }) =>
      entry.state === "rejected" ? { ...entry, reason: maskSecrets(entry.reason, secrets) } : entry,
    ),
  )
  return outcomes.find(({ stop }) => stop !== undefined)?.stop
})

/** Sends what is pending of the rows, until something says that nothing more is to be sent. */
const send = Effect.fnUntraced(function* (task: Import, rows: ReadonlyArray<ValidRow>) {
  const { journal, isStopping } = task
  const pending = rows.filter((row) => isPending(journal, row))
  let stop: ServiceFailure | undefined
  yield* Effect.forEach(
    EffectArray.chunksOf(pending, chunkSize),
    Effect.fnUntraced(function* (chunk) {
      if (stop !== undefined || isStopping()) return
      const reason = yield* sendChunk(task, chunk)
      stop ??= reason
    }),
    { concurrency, discard: true },
  )
  if (stop !== undefined) return yield* stopped(stop)
})

/**
 * Sends one chunk alone as long as nothing is created, which shows whether the service keeps the ids that it is given:
 * one that makes others would be sent every row again and again.
 */
const sendFirst = Effect.fnUntraced(function* (task: Import) {
  const { rows, journal, serviceMakesIds } = task
  if (serviceMakesIds || journal.count("created") > 0) return
  yield* send(task, rows.filter((row) => isPending(journal, row)).slice(0, chunkSize))
  const isUnknown = journal.count("unknown") > 0
  yield* settle(task)
  if (isUnknown && journal.count("created") === 0) {
    const message = "The service has no connector of an id that it was given: it may not keep them"
    return yield* stopped(new CreateOutcomeUnknown({ message }))
  }
})

/**
 * Imports the rows that the journal does not say are done. Fails with `ImportStopped` or `JournalFailed`; whatever it
 * ends with, the journal says where each row stands.
 */
export const importRows = Effect.fnUntraced(function* (task: Import) {
  const { rows, journal, isStopping } = task
  yield* settle(task)
  yield* sendFirst(task)
  for (let round = 0; round < rounds && !isStopping(); round++) {
    yield* send(task, rows)
    yield* settle(task)
    if (!rows.some((row) => isLeft(journal, row))) return
  }
})
