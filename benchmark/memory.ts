/**
 * Measures the memory of a million connectors, and the time of a page from their middle compared with the first page.
 * Compares `@odj/memory-adapter`, filled through `createConnector`, with plain objects in a `Map`, each in a separate
 * process.
 */
import { execFile } from "node:child_process"
import { join } from "node:path"
import { promisify } from "node:util"
import { median, medianRatio, printTable } from "./Table.ts"

interface Measured {
  readonly bytes: number
  readonly first: ReadonlyArray<number>
  readonly middle: ReadonlyArray<number>
}

const script = join(import.meta.dirname, "memoryRounds.ts")

const run = async (keeper: string): Promise<Measured> => {
  const { stdout } = await promisify(execFile)(process.execPath, ["--expose-gc", script, keeper])
  return JSON.parse(stdout)
}

const row = async (label: string, keeper: string) => {
  const { bytes, first, middle } = await run(keeper)
  return [
    label,
    bytes.toFixed(0),
    (median(first) / 1_000).toFixed(1),
    (median(middle) / 1_000).toFixed(1),
    medianRatio(middle, first).toFixed(1),
  ]
}

printTable(
  "A million connectors (bytes of memory per connector; microseconds for a page of 100; less is better)",
  [
    ["", "bytes", "first page", "from the middle", "times the first"],
    await row("odj", "odj"),
    await row("objects in a Map", "map"),
  ],
)
