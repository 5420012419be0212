import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { startLocalPostgres } from "@odj/throwaway-postgres"
import { afterAll, assert, describe, it } from "vitest"
import { type KillReport, runKills } from "../KillCycles.ts"

const folder = await mkdtemp(join(tmpdir(), "odj-kills-"))
afterAll(() => rm(folder, { recursive: true }))

const assertFaultless = ({ faults, unknown }: KillReport) => {
  assert.deepStrictEqual(faults, [])
  assert.isAbove(unknown, 0, "creates without a response")
}

describe("A server that is killed under load, again and again", { timeout: 600_000 }, () => {
  it("keeps all acknowledged connectors in SQLite, and creates none twice", async () => {
    const report = await runKills({ store: `sqlite:${join(folder, "odj.db")}`, cycles: 50, seed: 1 })
    assertFaultless(report)
  })

  it("keeps all acknowledged connectors in PostgreSQL, even if PostgreSQL is killed as well", async () => {
    const database = await startLocalPostgres({ durable: false })
    try {
      const store = await database.newDatabase()
      assertFaultless(await runKills({ store, database, cycles: 10, seed: 1 }))
    } finally {
      await database.stop()
    }
  })

  it("is detected if it responds before it commits", async () => {
    const { faults } = await runKills({
      store: `sqlite:${join(folder, "early.db")}`,
      cycles: 20,
      seed: 1,
      server: { imports: [new URL("../EarlyAcknowledgement.ts", import.meta.url).href] },
    })
    assert.match(faults.join("\n"), /was acknowledged and is lost/)
  })
})
