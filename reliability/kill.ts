/** The command `node kill.ts --cycles 1000 [--store sqlite|postgres] [--seed 1]`. Exits with 1 after a fault. */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { startLocalPostgres } from "@odj/throwaway-postgres"
import { type KillReport, runKills } from "./KillCycles.ts"

const { values } = parseArgs({
  options: {
    cycles: { type: "string", default: "50" },
    store: { type: "string", default: "sqlite" },
    seed: { type: "string", default: "1" },
  },
})
const run = { cycles: Number(values.cycles), seed: Number(values.seed) }

const inSqlite = async (): Promise<KillReport> => {
  const folder = await mkdtemp(join(tmpdir(), "odj-kill-"))
  try {
    return await runKills({ ...run, store: `sqlite:${join(folder, "odj.db")}` })
  } finally {
    await rm(folder, { recursive: true })
  }
}

const inPostgres = async (): Promise<KillReport> => {
  const database = await startLocalPostgres({ durable: true })
  try {
    return await runKills({ ...run, store: await database.newDatabase(), database })
  } finally {
    await database.stop()
  }
}

const { cycles, created, unknown, faults } = await (values.store === "postgres" ? inPostgres() : inSqlite())
console.log(
  `${cycles} cycles over ${values.store} with seed ${run.seed}: ${created} created, ${unknown} of them by a retry with the same key`,
)
for (const fault of faults) console.log(fault)
process.exitCode = faults.length === 0 ? 0 : 1
