/**
 * A monitoring script sees a month of silent connectors, within a second of real time, and what a test does with silent
 * connectors in between.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it, onTestFinished } from "@effect/vitest"
import { collectionPath } from "@odj/graph-wire"
import { type RunningServer, type ServerOptions, startServer } from "../../src/index.ts"

const start = "2026-01-01T00:00:00Z"

const connector = (displayName: string, lastConnectionDateTime = start) => ({
  displayName,
  lastConnectionDateTime,
  state: "active" as const,
  version: "1",
})

const sqliteFile = () => {
  const folder = mkdtempSync(join(tmpdir(), "odj-silent-"))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return `sqlite:${join(folder, "odj.db")}` as const
}

/** The states by name, as a monitoring script reads them. */
const states = async ({ url }: RunningServer, query = "") => {
  const response = await fetch(`${url}/beta/${collectionPath}${query}`)
  const { value } = (await response.json()) as {
    value: ReadonlyArray<{ displayName: string; state: string }>
  }
  return Object.fromEntries(value.map(({ displayName, state }) => [displayName, state]))
}

const startAt = async (time: string, options: ServerOptions = {}) => {
  const server = await startServer({ auth: "none", heartbeats: true, ...options })
  server.clock.set(time)
  return server
}

const stores: Record<string, () => ServerOptions> = {
  memory: () => ({ store: "memory" }),
  SQLite: () => ({ store: sqliteFile() }),
}

describe("A server with heartbeats", () => {
  for (const [name, store] of Object.entries(stores)) {
    it(`changes a silent connector over 35 days, hour by hour, in ${name}`, async () => {
      await using server = await startAt(start, store())
      await server.seed([connector("HQ"), connector("Lab", "2026-01-03T00:00:00Z")])
      const changes: Array<string> = []
      let last: Record<string, string> = {}
      for (let hour = 0; hour <= 35 * 24; hour++) {
        const now = await states(server)
        for (const name of ["HQ", "Lab"])
          if (now[name] !== last[name]) changes.push(`${hour / 24} ${name} ${now[name] ?? "gone"}`)
        last = now
        server.clock.advance("1 hour")
      }
      assert.deepStrictEqual(changes, [
        "0 HQ active",
        "0 Lab active",
        `${1 / 24} HQ error`,
        `${2 + 1 / 24} Lab error`,
        "5 HQ inactive",
        "7 Lab inactive",
        "30 HQ gone",
        "32 Lab gone",
      ])
    })

    it(`begins again with a snapshot, a seed and a reset, in ${name}`, async () => {
      const connectors = [connector("of the start", new Date().toISOString())]
      await using server = await startAt(start, { ...store(), connectors })
      await server.seed([connector("HQ")])
      const snapshot = await server.snapshot()
      server.clock.advance("6 days")
      assert.strictEqual((await states(server)).HQ, "inactive")
      assert.deepStrictEqual(await states(server, "?$filter=state eq 'inactive'"), { HQ: "inactive" })
      await server.restore(snapshot)
      server.clock.advance("59 minutes")
      assert.strictEqual((await states(server)).HQ, "active")
      server.clock.advance("1 minute")
      assert.strictEqual((await states(server)).HQ, "error")
      await server.restore(snapshot)
      server.clock.advance("6 days")
      assert.strictEqual((await states(server)).HQ, "inactive")
      await server.reset()
      assert.deepStrictEqual(await states(server), { "of the start": "active" })
      server.clock.advance("61 minutes")
      assert.deepStrictEqual(await states(server), { "of the start": "error" })
    })
  }

  it("changes connectors of a file after a restart, once the clock passes their next instant", async () => {
    const store = sqliteFile()
    {
      await using server = await startServer({ auth: "none", store })
      await server.seed([connector("HQ", new Date().toISOString())])
    }
    await using server = await startServer({ auth: "none", store, heartbeats: true })
    assert.deepStrictEqual(await states(server), { HQ: "active" })
    server.clock.advance("1 hour")
    assert.deepStrictEqual(await states(server), { HQ: "error" })
  })

  it("does not count its changes as those of a request", async () => {
    await using server = await startAt(start)
    await server.seed([connector("HQ")])
    server.clock.advance("31 days")
    assert.deepStrictEqual(await states(server), {})
    assert.deepStrictEqual(
      server.requests().map(({ committed }) => committed),
      [false],
    )
  })
})

describe("A server without heartbeats", () => {
  it("keeps every state", async () => {
    await using server = await startAt(start, { heartbeats: false })
    await server.seed([connector("HQ")])
    server.clock.advance("100 days")
    assert.deepStrictEqual(await states(server), { HQ: "active" })
  })
})
