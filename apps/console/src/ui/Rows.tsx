/** A table that renders only the rows in view, so it stays quick with any number of them. */
// biome-ignore-all lint/a11y/useSemanticElements: the rows out of view are missing, so the roles are given to elements that a grid of CSS can place.
// biome-ignore-all lint/a11y/useFocusableInteractive: the focus moves from row to row, not from cell to cell.
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid handles the keys of its rows.
import {
  defaultRangeExtractor,
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
} from "@tanstack/virtual-core"
import type { ComponentChildren } from "preact"
import { useLayoutEffect, useMemo, useReducer, useRef, useState } from "preact/hooks"

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

/** Whether rows were put before the others: the first is not the same, but is still there, followed by the second. */
const isPrepended = <Row,>(
  before: ReadonlyArray<Row>,
  rows: ReadonlyArray<Row>,
  keyOf: (row: Row) => string,
) => {
  const keyAt = (list: ReadonlyArray<Row>, index: number) => {
    const row = list[index]
    return row === undefined ? undefined : keyOf(row)
  }
  const first = keyAt(before, 0)
  const index = rows.findIndex((row) => keyOf(row) === first)
  return index > 0 && keyAt(rows, index + 1) === keyAt(before, 1)
}

const clamp = (low: number, value: number, high: number) => Math.min(Math.max(low, value), high)

export const Rows = <Row,>({ label, columns, rows, keyOf, opened, onOpen, onEnd }: RowsProps<Row>) => {
  const scroller = useRef<HTMLDivElement>(null)
  const head = useRef<HTMLDivElement>(null)
  const [, redraw] = useReducer((count: number) => count + 1, 0)
  /** The key of the row that Tab reaches. It is rendered also when it is out of view, so it keeps the focus. */
  const [current, setCurrent] = useState(opened)
  const focusing = useRef(false)
  const index = useMemo(
    () =>
      Math.max(
        0,
        rows.findIndex((row) => keyOf(row) === current),
      ),
    [rows, current],
  )
  const before = useRef(rows)
  const ended = useRef<ReadonlyArray<Row>>(undefined)
  const virtualizer = useRef<Virtualizer<HTMLDivElement, HTMLDivElement>>(undefined)
  const prepended = useMemo(() => before.current !== rows && isPrepended(before.current, rows, keyOf), [rows])

  const options = {
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 48,
    getItemKey: (at: number) => keyOf(rows[at] as Row),
    scrollPaddingEnd: head.current?.offsetHeight ?? 36,
    overscan: 8,
    // At the top, new rows are shown; below it, the rows in view stay where they are.
    anchorTo: prepended && (scroller.current?.scrollTop ?? 0) > 0 ? ("end" as const) : ("start" as const),
    rangeExtractor: (range: Parameters<typeof defaultRangeExtractor>[0]) =>
      [...new Set([...defaultRangeExtractor(range), index])].filter((at) => at < rows.length),
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    onChange: () => redraw(undefined),
  }
  virtualizer.current ??= new Virtualizer<HTMLDivElement, HTMLDivElement>(options)
  const virtual = virtualizer.current
  virtual.setOptions(options)
  useLayoutEffect(() => virtual._didMount(), [])
  useLayoutEffect(() => {
    before.current = rows
    virtual._willUpdate()
    if (focusing.current) {
      focusing.current = false
      scroller.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus({ preventScroll: true })
    }
    const last = virtual.range?.endIndex ?? 0
    if (onEnd && rows.length > 0 && last >= rows.length - 20 && ended.current !== rows) {
      ended.current = rows
      onEnd()
    }
  })

  const moveTo = (to: number) => {
    const at = clamp(0, to, rows.length - 1)
    const row = rows[at]
    if (row === undefined) return
    focusing.current = true
    virtual.scrollToIndex(at, { align: "auto" })
    setCurrent(keyOf(row))
    redraw(undefined)
  }

  // The panel beside the rows makes them narrower and some of them higher, and its keys open other rows. When it closes and had
  // the focus, the row that it has shown last gets it.
  const shown = useRef(opened)
  useLayoutEffect(() => {
    const key = opened ?? shown.current
    shown.current = opened
    const at = rows.findIndex((row) => keyOf(row) === key)
    if (at < 0) return
    if (opened !== undefined) {
      virtual.scrollToIndex(at, { align: "auto" })
      setCurrent(opened)
    } else if (document.activeElement === document.body) moveTo(at)
  }, [opened])

  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[index]
    const target = event.target as Element
    if (event.altKey || event.ctrlKey || event.metaKey || target.closest(".row-item") === null) return
    const page = Math.max(1, (virtual.range?.endIndex ?? 0) - (virtual.range?.startIndex ?? 0) - 1)
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
    else if (event.key === "Enter" && row !== undefined && target.matches(".row-item")) onOpen(row)
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
      <div role="rowgroup" class="row-items" style={{ height: `${virtual.getTotalSize()}px` }}>
        {virtual.getVirtualItems().map(({ key, index: at, start }) => {
          const row = rows[at] as Row
          return (
            <div
              key={key}
              ref={virtual.measureElement}
              data-index={at}
              role="row"
              class="row row-item"
              aria-rowindex={at + 2}
              aria-selected={keyOf(row) === opened}
              tabIndex={at === index ? 0 : -1}
              onFocusIn={() => setCurrent(keyOf(row))}
              onClick={(event) => onClick(event, row)}
              style={{ transform: `translateY(${start}px)` }}
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
