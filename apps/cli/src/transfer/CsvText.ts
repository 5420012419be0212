/** Writes connectors as CSV. Every field with a value is in quotes, so any text is read back unchanged. */
import { type DomainJoinConnector, propertyNames } from "@odj/domain"
import { stringify } from "csv-stringify/sync"

export const csvHeader = `${propertyNames.join(",")}\n`

export const writeCsv = (connectors: ReadonlyArray<DomainJoinConnector>): string =>
  stringify(
    connectors.map((connector) => propertyNames.map((column) => connector[column])),
    { quoted_string: true },
  )
