/** A table that renders only the rows in view, so it stays quick with any number of them. */
// biome-ignore-all lint/a11y/useSemanticElements: the rows out of view are missing, so the roles are given to elements that a grid of CSS can place.
// biome-ignore-all lint/a11y/useFocusableInteractive: the focus moves from row to row, not from cell to cell.
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid handles the keys of its rows.
import type { ComponentChildren } from "preact"
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks"
import { useRowsInView } from "./RowsInView.ts"

export interface Column<Row> {
  readonly key: string
  readonly title: ComponentChildren
  readonly cell: (row: Row) => ComponentChildren
  /** The width as of a grid column, such as `12rem` or `minmax(8rem, 2fr)`. */
  readonly width: string
  /** The least width of the table at which it is shown; by default it always is. */
  readonly from?: "phone" | "desktop" | "wide"
  /** The value of `aria-sort`; its title is a button then. */
  readonly sort?: "ascending" | "descending" | "none"
  readonly onSort?: () => void
}

interface RowsProps<Row> {
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

export const Rows = <Row,>({ label, columns, rows, keyOf, opened, onOpen, onEnd }: RowsProps<Row>) => {
  const scroller = useRef<HTMLDivElement>(null)
  const head = useRef<HTMLDivElement>(null)
  /** The key of the row that Tab reaches. It is rendered also when it is out of view, so it keeps the focus. */
  const [current, setCurrent] = useState(opened)
  const focusing = useRef(false)
  const keys = useMemo(() => rows.map(keyOf), [rows])
  const index = useMemo(() => Math.max(0, keys.indexOf(current ?? "")), [keys, current])
  const ended = useRef<ReadonlyArray<Row>>(undefined)
  const { places, first, last, rendered, scrollTo } = useRowsInView(scroller, head, keys, index)
  useLayoutEffect(() => {
    if (focusing.current) {
      focusing.current = false
      scroller.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus({ preventScroll: true })
    }
    if (onEnd && rows.length > 0 && last >= rows.length - 20 && ended.current !== rows) {
      ended.current = rows
      onEnd()
    }
  })

  const openedIndex = useMemo(() => rows.findIndex((row) => keyOf(row) === opened), [rows, opened])
  // The panel beside the rows makes them narrower and some of them higher, and its keys open other rows.
  useLayoutEffect(() => {
    if (openedIndex >= 0) virtual.scrollToIndex(openedIndex, { align: "auto" })
  }, [opened])

  const moveTo = (to: number) => {
    const at = Math.max(0, Math.min(to, rows.length - 1))
    focusing.current = true
    scrollTo(at)
    setCurrent(keys[at])
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[index]
    if (event.altKey || event.ctrlKey || event.metaKey || !(event.target as Element).matches(".row-item"))
      return
    const page = Math.max(1, last - first - 1)
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      PageDown: index + page,
      PageUp: index - page,
      Home: 0,
      End: rows.length - 1,
    }
    const to = moves[event.key]
    if (to !== undefined) moveTo(to)
    else if (event.key === "Enter" && row !== undefined) onOpen(row)
    else return
    event.preventDefault()
  }
  const onClick = (event: MouseEvent, row: Row) => {
    if ((event.target as Element).closest("a, button, input, summary") !== null) return
    // Who selects a text wants to copy it.
    if (getSelection()?.isCollapsed !== false) onOpen(row)
  }

  const widths = (all: ReadonlyArray<Column<Row>>) => all.map(({ width }) => width).join(" ")
  const cellClass = ({ from }: Column<Row>) => `cell from-${from ?? "phone"}`
  return (
    <div
      class="rows"
      ref={scroller}
      role="grid"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      onKeyDown={onKeyDown}
      style={{
        "--columns-wide": widths(columns),
        "--columns": widths(columns.filter(({ from }) => from !== "wide")),
        "--columns-narrow": widths(columns.filter(({ from = "phone" }) => from === "phone")),
      }}
    >
      <div role="rowgroup" class="row-heads" ref={head}>
        <div role="row" class="row row-head" aria-rowindex={1}>
          {columns.map((column) => (
            <div key={column.key} role="columnheader" class={cellClass(column)} aria-sort={column.sort}>
              {column.sort === undefined ? (
                column.title
              ) : (
                <button class="sort" type="button" onClick={column.onSort}>
                  {column.title}
                </button>
              )}
            </div>
          ))}
        </div>
      </div>
      <div role="rowgroup" class="row-items" style={{ height: `${places.height}px` }}>
        {rendered.map((at) => {
          const row = rows[at] as Row
          return (
            <div
              key={keys[at]}
              data-index={at}
              role="row"
              class="row row-item"
              aria-rowindex={at + 2}
              aria-selected={keys[at] === opened}
              tabIndex={at === index ? 0 : -1}
              onFocus={() => setCurrent(keys[at])}
              onClick={(event) => onClick(event, row)}
              style={{ transform: `translateY(${places.start(at)}px)` }}
            >
              {columns.map((column) => (
                <div key={column.key} role="gridcell" class={cellClass(column)}>
                  {column.cell(row)}
                </div>
              ))}
            </div>
          )
        })}
      </div>
    </div>
  )
}
