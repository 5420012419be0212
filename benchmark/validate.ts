/**
 * The CPU time to validate one connector: `validate` of `@odj/core`, with compiled and with interpreted schemas, and zod,
 * valibot, Ajv and hand-written code with the same checks.
 *
 * Effect compiles schemas for a whole process or not at all, so every validator is compared with zod in the same process.
 */
import type { Benchmark, Length } from "./harness/Benchmark.ts"
import { fewer } from "./harness/Benchmark.ts"
import { type Cost, compare } from "./harness/Compare.ts"
import type { Table } from "./harness/Figures.ts"
import { startWorker } from "./harness/Processes.ts"

type Costs = Readonly<Record<string, Cost>>

const compile = ["--import", "effect/schema/SchemaJITCompiler/enable"]

/** A visit of the first side measures all validators at once, in turn; the others read what it has found. */
const measure = (length: Length, flags: ReadonlyArray<string>) =>
  compare(fewer(length, 12), async () => {
    const worker = await startWorker<{ scale: number }, Costs>("contenders/validateWorker.ts", [], { flags })
    const names = Object.keys(await worker.ask({ scale: 1 }))
    let round: Promise<Costs> | undefined
    let visits = 0
    const side = (name: string) => async () => {
      if (visits++ % names.length === 0) round = worker.ask({ scale: 1 })
      return (await round)?.[name] ?? {}
    }
    const base = ["zod", ...names.filter((name) => name !== "zod")]
    return { sides: Object.fromEntries(base.map((name) => [name, side(name)])), stop: worker.stop }
  })

const run = async function* (length: Length): AsyncIterable<Table> {
  const compiled = await measure(length, compile)
  const { odj: interpreted = {} } = await measure(length, [])
  const { odj = {}, ...others } = compiled
  yield {
    title: "CPU time to validate a connector, divided by that of zod (less is better)",
    rows: Object.fromEntries(
      Object.entries({ "odj, compiled": odj, "odj, interpreted": interpreted, ...others }).map(
        ([name, costs]) => [
          name,
          Object.fromEntries(Object.entries(costs).map(([kind, { times }]) => [kind, times])),
        ],
      ),
    ),
  }
}

export const benchmark: Benchmark = {
  about: "the CPU time of validate beside zod, valibot, Ajv and hand-written checks",
  seconds: 60,
  run,
}
