/** Settles rows that were sent with an id: each is looked up by it, since no two connectors have the same id. */
import { getConnector } from "@odj/core"
import { type DomainJoinConnector, equalityKey } from "@odj/domain"
import { Effect } from "effect"
import type { ValidRow } from "./CheckRows.ts"
import type { JournalEntry } from "./Journal.ts"

/** How many lookups are in flight at once. */
const concurrency = 16

/** An id that the import made is the row's; an id that the row came with may be another connector's. */
const found = ({ row, connector }: ValidRow, stored: DomainJoinConnector): JournalEntry =>
  connector.id === undefined || equalityKey(connector) === equalityKey(stored)
    ? { row, state: "created", id: stored.id }
    : { row, state: "rejected", reason: `id: ${stored.id} is taken` }

/** Whether each row was created, by the id that it was sent with. Fails as the store fails. */
export const settleById = (rows: ReadonlyArray<readonly [row: ValidRow, id: string]>) =>
  Effect.forEach(
    rows,
    ([row, id]) =>
      getConnector(id).pipe(
        Effect.map((stored) => found(row, stored)),
        Effect.catchTag("ConnectorNotFound", () =>
          Effect.succeed<JournalEntry>({ row: row.row, state: "unsent" }),
        ),
      ),
    { concurrency },
  )
