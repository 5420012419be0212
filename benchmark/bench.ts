/**
 * Runs benchmarks, prints their tables, and saves them in `.results`.
 *
 * `pnpm bench` lists the benchmarks, `pnpm bench NAME` runs one with its arguments, and `pnpm bench all` runs all. `--quick`
 * runs the most important comparisons in a minute, and prints what moved against the last quick run, or against the run in
 * `--against FILE`. `--smoke` only shows that a benchmark runs. `--page` writes the saved tables into the README.
 */
import { spawnSync } from "node:child_process"
import { rmSync } from "node:fs"
import { join } from "node:path"
import process from "node:process"
import { parseArgs } from "node:util"
import { type Benchmark, full, quick, smoke } from "./harness/Benchmark.ts"
import { markdownOf, type Table } from "./harness/Figures.ts"
import { writePage } from "./harness/Page.ts"
import { buildOnce } from "./harness/Processes.ts"
import { folder, moved, read, save } from "./harness/Saved.ts"

const names = [
  ...["validate", "create", "client", "start", "stores", "emulators", "commands", "far", "dear"],
  ...["pages", "memory", "open", "install", "faults", "console"],
]
const quickNames = ["create", "client", "start", "stores"]

const { values, positionals } = parseArgs({
  options: {
    quick: { type: "boolean" },
    smoke: { type: "boolean" },
    page: { type: "boolean" },
    against: { type: "string" },
  },
  allowPositionals: true,
})
const [named, ...args] = positionals

const benchmarkOf = async (name: string): Promise<Benchmark> => (await import(`./${name}.ts`)).benchmark

const [length, file] = values.quick
  ? [quick, join(folder, "quick.json")]
  : [values.smoke ? smoke : full, join(folder, "full.json")]

const runHere = async (name: string) => {
  const { run } = await benchmarkOf(name)
  const tables: Array<Table> = []
  console.log(`\n# ${name}`)
  for await (const table of run(length, args)) {
    tables.push(table)
    console.log(`\n${markdownOf(table)}`)
  }
  if (length !== smoke) save(file, name, tables)
  // Some clients keep connections open.
  process.exit()
}

/** Each benchmark has a process of its own, because it may keep itself on a core, or fill its heap. */
const runEach = (all: ReadonlyArray<string>) => {
  const flags = [...(values.quick ? ["--quick"] : []), ...(values.smoke ? ["--smoke"] : [])]
  const env = buildOnce()
  for (const name of all) {
    const { status } = spawnSync(process.execPath, [import.meta.filename, name, ...flags], {
      stdio: "inherit",
      env,
    })
    if (status !== 0) process.exit(1)
  }
}

if (values.page) writePage(read(file))
else if (named === "all") runEach(names)
else if (named !== undefined) await runHere(named)
else if (values.quick) {
  const before = read(values.against ?? file)
  rmSync(file, { force: true })
  runEach(quickNames)
  const changes = moved(before?.tables ?? {}, read(file)?.tables ?? {})
  const against =
    before === undefined ? "There is no earlier run to compare with." : "Nothing moved beyond the spread."
  console.log(`\n${changes.length > 0 ? ["Moved beyond the spread:", ...changes].join("\n- ") : against}`)
} else {
  for (const name of names) {
    const { about, seconds } = await benchmarkOf(name)
    console.log(`${name.padEnd(10)} ${String(seconds).padStart(4)} s  ${about}`)
  }
}
