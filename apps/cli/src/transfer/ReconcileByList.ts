/**
 * Finds out whether rows were created in a service that generates the ids: compares them with the connectors that are new
 * in the list.
 *
 * An equal connector that someone else creates in the meantime is counted as the import's own.
 */
import { type Candidates, findCreated, streamConnectors } from "@odj/core"
import { equalityKey } from "@odj/domain"
import { Effect, Stream } from "effect"
import type { ValidRow } from "./CheckRows.ts"
import type { JournalEntry } from "./Journal.ts"

const pageSize = 500

/** The connectors of the list that are equal to one of the rows. */
const listEqual = (rows: ReadonlyArray<ValidRow>) => {
  const wanted = new Set(rows.map(({ connector }) => equalityKey(connector)))
  return Stream.filter(streamConnectors({ limit: pageSize }), (listed) => wanted.has(equalityKey(listed)))
}

/** The ids of the connectors that are equal to one of the rows. */
export const equalIds = (rows: ReadonlyArray<ValidRow>) =>
  Stream.runCollect(Stream.map(listEqual(rows), ({ id }) => id))

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

/** The states of the rows; none of them has an id in `taken`. Fails as the store fails. */
export const reconcileByList = Effect.fnUntraced(function* (
  rows: ReadonlyArray<ValidRow>,
  taken: ReadonlySet<string>,
) {
  const candidates = yield* findCreated({
    look: Stream.runCollect(listEqual(rows)),
    isKnown: (id) => taken.has(id),
    isEnough: (found) => assign(rows, found).size === rows.length,
  })
  const assigned = assign(rows, candidates)
  return rows.map((row): JournalEntry => {
    const id = assigned.get(row)
    return id === undefined ? { row: row.row, state: "unsent" } : { row: row.row, state: "created", id }
  })
})
