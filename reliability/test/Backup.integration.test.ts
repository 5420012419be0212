import { copyFile, mkdtemp, readdir, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { afterAll, assert, describe, it, onTestFinished } from "vitest"
import { backUp } from "../Backup.ts"
import { type Connector, intentOf, isSameConnector } from "../Intent.ts"
import { Ledger } from "../Ledger.ts"
import { writeUntilFailure } from "../Load.ts"
import { SeededRandom } from "../SeededRandom.ts"
import { startServer } from "../ServerProcess.ts"

const folder = await mkdtemp(join(tmpdir(), "odj-backup-"))
afterAll(() => rm(folder, { recursive: true }))

/** The connectors that are missing from a list, or differ there. */
const lostFrom = (listed: ReadonlyArray<Connector>, acknowledged: ReadonlyArray<Connector>) => {
  const byName = new Map(listed.map((connector) => [connector.displayName, connector]))
  return acknowledged.filter((connector) => {
    const found = byName.get(connector.displayName)
    return found === undefined || !isSameConnector(found, connector)
  })
}

/** The names in a copy of the file without its log. */
const namesIn = (copy: string): ReadonlyArray<unknown> => {
  const database = new DatabaseSync(copy)
  try {
    return database
      .prepare("SELECT display_name FROM odj_connector")
      .all()
      .map(({ display_name }) => display_name)
  } finally {
    database.close()
  }
}

describe("A backup that is made while 16 writers create connectors", { timeout: 600_000 }, () => {
  it("restores every connector that was acknowledged before it began, and a plain copy of the file does not", async () => {
    const path = join(folder, "odj.db")
    const server = await startServer(`sqlite:${path}`)
    onTestFinished(() => server.kill())
    const ledger = new Ledger()
    const random = new SeededRandom(1)
    let sent = 0
    let plainLost = 0
    for (const number of [1, 2, 3]) {
      const to = join(folder, `backup-${number}.db`)
      let before: ReadonlyArray<Connector> = []
      let printed = ""
      const next = () => intentOf("backup", sent++, random)
      await writeUntilFailure(server, ledger, next, 400, async () => {
        before = ledger.connectors
        const plain = join(folder, `plain-${number}.db`)
        await copyFile(path, plain)
        const names = new Set(namesIn(plain))
        plainLost += before.filter(({ displayName }) => !names.has(displayName)).length
        printed = await backUp(path, to)
      })
      assert.deepStrictEqual(ledger.faults, [])

      const restored = await startServer(`sqlite:${to}`)
      onTestFinished(() => restored.kill())
      const listed = await restored.list(0)
      assert.deepStrictEqual(lostFrom(listed, before), [])
      assert.deepStrictEqual(lostFrom(ledger.connectors, listed), [], "the copy has what was not created")
      assert.strictEqual(
        printed,
        `Backed up ${listed.length.toLocaleString("en-US")} connectors of 1 tenant to ${to}`,
      )
      assert.isAbove(ledger.created, listed.length, "creates during the backup")
    }
    assert.isAbove(plainLost, 0, "connectors that the plain copies lack")
    ledger.compare(await server.list(0), 0)
    assert.deepStrictEqual(ledger.faults, [])
    assert.deepStrictEqual(
      (await readdir(folder)).filter((name) => name.endsWith(".tmp")),
      [],
    )
  })
})
