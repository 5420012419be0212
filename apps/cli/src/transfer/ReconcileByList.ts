/**
 * Finds out whether rows were created in a service that generates the ids: compares them with the connectors that are new
 * in the list.
 *
 * An equal connector that someone else creates in the meantime, or gives an id, is counted as the import's own.
 */
import type { ValidRow } from "@odj/command-line/rows"
import { type Candidates, ConnectorsUnreadable, findCreated } from "@odj/core"
import { equalityKey } from "@odj/domain"
import { Effect, Stream } from "effect"
import { readConnectors } from "../target/ReadConnectors.ts"
import type { JournalEntry } from "./Journal.ts"

const pageSize = 500

/** The connectors of the list that are equal to one of the rows, and those that can't be read. */
const listEqual = Effect.fnUntraced(function* (rows: ReadonlyArray<ValidRow>) {
  const wanted = new Set(rows.map(({ connector }) => equalityKey(connector)))
  const { connectors, unreadable } = readConnectors({ limit: pageSize })
  const equal = yield* Stream.runCollect(
    Stream.filter(connectors, (listed) => wanted.has(equalityKey(listed))),
  )
  return { equal, unreadable }
})

/** The ids of the connectors that are equal to one of the rows, or that can't be read and may be equal later. */
export const equalIds = (rows: ReadonlyArray<ValidRow>) =>
  Effect.map(listEqual(rows), ({ equal, unreadable }) =>
    [...equal, ...unreadable].flatMap(({ id }) => (id === undefined ? [] : [id])),
  )

/** Assigns each row at most one equal connector, and no connector twice. A connector with the id of the row comes first. */
const assign = (rows: ReadonlyArray<ValidRow>, candidates: Candidates): ReadonlyMap<ValidRow, string> => {
  const free = new Map(Array.from(candidates, ([key, equal]) => [key, new Set(equal.map(({ id }) => id))]))
  const assigned = new Map<ValidRow, string>()
  const take = (row: ValidRow, choose: (ids: ReadonlySet<string>) => string | undefined) => {
    const ids = free.get(equalityKey(row.connector)) ?? new Set()
    const id = choose(ids)
    if (id !== undefined && ids.delete(id)) assigned.set(row, id)
  }
  for (const row of rows) take(row, () => row.connector.id)
  for (const row of rows) if (!assigned.has(row)) take(row, (ids) => ids.values().next().value)
  return assigned
}

/**
 * The states of the rows; none of them has an id in `taken`. Fails as the store fails. Fails with `ConnectorsUnreadable` if a
 * row is missing but may be a new connector that can't be read: to send it again could create it twice.
 */
export const reconcileByList = Effect.fnUntraced(function* (
  rows: ReadonlyArray<ValidRow>,
  taken: ReadonlySet<string>,
) {
  let unreadable: Effect.Success<ReturnType<typeof listEqual>>["unreadable"] = []
  const candidates = yield* findCreated({
    look: Effect.map(listEqual(rows), (listed) => {
      unreadable = listed.unreadable.filter(({ id }) => id === undefined || !taken.has(id))
      return listed.equal
    }),
    isKnown: (id) => taken.has(id),
    isEnough: (found) => assign(rows, found).size === rows.length,
  })
  const assigned = assign(rows, candidates)
  if (assigned.size < rows.length && unreadable.length > 0) {
    return yield* new ConnectorsUnreadable({ connectors: unreadable })
  }
  return rows.map((row): JournalEntry => {
    const id = assigned.get(row)
    return id === undefined ? { row: row.row, state: "unsent" } : { row: row.row, state: "created", id }
  })
})
