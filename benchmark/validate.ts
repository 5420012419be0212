/**
 * Measures the validation of one connector. Compares `validate` of `@odj/core`, with compiled and interpreted schemas,
 * with zod, valibot, Ajv and hand-written code with the same checks.
 *
 * Effect compiles schemas for a whole process or not at all. So each round runs two processes, one of each kind, and
 * every validator is compared with zod in the same process.
 */
import { execFile } from "node:child_process"
import { join } from "node:path"
import { promisify } from "node:util"
import { median, medianRatio, printTable } from "./Table.ts"

interface Rounds {
  readonly name: string
  readonly valid: ReadonlyArray<number>
  readonly invalid: ReadonlyArray<number>
}

const script = join(import.meta.dirname, "validateRounds.ts")
const compile = ["--import", "effect/schema/SchemaJITCompiler/enable"]

const run = async (flags: ReadonlyArray<string>): Promise<ReadonlyArray<Rounds>> => {
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, script], {
    cwd: import.meta.dirname,
  })
  return JSON.parse(stdout)
}

const compiled: Array<ReadonlyArray<Rounds>> = []
const interpreted: Array<ReadonlyArray<Rounds>> = []
for (let round = 0; round < 3; round++) {
  compiled.push(await run(compile))
  interpreted.push(await run([]))
}

type Column = "valid" | "invalid"

const of = (runs: typeof compiled, name: string, column: Column) =>
  runs.flatMap((rounds) => rounds.find((row) => row.name === name)?.[column] ?? [])

const row = (label: string, runs: typeof compiled, name: string) => [
  label,
  ...(["valid", "invalid"] as const).flatMap((column) => [
    medianRatio(of(runs, name, column), of(runs, "zod", column)).toFixed(2),
    median(of(runs, name, column)).toFixed(0),
  ]),
]

printTable(
  "CPU time to validate one connector (as a multiple of zod's time, and in nanoseconds; less is better)",
  [
    ["", "valid", "ns", "three problems", "ns"],
    row("odj, compiled", compiled, "odj"),
    row("odj, interpreted", interpreted, "odj"),
    ...["zod", "valibot", "ajv", "by hand"].map((name) => row(name, compiled, name)),
  ],
)
