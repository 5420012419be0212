/** Figures with their spread, and the tables that benchmarks print. */

/** A median, with the least and the greatest of the processes. */
export interface Figure {
  readonly value: number
  readonly low: number
  readonly high: number
}

/** A text is printed only; a figure is also compared with the one of an earlier run. */
export type Cell = Figure | string

export interface Table {
  readonly title: string
  /** The cells of each row, by the head of their column. */
  readonly rows: Readonly<Record<string, Readonly<Record<string, Cell>>>>
}

export const median = (values: ReadonlyArray<number>): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

export const figureOf = (values: ReadonlyArray<number>): Figure => ({
  value: median(values),
  low: Math.min(...values),
  high: Math.max(...values),
})

/** For a ratio of which more is better. */
export const inverse = ({ value, low, high }: Figure): Figure => ({
  value: 1 / value,
  low: 1 / high,
  high: 1 / low,
})

export const scaled = ({ value, low, high }: Figure, factor: number): Figure => ({
  value: value * factor,
  low: low * factor,
  high: high * factor,
})

/** Three digits of a number are all that a run can show. */
export const numberText = (value: number): string =>
  Math.abs(value) >= 100
    ? value.toLocaleString("en", { maximumFractionDigits: 0 })
    : value.toFixed(Math.abs(value) >= 10 ? 1 : 2)

export const cellText = (cell: Cell | undefined): string => {
  if (cell === undefined) return ""
  if (typeof cell === "string") return cell
  const [value, low, high] = [cell.value, cell.low, cell.high].map(numberText)
  return low === high ? `${value}` : `${value} (${low} to ${high})`
}

/** A table whose cells are only printed, from a line of heads and further lines, each with its name first. */
export const tableOf = (
  title: string,
  [, ...columns]: ReadonlyArray<string>,
  lines: ReadonlyArray<ReadonlyArray<string>>,
): Table => ({
  title,
  rows: Object.fromEntries(
    lines.map(([name = "", ...cells]) => [
      name,
      Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? ""])),
    ]),
  ),
})

/** An aligned table of Markdown. */
export const markdownOf = ({ title, rows }: Table): string => {
  const columns = [...new Set(Object.values(rows).flatMap((row) => Object.keys(row)))]
  const lines = [
    ["", ...columns],
    ...Object.entries(rows).map(([name, row]) => [name, ...columns.map((column) => cellText(row[column]))]),
  ]
  const widths = ["", ...columns].map((_, column) =>
    Math.max(3, ...lines.map((line) => line[column]?.length ?? 0)),
  )
  const lineOf = (cells: ReadonlyArray<string>) =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join(" | ")} |`
  const rule = `| ${widths.map((width, column) => (column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`)).join(" | ")} |`
  const [head = "", ...body] = lines.map(lineOf)
  return [`${title}:`, "", head, rule, ...body].join("\n")
}
