/** The command `node two-servers.ts [--creates 10000] [--seed 1]`. Exits with 1 after a fault. */
import { parseArgs } from "node:util"
import { startPostgres } from "@odj/throwaway-postgres"
import { runTwoServers } from "./TwoServers.ts"

const { values } = parseArgs({
  options: { creates: { type: "string", default: "10000" }, seed: { type: "string", default: "1" } },
})

const postgres = await startPostgres()
try {
  const store = await postgres.newDatabase()
  const report = await runTwoServers(store, Number(values.creates), Number(values.seed))
  const { created, conflicts, replays, faults } = report
  console.log(
    `${values.creates} creates: ${created} connectors created, ${conflicts} refused for an existing id, ${replays} repeated with the same key`,
  )
  for (const fault of faults) console.log(fault)
  process.exitCode = faults.length === 0 ? 0 : 1
} finally {
  await postgres.stop()
}
