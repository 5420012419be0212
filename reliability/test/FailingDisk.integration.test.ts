import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { setTimeout } from "node:timers/promises"
import { afterAll, assert, describe, it, onTestFinished } from "vitest"
import { type Fault, makeFailingDisk, unavailableReason } from "../FailingDisk.ts"
import { type Connector, type Intent, intentOf } from "../Intent.ts"
import { Ledger } from "../Ledger.ts"
import { retryOpen, writeUntilFailure } from "../Load.ts"
import { SeededRandom } from "../SeededRandom.ts"
import { type ServerProcess, startServer } from "../ServerProcess.ts"

const reason = unavailableReason()
if (reason !== undefined) console.warn(`The tests of a failing disk are skipped: ${reason}`)

const disk = reason === undefined ? makeFailingDisk() : undefined
afterAll(() => disk?.remove())

const start = async (name: string) => {
  const store = `sqlite:${join(disk?.folder ?? "", name)}`
  const server = await startServer(store, { env: disk?.env ?? {} })
  onTestFinished(() => server.kill())
  return server
}

/** Creates a connector, and returns it. */
const create = async (server: ServerProcess, intent: Intent): Promise<Connector> => {
  const { status, connector } = (await server.create(intent)) ?? {}
  if (connector === undefined) throw new Error(`The create fails with ${status}`)
  return connector
}

/** Lets the disk fail while `run` runs. */
const during = async <A>(fault: Fault, run: () => Promise<A>): Promise<A> => {
  disk?.begin(fault)
  try {
    return await run()
  } finally {
    disk?.end(fault)
  }
}

/** Another program in the middle of a long read. Its disk does not fail. */
const readerOf = (name: string) => {
  const database = new DatabaseSync(join(disk?.folder ?? "", name))
  database.exec("BEGIN; SELECT count(*) FROM odj_connector")
  return database
}

const ready = async (server: ServerProcess) => {
  while (!(await server.isReady())) await setTimeout(100)
}

const intents = (run: string) => {
  const random = new SeededRandom(1)
  let number = 0
  return (): Intent => intentOf(run, number++, random)
}

describe.skipIf(reason !== undefined)("A server over SQLite", { timeout: 600_000 }, () => {
  it("responds with 507 while its disk is full, still reads, and continues when there is space", async () => {
    const server = await start("full.db")
    const next = intents("full")
    const [one, other] = [next(), next()]
    const first = await create(server, one)
    await during("full", async () => {
      assert.deepStrictEqual(await server.create(other), { status: 507, code: "InsufficientStorage" })
      const many = await Promise.all(Array.from({ length: 20 }, () => server.create(next())))
      assert.deepStrictEqual(new Set(many.map((response) => response?.status)), new Set([507]))
      assert.deepStrictEqual(await create(server, one), first)
      assert.deepStrictEqual(await server.list(0), [first])
      assert.isTrue(await server.isReady())
    })
    const second = await create(server, other)
    assert.deepStrictEqual(await server.list(0), [first, second])
  })

  it("responds with 500 if the disk fails during a commit, is not ready, and then reopens its file by itself", async () => {
    const server = await start("sync.db")
    const next = intents("sync")
    const [one, other] = [next(), next()]
    const first = await create(server, one)
    await during("sync", async () => {
      assert.strictEqual((await server.create(other))?.status, 500)
      assert.isFalse(await server.isReady())
      assert.strictEqual((await server.create(next()))?.status, 503)
    })
    await ready(server)
    const second = await create(server, other)
    assert.deepStrictEqual(await create(server, other), second)
    assert.deepStrictEqual(await server.list(0), [first, second])
  })

  for (const [fault, isRead, name] of [
    ["full", false, "full"],
    ["sync", false, "sync"],
    ["sync", true, "sync, beside a program that reads an older state"],
  ] as const) {
    it(`loses no acknowledged connector under load while the disk fails again and again: ${name}`, async () => {
      const file = `${fault}-load-${isRead}.db`
      const server = await start(file)
      const ledger = new Ledger()
      const next = intents(`${fault} load`)
      const random = new SeededRandom(1)
      for (let round = 0; round < 5; round++) {
        const responses = 1 + random.below(100)
        const reader = isRead ? readerOf(file) : undefined
        await writeUntilFailure(server, ledger, next, responses, async () => disk?.begin(fault))
        disk?.end(fault)
        await ready(server)
        await retryOpen(server, ledger)
        reader?.close()
      }
      ledger.compare(await server.list(0), 0)
      assert.deepStrictEqual(ledger.faults, [])
      await server.kill()
      const again = await start(file)
      ledger.compare(await again.list(0), 0)
      assert.deepStrictEqual(ledger.faults, [])
    })
  }
})
