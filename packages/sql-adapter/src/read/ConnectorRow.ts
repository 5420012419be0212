/** Reads a row of the table of connectors. Another program may have changed it, so it may be no valid connector. */
import { ConnectorNotFound, ConnectorsUnreadable } from "@odj/core"
import { type DomainJoinConnector, propertyNames, readConnector, type UnreadableConnector } from "@odj/domain"
import { Effect, Result } from "effect"
import { valueColumns } from "./ConnectorColumn.ts"

/** The stored values of a connector, by column. */
export type StoredValues = Readonly<Record<string, unknown>>

/** A row with its sequence number, which is a `bigint` in some drivers. */
export interface ConnectorRow extends StoredValues {
  readonly sequence: number | bigint
}

/** The connector in a row, or why it can't be read. */
export const connectorIn = (row: StoredValues): Result.Result<DomainJoinConnector, UnreadableConnector> =>
  readConnector(
    Object.fromEntries(propertyNames.map((name, index) => [name, row[valueColumns[index] ?? name]])),
  )

/** The connector of the row with that id. */
export const found = (
  id: string,
  row: StoredValues | undefined,
): Effect.Effect<DomainJoinConnector, ConnectorNotFound | ConnectorsUnreadable> =>
  row === undefined
    ? new ConnectorNotFound({ id })
    : Effect.suspend(() =>
        Effect.fromResult(
          Result.mapError(
            connectorIn(row),
            (unreadable) => new ConnectorsUnreadable({ connectors: [unreadable] }),
          ),
        ),
      )
