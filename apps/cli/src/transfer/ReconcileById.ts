/** Finds out whether rows that were sent with an id were created, or existed before: each is looked up by its id. */
import type { ValidRow } from "@odj/command-line/rows"
import { getConnector } from "@odj/core"
import { type DomainJoinConnector, equalityKey } from "@odj/domain"
import { Effect } from "effect"
import type { JournalEntry } from "./Journal.ts"

/** The number of lookups in flight at once. */
const concurrency = 16

/** A row that was sent, and the id that it was sent with. */
export interface SentRow {
  readonly row: ValidRow
  readonly id: string
  /** Whether the id existed before the row was sent. */
  readonly wasTaken: boolean
}

/** A generated id can only be the row's own. An id from the input may belong to another connector. */
const stateOf = (
  { row: { row, connector }, wasTaken }: SentRow,
  stored: DomainJoinConnector,
): JournalEntry =>
  connector.id === undefined || equalityKey(connector) === equalityKey(stored)
    ? { row, state: wasTaken ? "existing" : "created", id: stored.id }
    : { row, state: "rejected", reason: `The id ${stored.id} is taken by a connector with other values` }

const stateOfUnreadable = ({ row: { row, connector }, id, wasTaken }: SentRow): JournalEntry =>
  connector.id === undefined
    ? { row, state: wasTaken ? "existing" : "created", id }
    : { row, state: "rejected", reason: `The id ${id} is taken by a connector that can't be read` }

/** The state of each row, by the id that it was sent with. Fails as the store fails. */
export const reconcileById = (rows: ReadonlyArray<SentRow>) =>
  Effect.forEach(
    rows,
    (sent) =>
      getConnector(sent.id).pipe(
        Effect.map((stored) => stateOf(sent, stored)),
        Effect.catchTags({
          ConnectorNotFound: () => Effect.succeed<JournalEntry>({ row: sent.row.row, state: "unsent" }),
          ConnectorsUnreadable: () => Effect.succeed(stateOfUnreadable(sent)),
        }),
      ),
    { concurrency },
  )
