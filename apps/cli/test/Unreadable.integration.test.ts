/** The bundle over a service that returns connectors that can't be read, of each kind, in the middle of two pages. */
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { createServer, type IncomingMessage } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { assert, describe, it, onTestFinished } from "@effect/vitest"
import { exampleConnector } from "@odj/domain"
import { berlin } from "./connectors.ts"
import { odj } from "./program.ts"

const kinds = {
  "null date": { lastConnectionDateTime: null },
  "no date": { lastConnectionDateTime: undefined },
  "date without a zone": { lastConnectionDateTime: "2026-01-31T12:00:00" },
  "null version": { version: null },
  "no version": { version: undefined },
  "null state": { state: null },
  "id that is a number": { id: 7 },
  "no id": { id: undefined },
}

type Row = unknown

const good = (index: number) => ({
  ...berlin,
  id: `good-${index}`,
  displayName: `HQ ${index % 3}`,
  state: index % 2 === 0 ? "active" : "error",
})

const bad = (page: number): ReadonlyArray<Row> => [
  ...Object.entries(kinds).map(([kind, change]) => ({
    ...good(0),
    id: `${kind} ${page}`,
    displayName: kind,
    ...change,
  })),
  "no object",
]

/** Twelve sound rows and eighteen that are not: nine in the middle of each page of fifteen. */
const rows = [0, 1].flatMap((page) => [
  ...[0, 1, 2].map((index) => good(page * 6 + index)),
  ...bad(page),
  ...[3, 4, 5].map((index) => good(page * 6 + index)),
])

const pageSize = 15

/** How a service differs. */
interface Habits {
  /** Whether it refuses query options. If not, it ignores them. */
  readonly refuses: boolean
  /** Whether it stores a create with a null version, and loses the response. */
  readonly mangles?: boolean
}

