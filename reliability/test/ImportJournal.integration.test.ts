import { spawn } from "node:child_process"
import { once } from "node:events"
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { text } from "node:stream/consumers"
import { fileURLToPath } from "node:url"
import { exampleConnector } from "@odj/domain"
import { startServer } from "@odj/server"
import { assert, describe, it } from "vitest"
import { type Fault, makeFailingDisk, unavailableReason } from "../FailingDisk.ts"

const reason = unavailableReason()
if (reason !== undefined) console.warn(`The tests of an import on a failing disk are skipped: ${reason}`)

const main = fileURLToPath(new URL("../../apps/cli/src/main.ts", import.meta.url))
const unsynced = new URL("../UnsyncedJournal.ts", import.meta.url).href

const names = Array.from({ length: 200 }, (_, index) => `Name ${index}`)

interface Creation {
  readonly id: string
  readonly displayName: string
}

/** The ids in the journal on the disk, as a machine would read them after a power failure at this moment. */
const idsOnDisk = (synced: string): ReadonlySet<unknown> => {
  const folder = mkdtempSync(join(synced, "found-"))
  const journal = join(folder, "rows.ndjson.journal")
  for (const suffix of ["", "-wal"]) {
    const file = join(synced, `rows.ndjson.journal${suffix}`)
    if (existsSync(file)) copyFileSync(file, `${journal}${suffix}`)
  }
  const database = new DatabaseSync(journal)
  try {
    return new Set(
      database
        .prepare("SELECT key ->> '$' AS id FROM entry")
        .all()
        .map(({ id }) => id),
    )
  } catch {
    // The table is not on the disk yet.
    return new Set()
  } finally {
    database.close()
    rmSync(folder, { recursive: true })
  }
}

/** A disk with rows to import, and a server behind a proxy that shows each create to `look`. */
const makeWorld = async (look: (creations: ReadonlyArray<Creation>) => void) => {
  const disk = makeFailingDisk()
  const synced = disk.keepSynced()
  const server = await startServer({ auth: "none" })
  const path = (name: string) => join(disk.folder, name)
  writeFileSync(
    path("rows.ndjson"),
    names.map((displayName) => JSON.stringify({ ...exampleConnector, displayName })).join("\n"),
  )
  const proxy = createServer(async (request, response) => {
    const body = await text(request)
    const requests: ReadonlyArray<{ readonly method: string; readonly body: Creation }> =
      request.url === "/beta/$batch" ? JSON.parse(body).requests : []
    const creations = requests.filter(({ method }) => method === "POST").map(({ body }) => body)
    if (creations.length > 0) look(creations)
    const forwarded = await fetch(`${server.url}${request.url}`, {
      method: request.method ?? "",
      headers: { "Content-Type": "application/json" },
      ...(body !== "" && { body }),
    })
    response.writeHead(forwarded.status, { "Content-Type": "application/json" })
    response.end(await forwarded.text())
  })
  await once(proxy.listen(0, "127.0.0.1"), "listening")
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/beta`
  return {
    disk,
    /** The creates whose rows are not on the disk yet. */
    early: (creations: ReadonlyArray<Creation>) => {
      const ids = idsOnDisk(synced)
      return creations.filter(({ id }) => !ids.has(id))
    },
    /** Runs the import on the disk, with these modules loaded first. */
    run: async (imports: ReadonlyArray<string> = []) => {
      const args = [...imports.map((module) => `--import=${module}`), main, "import", "rows.ndjson"]
      const child = spawn(process.execPath, [...args, "--url", url], { cwd: disk.folder, env: disk.env })
      const [err, [exitCode]] = await Promise.all([text(child.stderr), once(child, "close")])
      return { exitCode, err }
    },
    /** The sorted names of the connectors on the server. */
    created: async () => {
      const response = await fetch(`${server.url}/beta/deviceManagement/domainJoinConnectors?$top=999`)
      const { value } = (await response.json()) as { readonly value: ReadonlyArray<Creation> }
      return value.map(({ displayName }) => displayName).sort()
    },
    [Symbol.asyncDispose]: async () => {
      proxy.closeAllConnections()
      proxy.close()
      await server.stop()
      disk.remove()
    },
  }
}

/** Imports all rows. Returns the creates that were sent before their rows were on the disk. */
const sentTooEarly = async (imports: ReadonlyArray<string>) => {
  const early: Array<Creation> = []
  let sent = 0
  await using world = await makeWorld((creations) => {
    sent += creations.length
    early.push(...world.early(creations))
  })
  const { exitCode, err } = await world.run(imports)
  assert.deepStrictEqual([exitCode, sent], [0, names.length], err)
  return early
}

describe.skipIf(reason !== undefined)("An import's journal", () => {
  it("has each row on the disk before its request is sent", async () => {
    assert.deepStrictEqual(await sentTooEarly([]), [])
  })

  it("is detected if the journal does not wait for the disk", async () => {
    assert.isAbove((await sentTooEarly([unsynced])).length, 0)
  })

  for (const fault of ["full", "sync"] satisfies ReadonlyArray<Fault>) {
    it(`stops the import when its disk fails, and continues when the disk works again: ${fault}`, async () => {
      let batches = 0
      const early: Array<Creation> = []
      await using world = await makeWorld((creations) => {
        early.push(...world.early(creations))
        // The first row is sent alone, then eight at once. So the last of ten rows is recorded after this one.
        if (++batches === 2) world.disk.begin(fault)
      })
      const { exitCode, err } = await world.run()
      assert.strictEqual(exitCode, 1, err)
      assert.match(err, /^Can't use the journal .*: (database or disk is full|disk I\/O error)$/m)
      assert.deepStrictEqual(early, [])
      assert.isBelow((await world.created()).length, names.length)
      world.disk.end(fault)
      const again = await world.run()
      assert.strictEqual(again.exitCode, 0, again.err)
      assert.deepStrictEqual(await world.created(), names.toSorted())
    })
  }
})
