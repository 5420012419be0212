/**
 * Imports rows into the `ConnectorStore`, each once. A row is in the journal before its request goes out, and a row whose
 * outcome is unknown is settled before it is retried.
 *
 * If the import gives the ids, a row without one gets a GUID, so that a repeated create can't succeed twice. If the
 * service makes the ids, a row is settled by the connectors that are new since the import began.
 */
import { CreateOutcomeUnknown, createConnectors, type ListFailure, type ServiceFailure } from "@odj/core"
import { maxBatchRequests } from "@odj/graph-wire"
import { Data, Effect, Array as EffectArray } from "effect"
import { KnownSecrets } from "../requests/KnownSecrets.ts"
import { maskSecrets } from "../requests/Redaction.ts"
import type { ValidRow } from "./CheckRows.ts"
import type { Journal } from "./Journal.ts"
import { commonRefusal, outcomeOf, type RowOutcome } from "./RowOutcome.ts"
import { settleById } from "./SettleById.ts"
import { settleByList } from "./SettleByList.ts"

/** Nothing more can be sent: the failure holds for every row. The rows that are left are sent by the next run. */
export class ImportStopped extends Data.TaggedError("ImportStopped")<{
  readonly failure: ListFailure | CreateOutcomeUnknown
}> {}

export interface Import {
  readonly rows: ReadonlyArray<ValidRow>
  readonly journal: Journal
  /** Whether the service makes the ids, so that none can be given. */
  readonly serviceMakesIds: boolean
  /** Whether no more requests are to be sent. */
  readonly isStopping: () => boolean
}

/** How many chunks, each as large as a batch of Graph, are in flight at once; the store limits its own requests to the service. */
const concurrency = 8

/** How often rows with an unknown outcome are settled and retried before they are left to another run. */
const rounds = 3

const isPending = ({ states }: Journal, { row }: ValidRow) => {
  const state = states.get(row)?.entry.state
  return state === undefined || state === "unsent"
}

const isOpen = ({ states }: Journal, { row }: ValidRow) => {
  const state = states.get(row)?.entry.state
  return state === "sending" || state === "unknown"
}

/** Whether the row is neither created nor rejected, as far as the journal knows. */
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

/** Records what is sent, sends it, and records the outcomes. Returns why nothing more is to be sent, if so. */
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

/** Sends the rows that are pending, until a failure holds for every row. */
const send = Effect.fnUntraced(function* (task: Import, rows: ReadonlyArray<ValidRow>) {
  const { journal, isStopping } = task
  const pending = rows.filter((row) => isPending(journal, row))
  let stop: ServiceFailure | undefined
  yield* Effect.forEach(
    EffectArray.chunksOf(pending, maxBatchRequests),
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
 * Sends one chunk alone as long as nothing is created, which shows whether the service keeps the ids that it is given. A
 * service that makes others would be sent every row again and again.
 */
const sendFirst = Effect.fnUntraced(function* (task: Import) {
  const { rows, journal, serviceMakesIds } = task
  if (serviceMakesIds || journal.count("created") > 0) return
  yield* send(task, rows.filter((row) => isPending(journal, row)).slice(0, maxBatchRequests))
  const isUnknown = journal.count("unknown") > 0
  yield* settle(task)
  if (isUnknown && journal.count("created") === 0) {
    const message = "The service has no connector of an id that it was given: it may not keep them"
    return yield* stopped(new CreateOutcomeUnknown({ report: { message } }))
  }
})

/**
 * Imports the rows that are neither created nor rejected in the journal. Fails with `ImportStopped` or `JournalFailed`. In
 * any case the journal has the state of each row.
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
