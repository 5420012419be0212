/** A table that renders only the rows in view, so it stays quick with any number of them. */
import type { ComponentChildren } from "preact"

export interface Column<Row> {
  readonly key: string
  readonly title: ComponentChildren
  readonly cell: (row: Row) => ComponentChildren
  /** The width as of a grid column, such as `12rem` or `minmax(8rem, 2fr)`. */
  readonly width: string
  /** `phone` if it is shown on a narrow screen too. */
  readonly from?: "phone" | "desktop"
  /** The value of `aria-sort`; its title is a button then. */
  readonly sort?: "ascending" | "descending" | "none"
  readonly onSort?: () => void
}

export interface RowsProps<Row> {
  /** The name of the table, for screen readers. */
  readonly label: string
  readonly columns: ReadonlyArray<Column<Row>>
  readonly rows: ReadonlyArray<Row>
  readonly keyOf: (row: Row) => string
  /** The key of the row whose details are shown. */
  readonly opened?: string | undefined
  /** Opens the details of a row: by click, or by Enter on the row that has the focus. */
  readonly onOpen: (row: Row) => void
  /** The person has scrolled near the last row. */
  readonly onEnd?: () => void
}

export const Rows = <Row,>({ label, columns, rows, keyOf, opened, onOpen }: RowsProps<Row>) => (
  <table class="rows" aria-label={label}>
    <thead>
      <tr>
        {columns.map(({ key, title }) => (
          <th key={key}>{title}</th>
        ))}
      </tr>
    </thead>
    <tbody>
      {rows.slice(0, 200).map((row) => (
        <tr key={keyOf(row)} aria-selected={keyOf(row) === opened} onClick={() => onOpen(row)}>
          {columns.map(({ key, cell }) => (
            <td key={key}>{cell(row)}</td>
          ))}
        </tr>
      ))}
    </tbody>
  </table>
)
