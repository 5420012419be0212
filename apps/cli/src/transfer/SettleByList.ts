/**
 * Settles rows where the service makes the ids: by the connectors that are there and were not before.
 *
 * The service may show a new connector late, so that the list is read more than once before a row counts as not
 * created. Who else creates an equal connector in the meantime can't be told apart from the import.
 */
import { streamConnectors } from "@odj/core"
import type { DomainJoinConnector } from "@odj/domain"
import { Duration, Effect, Stream } from "effect"
import type { ValidRow } from "./CheckRows.ts"
import type { JournalEntry } from "./Journal.ts"
import { likeness } from "./SameConnector.ts"

const pageSize = 500

/** When the list is read, counted from when one begins to settle. */
const looks = [2, 5, 10].map((seconds) => Duration.seconds(seconds))

/** The ids of the connectors that are equal to one of the rows. */
export const idsLike = (rows: ReadonlyArray<ValidRow>) => {
  const wanted = new Set(rows.map(({ connector }) => likeness(connector)))
  return streamConnectors({ limit: pageSize }).pipe(
    Stream.filter((listed) => wanted.has(likeness(listed))),
    Stream.map(({ id }) => id),
    Stream.runCollect,
  )
}

/** Finds a listed connector for each row, and none for two; where a row has an id, the one of that id first. */
export const claim = (
  rows: ReadonlyArray<ValidRow>,
  listed: ReadonlyArray<DomainJoinConnector>,
  taken: ReadonlySet<string>,
): ReadonlyMap<ValidRow, string> => {
  const free = new Map<string, Set<string>>()
  for (const connector of listed) {
    if (taken.has(connector.id)) continue
    const like = likeness(connector)
    const ids = free.get(like)
    if (ids === undefined) free.set(like, new Set([connector.id]))
    else ids.add(connector.id)
  }
  const claims = new Map<ValidRow, string>()
  const give = (row: ValidRow, choose: (ids: ReadonlySet<string>) => string | undefined) => {
    const ids = free.get(likeness(row.connector))
    const id = ids && choose(ids)
    if (ids === undefined || id === undefined) return
    ids.delete(id)
    claims.set(row, id)
  }
  for (const row of rows) {
    const { id } = row.connector
    if (id !== undefined) give(row, (ids) => (ids.has(id) ? id : undefined))
  }
  for (const row of rows) if (!claims.has(row)) give(row, (ids) => ids.values().next().value)
  return claims
}

/** What became of the rows; `taken` are the ids that are not theirs. Fails as the store fails. */
export const settleByList = Effect.fnUntraced(function* (
  rows: ReadonlyArray<ValidRow>,
  taken: ReadonlySet<string>,
) {
  let claims: ReadonlyMap<ValidRow, string> = new Map()
  let waited = Duration.zero
  for (const look of looks) {
    yield* Effect.sleep(Duration.subtract(look, waited))
    waited = look
    claims = claim(rows, yield* Stream.runCollect(streamConnectors({ limit: pageSize })), taken)
    if (claims.size === rows.length) break
  }
  return rows.map((row): JournalEntry => {
    const id = claims.get(row)
    return id === undefined ? { row: row.row, state: "unsent" } : { row: row.row, state: "created", id }
  })
})
