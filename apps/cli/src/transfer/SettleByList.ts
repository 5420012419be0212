/**
 * Settles rows where the service makes the ids: by the connectors that are there and were not before.
 *
 * An equal connector that somebody else creates in the meantime can't be told apart from the import's.
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

/** Finds a candidate for each row, and none for two; if a row has an id, the one of that id first. */
const claim = (rows: ReadonlyArray<ValidRow>, candidates: Candidates): ReadonlyMap<ValidRow, string> => {
  const free = new Map(Array.from(candidates, ([key, equal]) => [key, new Set(equal.map(({ id }) => id))]))
  const claims = new Map<ValidRow, string>()
  const give = (row: ValidRow, choose: (ids: ReadonlySet<string>) => string | undefined) => {
    const ids = free.get(equalityKey(row.connector)) ?? new Set()
    const id = choose(ids)
    if (id !== undefined && ids.delete(id)) claims.set(row, id)
  }
  for (const row of rows) give(row, () => row.connector.id)
  for (const row of rows) if (!claims.has(row)) give(row, (ids) => ids.values().next().value)
  return claims
}

/** The states of the rows; `taken` are the ids that are not theirs. Fails as the store fails. */
export const settleByList = Effect.fnUntraced(function* (
  rows: ReadonlyArray<ValidRow>,
  taken: ReadonlySet<string>,
) {
  const candidates = yield* findCreated({
    look: Stream.runCollect(listEqual(rows)),
    isKnown: (id) => taken.has(id),
    isEnough: (found) => claim(rows, found).size === rows.length,
  })
  const claims = claim(rows, candidates)
  return rows.map((row): JournalEntry => {
    const id = claims.get(row)
    return id === undefined ? { row: row.row, state: "unsent" } : { row: row.row, state: "created", id }
  })
})
