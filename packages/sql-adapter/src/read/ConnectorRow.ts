/** A row of the table of connectors, and the connector that it holds. */
import { DomainJoinConnector, propertyNames } from "@odj/domain"
import { Schema } from "effect"
import { valueColumns } from "./ConnectorColumn.ts"

/** What is read of a connector, by the names of its columns. */
export type StoredValues = Readonly<Record<string, unknown>>

/** A row with its number, which is a `bigint` from some drivers. */
export interface ConnectorRow extends StoredValues {
  readonly sequence: number | bigint
}

const decode = Schema.decodeUnknownSync(DomainJoinConnector)

/** The connector in a row. Throws where it holds none: nobody but us writes there, so that is a defect. */
export const connectorIn = (row: StoredValues): DomainJoinConnector =>
  decode(Object.fromEntries(propertyNames.map((name, index) => [name, row[valueColumns[index] ?? name]])))
