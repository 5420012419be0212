/** How connectors are shown on a terminal. Everywhere else, a table has the properties as they are. */
import { type ConnectorProperty, type DateTimeOffset, propertyOf } from "@odj/domain"
import { type Column, type ColumnStyle, idWidth } from "./Column.ts"
import { relativeTime } from "./RelativeTime.ts"
import { cellOf } from "./Rows.ts"

/** A column for each property, in the order of the table. All of them fit 80 columns. */
const columns = {
  // The name of a Windows server has up to 15 characters.
  displayName: { name: "NAME", usual: 15, least: 10 },
  state: { name: "STATE", usual: 8, least: 8 },
  lastConnectionDateTime: { name: "LAST SEEN", usual: 11, least: 11 },
  // The first two parts of a version tell the releases apart.
  version: { name: "VERSION", usual: 13, least: 7, isOptional: true },
  id: { name: "ID", least: idWidth, isOptional: true },
} as const satisfies Record<ConnectorProperty, ColumnStyle>

/** The columns of connectors, as seen at `now`. */
export const connectorColumns = (now: DateTimeOffset): ReadonlyArray<Column> =>
  (Object.keys(columns) as ReadonlyArray<ConnectorProperty>).map((property) => ({
    ...columns[property],
    cell: (row) => {
      const text = cellOf(row, property)
      return text !== null && propertyOf(property).kind === "timestamp" ? relativeTime(text, now) : text
    },
  }))
