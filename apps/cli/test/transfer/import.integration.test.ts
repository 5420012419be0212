/** `odj import` as a process against a server, which can be killed. */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createServer, request as requestOf } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { assert, describe, it } from "@effect/vitest"
import { exampleConnector } from "@odj/domain"
import { startServer } from "@odj/server"
import { bundle } from "../program.ts"
import { randomFrom } from "./importSimulation.ts"

interface Ended {
  readonly exitCode: number | null
  readonly signal: string | null
  readonly out: string
  readonly err: string
}

/** What happens when the import sends its nth request. */
interface Fault {
  readonly request: number
  readonly signal?: "SIGKILL" | "SIGINT"
  readonly meanwhile?: () => Promise<void>
  /** Whether the service has applied the request before that. */
  readonly isApplied: boolean
}

/** A server behind a proxy that injects the fault. */
const makeService = async () => {
  const server = await startServer({ auth: "none" })
  let fault: Fault | undefined
  let child: ChildProcess | undefined
  let requests = 0
  const proxy = createServer(async (request, response) => {
    const isFaulty = ++requests === fault?.request
    const signal = () => fault?.signal && child?.kill(fault.signal)
    if (isFaulty && !fault?.isApplied) signal()
    if (isFaulty) await fault?.meanwhile?.()
    const forwarded = requestOf(`${server.url}${request.url}`, {
      method: request.method ?? "",
      headers: request.headers,
    })
    request.on("error", () => forwarded.destroy()).pipe(forwarded)
    forwarded.on("error", () => response.destroy())
    const [received] = await once(forwarded, "response").catch(() => [])
    if (isFaulty && fault?.isApplied) signal()
    if (received === undefined) return
    response.writeHead(received.statusCode, received.headers)
    received.pipe(response)
  })
  await once(proxy.listen(0, "127.0.0.1"), "listening")
  const folder = mkdtempSync(join(tmpdir(), "odj-"))

  const start = (args: ReadonlyArray<string>) => {
    const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/beta`
    return spawn(process.execPath, [bundle, ...args, "--url", url], { cwd: folder, env: {} })
  }

  const endOf = async (running: ReturnType<typeof start>): Promise<Ended> => {
    const [out, err] = [running.stdout, running.stderr].map((stream) => stream.setEncoding("utf8").toArray())
    const [exitCode, signal] = await once(running, "close")
    return { exitCode, signal, out: (await out)?.join("") ?? "", err: (await err)?.join("") ?? "" }
  }

  /** Runs `odj` in its own folder, with the URL of the proxy. */
  const odj = (args: ReadonlyArray<string>, next?: Fault) => {
    requests = 0
    fault = next
    const running = start(args)
    child = running
    return endOf(running)
  }

  return {
    odj,
    /** Runs another `odj` at the same time. */
    other: (args: ReadonlyArray<string>) => endOf(start(args)),
    path: (name: string) => join(folder, name),
    [Symbol.asyncDispose]: async () => {
      proxy.closeAllConnections()
      proxy.close()
      await server.stop()
      rmSync(folder, { recursive: true })
    },
  }
}

type Service = Awaited<ReturnType<typeof makeService>>

/** Connectors, some of them with an id, and some of them equal. */
const connectors = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    ...exampleConnector,
    ...(index % 3 === 0 && { id: `id-${index}` }),
    displayName: `Name ${index % 50}`,
  }))

const names = (texts: ReadonlyArray<{ readonly displayName: string }>) =>
  texts.map(({ displayName }) => displayName).sort()

const exported = async ({ odj }: Service) => {
  const { out } = await odj(["export", "--format", "json"])
  return JSON.parse(out)
}

const write = ({ path }: Service, rows: ReadonlyArray<unknown>) =>
  writeFileSync(path("rows.ndjson"), rows.map((row) => `${JSON.stringify(row)}\n`).join(""))

const seed = 20161231

/** Kills an import several times, and then runs it to the end. */
const killAgainAndAgain = async (service: Service, kills: number, afterKill: () => void) => {
  const random = randomFrom(seed)
  let killed = 0
  for (let run = 0; run < kills; run++) {
    const request = 1 + Math.floor(random() * 4)
    const fault: Fault = { request, signal: "SIGKILL", isApplied: random() < 0.7 }
    const { signal } = await service.odj(["import", "rows.ndjson"], fault)
    if (signal === "SIGKILL") killed++
    if (existsSync(service.path("rows.ndjson.journal"))) afterKill()
  }
  return { killed, last: await service.odj(["import", "rows.ndjson"]) }
}

const rows = connectors(600)

describe("odj import, as a process", () => {
  it("creates each row once, however often it is killed", { timeout: 240_000 }, async () => {
    await using service = await makeService()
    write(service, rows)
    const { killed, last } = await killAgainAndAgain(service, 15, () => {})
    assert.isAbove(killed, 10, `seed ${seed}`)
    assert.strictEqual(last.exitCode, 0, last.err)
    assert.deepStrictEqual(names(await exported(service)), names(rows), `seed ${seed}`)
    const again = await service.odj(["import", "rows.ndjson"])
    assert.strictEqual(again.exitCode, 0)
    assert.include(again.err, "600 rows: 0 created, 600 already created, 0 rejected, 0 not finished\n")
  })

  it('creates duplicates if its journal loses "sending" entries', {
    timeout: 240_000,
  }, async () => {
    await using service = await makeService()
    write(
      service,
      rows.map(({ id: _, ...row }) => row),
    )
    const journal = service.path("rows.ndjson.journal")
    await killAgainAndAgain(service, 5, () => {
      const database = new DatabaseSync(journal)
      database.exec("DELETE FROM entry WHERE entry ->> 'state' = 'sending'")
      database.close()
    })
    assert.isAbove((await exported(service)).length, rows.length, `seed ${seed}`)
  })

  it("waits for requests in flight when it is interrupted, and continues from there", {
    timeout: 60_000,
  }, async () => {
    await using service = await makeService()
    write(service, rows)
    const fault: Fault = { request: 3, signal: "SIGINT", isApplied: false }
    const { exitCode, err, out } = await service.odj(["import", "rows.ndjson"], fault)
    assert.strictEqual(exitCode, 130, err)
    assert.include(err, "Run the same command again to continue")
    assert.strictEqual(out, "")
    const database = new DatabaseSync(service.path("rows.ndjson.journal"))
    const states = database.prepare("SELECT entry ->> 'state' AS state FROM entry").all()
    database.close()
    assert.deepStrictEqual(new Set(states.map(({ state }) => state)), new Set(["created"]))
    assert.isBelow(states.length, rows.length)
    assert.strictEqual((await service.odj(["import", "rows.ndjson"])).exitCode, 0)
    assert.deepStrictEqual(names(await exported(service)), names(rows))
  })

  it("fails at once while another import uses its journal", {
    timeout: 60_000,
  }, async () => {
    await using service = await makeService()
    write(service, rows)
    const others: Array<Ended> = []
    const meanwhile = async () => {
      others.push(await service.other(["import", "rows.ndjson"]))
    }
    const { exitCode, err } = await service.odj(["import", "rows.ndjson"], {
      request: 2,
      isApplied: false,
      meanwhile,
    })
    assert.strictEqual(others[0]?.exitCode, 2)
    assert.include(others[0]?.err, "is in use by another import")
    assert.strictEqual(exitCode, 0, err)
    assert.deepStrictEqual(names(await exported(service)), names(rows))
  })

  it("imports 10,000 rows", { timeout: 120_000 }, async () => {
    await using service = await makeService()
    const rows = connectors(10_000)
    write(service, rows)
    const { exitCode, out, err } = await service.odj(["import", "rows.ndjson", "-o", "json"])
    assert.strictEqual(exitCode, 0, err)
    assert.deepStrictEqual(JSON.parse(out), {
      total: 10_000,
      created: 10_000,
      alreadyCreated: 0,
      rejected: 0,
      unsettled: 0,
    })
    assert.strictEqual(err, "")
    assert.deepStrictEqual(names(await exported(service)), names(rows))
  })
})
