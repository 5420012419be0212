/**
 * Imports rows into the `ConnectorStore`, each once. A row is in the journal before its request is sent, and a row with an
 * unknown outcome is reconciled before it is retried: odj finds out whether it was created.
 *
 * If the import generates the ids, a row without one gets a GUID, so a repeated create can't succeed twice. If the
 * service generates the ids, a row is reconciled with the connectors that are new in the list.
 */
import type { ValidRow } from "@odj/command-line/rows"
import {
  type ConnectorsUnreadable,
  CreateOutcomeUnknown,
  createConnectors,
  type ListFailure,
  type ServiceFailure,
} from "@odj/core"
import { maxBatchRequests } from "@odj/graph-wire"
import { Data, Effect, Array as EffectArray } from "effect"
import type { TimedOut } from "../network/TimeLimit.ts"
import { KnownSecrets } from "../secrets/KnownSecrets.ts"
import { maskSecrets } from "../secrets/Redaction.ts"
import type { Journal } from "./Journal.ts"
import { reconcileById } from "./ReconcileById.ts"
import { reconcileByList } from "./ReconcileByList.ts"
import { commonRefusal, outcomeOf, type RowOutcome } from "./RowOutcome.ts"

/** The import stopped, because the failure would occur for every row. The next run sends the remaining rows. */
export class ImportStopped extends Data.TaggedError("ImportStopped")<{
  readonly failure: ListFailure | ConnectorsUnreadable | CreateOutcomeUnknown | TimedOut
}> {}

export interface Import {
  readonly rows: ReadonlyArray<ValidRow>
  readonly journal: Journal
  /** Whether the service generates the ids. Then no id can be given. */
  readonly serviceGeneratesIds: boolean
  /** Whether to send no more requests. */
  readonly isStopping: () => boolean
}

/** The number of chunks in flight at once; a chunk is as large as a Graph batch. The store limits its own requests. */
const concurrency = 8

/** How often rows with an unknown outcome are reconciled and retried before they are left to the next run. */
const rounds = 3

const isPending = ({ states }: Journal, { row }: ValidRow) => {
  const state = states.get(row)?.entry.state
  return state === undefined || state === "unsent"
}

const hasUnknownOutcome = ({ states }: Journal, { row }: ValidRow) => {
  const state = states.get(row)?.entry.state
  return state === "sending" || state === "unknown" || state === "taken"
}

/** Whether the row is neither created, nor there already, nor rejected, according to the journal. */
export const isUnsettled = (journal: Journal, row: ValidRow) =>
  isPending(journal, row) || hasUnknownOutcome(journal, row)

const keyOf = ({ states }: Journal, { row, connector }: ValidRow) => states.get(row)?.key ?? connector.id

/** The ids of connectors that certainly do not come from a row with an unknown outcome. */
const takenIds = ({ before, states }: Journal): ReadonlySet<string> => {
  const taken = new Set(before)
  for (const { entry } of states.values()) if ("id" in entry) taken.add(entry.id)
  return taken
}

const stopped = (failure: ImportStopped["failure"]) => new ImportStopped({ failure })

/** Finds out whether rows with an unknown outcome were created, and records the result. */
const reconcile = Effect.fnUntraced(function* ({ rows, journal, serviceGeneratesIds, isStopping }: Import) {
  const unknown = rows.filter((row) => hasUnknownOutcome(journal, row))
  if (unknown.length === 0 || isStopping()) return
  const wasTaken = ({ row }: ValidRow) => journal.states.get(row)?.entry.state === "taken"
  // An id that was taken can be looked up in every service.
  const byList = serviceGeneratesIds ? unknown.filter((row) => !wasTaken(row)) : []
  const byId = serviceGeneratesIds ? unknown.filter(wasTaken) : unknown
  const entries = Effect.all([
    reconcileById(byId.map((row) => ({ row, id: keyOf(journal, row) ?? "", wasTaken: wasTaken(row) }))),
    byList.length === 0 ? Effect.succeed([]) : reconcileByList(byList, takenIds(journal)),
  ])
  yield* journal.record((yield* Effect.mapError(entries, stopped)).flat())
})

/** Records that a chunk is sent, sends it, and records the outcomes. Returns the failure that stops the import, if any. */
const sendChunk = Effect.fnUntraced(function* (
  { journal, serviceGeneratesIds }: Import,
  chunk: ReadonlyArray<ValidRow>,
) {
  const sent = chunk.map((row) => ({
    row,
    key: keyOf(journal, row) ?? (serviceGeneratesIds ? undefined : crypto.randomUUID()),
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

/** Sends the pending rows, until a failure would occur for every row. */
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
 * Sends one chunk alone while nothing is created, to find out whether the service keeps the given ids. If the
 * service replaced the ids, every row would be retried forever.
 */
const sendFirst = Effect.fnUntraced(function* (task: Import) {
  const { rows, journal, serviceGeneratesIds } = task
  if (serviceGeneratesIds || journal.count("created") > 0) return
  yield* send(task, rows.filter((row) => isPending(journal, row)).slice(0, maxBatchRequests))
  const unknown = rows.filter(({ row }) => journal.states.get(row)?.entry.state === "unknown")
  yield* reconcile(task)
  if (unknown.some((row) => isPending(journal, row)) && journal.count("created") === 0) {
    const message = "The service has no connector with an id that odj sent: it may generate its own ids"
    return yield* stopped(new CreateOutcomeUnknown({ report: { message } }))
  }
})

/**
 * Imports the rows that are unsettled according to the journal. Fails with `ImportStopped` or `JournalFailed`.
 * In any case the journal has the state of each row.
 */
export const importRows = Effect.fnUntraced(function* (task: Import) {
  const { rows, journal, isStopping } = task
  yield* reconcile(task)
  yield* sendFirst(task)
  for (let round = 0; round < rounds && !isStopping(); round++) {
    yield* send(task, rows)
    yield* reconcile(task)
    if (!rows.some((row) => isUnsettled(journal, row))) return
  }
})
