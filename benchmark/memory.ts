/** The bytes of memory of a connector, of a million: in `@odj/memory-adapter`, and as plain objects in a `Map`. */
import { execFileSync } from "node:child_process"
import process from "node:process"
import type { Benchmark, Length } from "./harness/Benchmark.ts"
import { figureOf, type Table } from "./harness/Figures.ts"
import { benchmarkFile } from "./harness/Processes.ts"

const bytes = (keeper: string, { processes, of }: Length) =>
  figureOf(
    Array.from({ length: processes }, () => {
      const script = benchmarkFile("contenders/memoryWorker.ts")
      return Number(execFileSync(process.execPath, ["--expose-gc", script, keeper, String(of(1_000_000))]))
    }),
  )

const run = async function* (length: Length): AsyncIterable<Table> {
  yield {
    title: "Bytes of memory for each of a million connectors (less is better)",
    rows: {
      odj: { bytes: bytes("odj", length) },
      "objects in a Map": { bytes: bytes("map", length) },
    },
  }
}

export const benchmark: Benchmark = {
  about: "the bytes of a connector, of a million in memory",
  seconds: 55,
  run,
}
