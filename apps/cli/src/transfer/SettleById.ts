/** Settles rows that were sent with an id: whoever asks for it finds out, and the same id can't be made twice. */
import { ConnectorStore } from "@odj/core"
import { type DomainJoinConnector, equalityKey } from "@odj/domain"
import { Effect } from "effect"
import type { ValidRow } from "./CheckRows.ts"
import type { JournalEntry } from "./Journal.ts"

/** How many are asked for at once. */
const concurrency = 16

/** An id that the import made is nobody else's; one of the row's own may be another connector's. */
const found = ({ row, connector }: ValidRow, stored: DomainJoinConnector): JournalEntry =>
  connector.id === undefined || equalityKey(connector) === equalityKey(stored)
    ? { row, state: "created", id: stored.id }
    : { row, state: "rejected", reason: `id: ${stored.id} is taken` }

/** What became of the rows, each with the id it was sent with. Fails as the store fails. */
export const settleById = Effect.fnUntraced(function* (
  rows: ReadonlyArray<readonly [row: ValidRow, id: string]>,
) {
  const store = yield* ConnectorStore
  return yield* Effect.forEach(
    rows,
    ([row, id]): Effect.Effect<JournalEntry, Effect.Error<ReturnType<typeof store.list>>> =>
      store.get(id).pipe(
        Effect.map((stored) => found(row, stored)),
        Effect.catchTag("ConnectorNotFound", () =>
          Effect.succeed<JournalEntry>({ row: row.row, state: "unsent" }),
        ),
      ),
    { concurrency },
  )
})
