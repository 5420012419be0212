/** The same script against a test double gets the same responses in every run, byte by byte. */
import { assert, describe, it, vi } from "@effect/vitest"
import { collectionPath } from "@odj/graph-wire"
import { type ServerOptions, startServer } from "../../src/index.ts"
import { seed } from "../endpoint.ts"

const collection = `/beta/${collectionPath}`
const json = { "Content-Type": "application/json" }
const entity = `${collection}/00000000-0000-4000-8000-000000000001`

const creates = Array.from({ length: 3 }, (_, id) => ({
  id: `${id}`,
  method: "POST",
  url: `/${collectionPath}`,
  headers: json,
  body: { ...seed, displayName: `of a batch ${id}` },
}))

/** Requests by method, path and body. Those with a key are retried. */
const script: ReadonlyArray<readonly [method: string, path: string, body?: object, key?: string]> = [
  ["POST", collection, seed],
  ["POST", collection, seed, "a key"],
  ["POST", collection, seed, "a key"],
  ["POST", collection, { ...seed, state: "activ" }],
  ["POST", "/beta/$batch", { requests: creates }],
  ["PATCH", entity, { version: "2" }],
  ["GET", entity],
  ["DELETE", entity],
  ["GET", entity],
  ["GET", `${collection}?$top=2&$count=true&$orderby=displayName desc`],
  ["GET", `${collection}?$filter=nonsense`],
  ...Array.from({ length: 30 }, () => ["GET", collection] as const),
]

const options: ServerOptions = {
  publicUrl: "http://graph.example.test",
  predictableIds: true,
  faults: [{ rate: 0.3, seed: 7, with: { status: 503 } }],
}

/** What the token says, without what the random keys of a server add to it. */
const claimsOf = (token: string) => Buffer.from(token.split(".")[1] ?? "", "base64url").toString()

const run = async (changes: ServerOptions = {}) => {
  await using server = await startServer({ ...options, ...changes })
  server.clock.set("2030-01-31T12:00:00Z")
  const token = await server.token()
  const responses: Array<string> = []
  for (const [method, path, body, key] of script) {
    server.clock.advance("1 minute")
    const response = await fetch(server.url + path, {
      method,
      headers: {
        ...json,
        Authorization: `Bearer ${token}`,
        ...(key !== undefined && { "Idempotency-Key": JSON.stringify(key) }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    const headers = Array.from(response.headers, ([name, value]) => `${name}: ${value}`)
    responses.push([response.status, ...headers, "", await response.text()].join("\n"))
  }
  return [claimsOf(token), ...responses]
}

/** Runs with a `Date` that stands still, as the time of the server otherwise goes on. */
const atStandstill = async <A>(use: () => Promise<A>): Promise<A> => {
  vi.useFakeTimers({ toFake: ["Date"] })
  try {
    return await use()
  } finally {
    vi.useRealTimers()
  }
}

describe("A script", () => {
  it("gets the same responses in every run", async () => {
    const [first, second] = await atStandstill(async () => [await run(), await run()])
    assert.deepStrictEqual(first, second)
    const failed = first?.filter((response) => response.startsWith("503")).length ?? 0
    assert.isTrue(failed > 0 && failed < script.length, `${failed} of ${script.length}`)
  })

  it("gets the same responses after a reset", async () => {
    await using server = await startServer({ auth: "none", predictableIds: true })
    const create = async () => {
      const response = await fetch(server.url + collection, {
        method: "POST",
        headers: json,
        body: JSON.stringify(seed),
      })
      return { id: response.headers.get("request-id"), body: await response.text() }
    }
    const first = [await create(), await create()]
    await server.reset()
    assert.deepStrictEqual([await create(), await create()], first)
  })

  it("gets other ids in every run without predictable ids", async () => {
    const [first, second] = await atStandstill(async () => [
      await run({ predictableIds: false }),
      await run({ predictableIds: false }),
    ])
    assert.notDeepEqual(first, second)
  })
})
