/** Writes connectors in each format, so that `readRows` reads the same connectors. */
import { type DomainJoinConnector, propertyNames, withId } from "@odj/domain"
import type { TransferFormat } from "./TransferFormat.ts"

/** A file in parts: its beginning, a text for each connector, and its end. */
export interface TransferText {
  readonly begin: string
  readonly of: (connector: DomainJoinConnector, isFirst: boolean) => string
  readonly end: string
}

/** Only its properties, in the order of the domain's table. */
const jsonOf = (connector: DomainJoinConnector) => JSON.stringify(withId(connector.id, connector))

/** Every field with a value is in quotes, so any text is read back unchanged. */
const csvField = (value: string | null) => (value === null ? "" : `"${value.replaceAll('"', '""')}"`)

export const transferText: Readonly<Record<TransferFormat, TransferText>> = {
  ndjson: { begin: "", of: (connector) => `${jsonOf(connector)}\n`, end: "" },
  json: {
    begin: "[",
    of: (connector, isFirst) => `${isFirst ? "\n" : ",\n"}${jsonOf(connector)}`,
    end: "\n]\n",
  },
  csv: {
    begin: `${propertyNames.join(",")}\n`,
    of: (connector) => `${propertyNames.map((name) => csvField(connector[name])).join(",")}\n`,
    end: "",
  },
}
