/** Finds out whether rows that were sent with an id were created: each is looked up by its id. */
import { getConnector } from "@odj/core"
import { type DomainJoinConnector, equalityKey } from "@odj/domain"
import { Effect } from "effect"
import type { ValidRow } from "./CheckRows.ts"
import type { JournalEntry } from "./Journal.ts"

/** The number of lookups in flight at once. */
const concurrency = 16

/** A generated id can only be the row's own. An id from the input may belong to another connector. */
const stateOf = ({ row, connector }: ValidRow, stored: DomainJoinConnector): JournalEntry =>
  connector.id === undefined || equalityKey(connector) === equalityKey(stored)
    ? { row, state: "created", id: stored.id }
    : { row, state: "rejected", reason: `The id ${stored.id} is taken` }

const stateOfUnreadable = ({ row, connector }: ValidRow, id: string): JournalEntry =>
  connector.id === undefined
    ? { row, state: "created", id }
    : { row, state: "rejected", reason: `The id ${id} is taken, by a connector that can't be read` }

/** The state of each row, by the id that it was sent with. Fails as the store fails. */
export const reconcileById = (rows: ReadonlyArray<readonly [row: ValidRow, id: string]>) =>
  Effect.forEach(
    rows,
    ([row, id]) =>
      getConnector(id).pipe(
        Effect.map((stored) => stateOf(row, stored)),
        Effect.catchTags({
          ConnectorNotFound: () => Effect.succeed<JournalEntry>({ row: row.row, state: "unsent" }),
          ConnectorsUnreadable: () => Effect.succeed(stateOfUnreadable(row, id)),
        }),
      ),
    { concurrency },
  )
