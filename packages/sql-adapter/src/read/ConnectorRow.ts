/** Decodes a row of the table of connectors. */
import { DomainJoinConnector, propertyNames } from "@odj/domain"
import { Schema } from "effect"
import { valueColumns } from "./ConnectorColumn.ts"

/** The stored values of a connector, by column. */
export type StoredValues = Readonly<Record<string, unknown>>

/** A row with its sequence number, which is a `bigint` in some drivers. */
export interface ConnectorRow extends StoredValues {
  readonly sequence: number | bigint
}

const decode = Schema.decodeUnknownSync(DomainJoinConnector)

/** The connector in a row. Throws if it is invalid: only this program writes the table, so that is a defect. */
export const connectorIn = (row: StoredValues): DomainJoinConnector =>
  decode(Object.fromEntries(propertyNames.map((name, index) => [name, row[valueColumns[index] ?? name]])))