/** The address of a service, its rows, and the number of creates. */
const serve = async ({ refuses, mangles = false }: Habits) => {
  const stored: Array<Row> = [...rows]
  const counts = { creates: 0 }
  const respond = async (request: IncomingMessage): Promise<readonly [status: number, body?: unknown]> => {
    const url = new URL(request.url ?? "", `http://${request.headers.host}`)
    const error = { error: { code: "BadRequest", message: "no" } }
    if (!url.pathname.includes("domainJoinConnectors")) return [404, error]
    const [, id] = /\('(.*)'\)$/.exec(decodeURIComponent(url.pathname)) ?? []
    if (id !== undefined) {
      const row = stored.find(
        (row) => typeof row === "object" && row !== null && "id" in row && row.id === id,
      )
      return row === undefined ? [404, error] : [200, row]
    }
    if (request.method === "POST") {
      counts.creates++
      stored.push({
        id: crypto.randomUUID(),
        ...JSON.parse(await text(request)),
        version: mangles ? null : "",
      })
      return mangles ? [504, error] : [201, stored.at(-1)]
    }
    if (refuses && /\$(filter|orderby|skip|count)=/.test(decodeURIComponent(url.search))) return [400, error]
    const start = Number(url.searchParams.get("$skiptoken"))
    url.searchParams.set("$skiptoken", String(start + pageSize))
    const hasNext = start + pageSize < stored.length
    return [
      200,
      { value: stored.slice(start, start + pageSize), ...(hasNext && { "@odata.nextLink": url.href }) },
    ]
  }
  const server = createServer(async (request, response) => {
    const [status, body] = await respond(request)
    response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body))
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/beta`, counts }
}

const temporaryFolder = async () => {
  const folder = await mkdtemp(join(tmpdir(), "odj-"))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

const idsOf = (connectors: ReadonlyArray<{ readonly id: string }>) => connectors.map(({ id }) => id)

const indices = Array.from({ length: 12 }, (_, index) => index)

/** The ids of the sound rows with these indices. */
const ids = (...of: ReadonlyArray<number>) => of.map((index) => `good-${index}`)

const named = (err: string) =>
  err.split("\n").filter((line) => /: (Missing|Expected |Must be )/.test(line)).length

describe.each([
  ["refuses", true],
  ["ignores", false],
] as const)("Over a service that %s query options and has connectors that can't be read,", (_, refuses) => {
  const lists: ReadonlyArray<
    readonly [flags: ReadonlyArray<string>, ids: ReadonlyArray<string>, bad: number]
  > = [
    [[], ids(...indices), 18],
    [["--state", "error"], ids(...indices.filter((index) => index % 2 === 1)), 18],
    [["--name", "hq 2"], ids(...indices.filter((index) => index % 3 === 2)), 18],
    [
      ["--order-by", "displayName desc"],
      ids(...[2, 1, 0].flatMap((rest) => indices.filter((index) => index % 3 === rest))),
      18,
    ],
    [["--top", "4"], ids(0, 1, 2, 3), 9],
    [["--top", "8"], ids(0, 1, 2, 3, 4, 5, 6, 7), 9],
  ]
  for (const [flags, expected, bad] of lists) {
    it(`odj list ${flags.join(" ")} has all others, and names these`, async () => {
      const { url } = await serve({ refuses })
      const { exitCode, out, err } = await odj(["list", "--url", url, ...flags])
      assert.strictEqual(exitCode, 8)
      assert.deepStrictEqual(idsOf(JSON.parse(out)), expected)
      if (bad === 18) assert.match(err, /^18 connectors could not be read\n/)
      assert.isAtLeast(named(err), bad)
      for (const kind of Object.keys(kinds)) assert.include(err, kind)
    })
  }
})

describe("Over a service that has connectors that can't be read,", () => {
  it("odj export writes all others to its file", async () => {
    const { url } = await serve({ refuses: true })
    const file = join(await temporaryFolder(), "connectors.json")
    const { exitCode, out, err } = await odj(["export", "--url", url, "--file", file])
    assert.deepStrictEqual([exitCode, out, named(err)], [8, "", 18])
    assert.deepStrictEqual(idsOf(JSON.parse(readFileSync(file, "utf8"))), ids(...indices))
  })

  it("odj get prints what there is", async () => {
    const { url } = await serve({ refuses: true })
    const { exitCode, out, err } = await odj(["get", "--url", url, "null version 0"])
    assert.strictEqual(exitCode, 8)
    assert.deepInclude(JSON.parse(out), { id: "null version 0", version: null })
    assert.include(err, "null version 0: version: Must be a string, not null")
  })

  it("odj stale and odj doctor have a finding for each", async () => {
    const { url } = await serve({ refuses: true })
    const now = ["--now", "2026-01-31T12:00:00Z", "-o", "json"]
    const stale = await odj(["stale", "--url", url, "-w", "30d", "-c", "30d", ...now])
    assert.strictEqual(stale.exitCode, 1)
    assert.lengthOf(JSON.parse(stale.out).unreadable, 18)
    const doctor = await odj(["doctor", "--url", url, ...now])
    assert.isAbove(doctor.exitCode, 0)
    const { findings } = JSON.parse(doctor.out)
    const checks = findings.map(({ check }: { readonly check: string }) => check)
    assert.lengthOf(
      checks.filter((check: string) => check === "unreadable"),
      18,
    )
    assert.include(checks, "name-shared")
  })

  it("odj import finds its rows among these, and creates none twice", async () => {
    const { url, counts } = await serve({ refuses: true, mangles: true })
    const file = join(await temporaryFolder(), "connectors.json")
    await writeFile(file, JSON.stringify([exampleConnector, exampleConnector]))
    const first = await odj(["import", file, "--url", url])
    assert.deepStrictEqual([first.exitCode, counts.creates], [0, 2])
    const again = await odj(["import", file, "--url", url])
    assert.deepStrictEqual([again.exitCode, counts.creates], [0, 2])
  })
})
