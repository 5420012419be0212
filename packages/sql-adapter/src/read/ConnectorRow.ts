/** A row of the table of connectors, and the connector that it holds. */
import { DomainJoinConnector } from "@odj/domain"
import { Schema } from "effect"

/** What is read of a connector; `sequence` is a number or, from some drivers, a `bigint`. */
export interface ConnectorRow {
  readonly sequence: number | bigint
  readonly id: unknown
  readonly display_name: unknown
  readonly last_connection_date_time: unknown
  readonly state: unknown
  readonly version: unknown
}

const decode = Schema.decodeUnknownSync(DomainJoinConnector)

/** The connector in a row. Throws where it holds none: nobody but us writes there, so that is a defect. */
export const connectorIn = ({
  id,
  display_name,
  last_connection_date_time,
  state,
  version,
}: Omit<ConnectorRow, "sequence">): DomainJoinConnector =>
  decode({ id, displayName: display_name, lastConnectionDateTime: last_connection_date_time, state, version })
