/** The results of the last run of each benchmark, and what moved against them. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { cpus } from "node:os"
import { join } from "node:path"
import process from "node:process"
import type { Figure, Table } from "./Figures.ts"
import { numberText } from "./Figures.ts"

/** The tables of each benchmark, with what they were measured on. */
export interface Run {
  readonly date: string
  readonly machine: string
  readonly tables: Readonly<Record<string, ReadonlyArray<Table>>>
}

export const folder = join(import.meta.dirname, "../.results")

/** The saved run of a file; `undefined` if there is none. */
export const read = (file: string): Run | undefined => {
  try {
    return JSON.parse(readFileSync(file, "utf8"))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined
    throw error
  }
}

/** Saves the tables of a benchmark, and keeps those of the others. */
export const save = (file: string, name: string, tables: ReadonlyArray<Table>): void => {
  mkdirSync(folder, { recursive: true })
  const run: Run = {
    date: new Date().toISOString().slice(0, 10),
    machine: `Node.js ${process.versions.node}, ${cpus().length} cores (${cpus()[0]?.model ?? "unknown"})`,
    tables: { ...read(file)?.tables, [name]: tables },
  }
  writeFileSync(file, JSON.stringify(run, null, 1))
}

const figuresOf = (tables: Run["tables"]) =>
  new Map(
    Object.entries(tables).flatMap(([name, all]) =>
      all.flatMap(({ rows }) =>
        Object.entries(rows).flatMap(([row, cells]) =>
          Object.entries(cells).flatMap(
            ([column, cell]): Array<[string, Figure]> =>
              typeof cell === "string" ? [] : [[`${name}: ${row}: ${column}`, cell]],
          ),
        ),
      ),
    ),
  )

/** A sentence for each figure that has left the spread of the other run, and whose own spread does not reach it. */
export const moved = (before: Run["tables"], after: Run["tables"]): ReadonlyArray<string> => {
  const earlier = figuresOf(before)
  return [...figuresOf(after)].flatMap(([name, now]) => {
    const then = earlier.get(name)
    if (then === undefined || (now.low <= then.high && then.low <= now.high)) return []
    const change = (now.value / then.value - 1) * 100
    return `${name}: ${numberText(then.value)} to ${numberText(now.value)} (${change > 0 ? "+" : ""}${change.toFixed(0)} %)`
  })
}
