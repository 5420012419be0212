/** Shows every row of the rules for sending again, over sockets, as the service sees it. */
import { createServer } from "node:net"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { assert, describe, it } from "@effect/vitest"
import { ConnectorStore } from "@odj/core"
import { Clock, Effect, Random, Result } from "effect"
import { GraphConnectorStore } from "../src/index.ts"
import * as FaultServer from "./FaultServer.ts"
import { hurrying } from "./hurrying.ts"
import { seed } from "./seed.ts"
import { clients, listen } from "./sockets.ts"

/** How a create ended, what the service saw of it and has of it, and how long was waited in between. */
interface Course {
  readonly ends: string
  readonly posts: number
  readonly stored: number
  readonly waits: ReadonlyArray<number>
}

const create: Settings = {}
const withKeys: Settings = { idempotencyKeys: true }
const withLooks: Settings = { reconcile: true }

type Settings = GraphConnectorStore.CreateSettings
type Row = readonly [settings: Settings, script: ReadonlyArray<FaultServer.Fault>, course: Course]

const answers = (status: number, headers: Record<string, string> = {}, body = ""): FaultServer.Fault => ({
  answer: { status, headers, body },
})
const stores = (fault: FaultServer.Fault): FaultServer.Fault => ({ ...fault, isCarriedOut: true })
const throttled = JSON.stringify({ error: { code: "TooManyRequests", message: "Too many requests." } })

const created = (posts: number, waits: ReadonlyArray<number>): Course => ({
  ends: "Created",
  posts,
  stored: 1,
  waits,
})
const unknown = (posts: number, stored: number, waits: ReadonlyArray<number> = []): Course => ({
  ends: "CreateOutcomeUnknown",
  posts,
  stored,
  waits,
})

/** With the least of every wait that there may be: chance is 0. The time is 2026-07-31, 12 o'clock. */
const rows: Record<string, Row> = {
  "is done": [create, [], created(1, [])],
  "429": [create, [answers(429)], created(2, [1000])],
  "429 again and again": [
    create,
    [answers(429), answers(429), answers(429), answers(429)],
    { ends: "ConnectorStoreThrottled", posts: 4, stored: 0, waits: [1000, 2000, 4000] },
  ],
  "429, in 2 seconds": [create, [answers(429, { "retry-after": "2" })], created(2, [2000])],
  "429, in 2.128 seconds": [create, [answers(429, { "retry-after": "2.128" })], created(2, [2128])],
  "429, at a time": [
    create,
    [answers(429, { "retry-after": "Fri, 31 Jul 2026 12:00:05 GMT" })],
    created(2, [5000]),
  ],
  "429, at a time as of old": [
    create,
    [answers(429, { "retry-after": "Friday, 31-Jul-26 12:00:05 GMT" })],
    created(2, [5000]),
  ],
  "429, at a time as C writes it": [
    create,
    [answers(429, { "retry-after": "Fri Jul 31 12:00:05 2026" })],
    created(2, [5000]),
  ],
  "429, some time": [create, [answers(429, { "retry-after": "soon" })], created(2, [1000])],
  "429, too late": [
    create,
    [answers(429, { "retry-after": "120" })],
    { ends: "ConnectorStoreThrottled", posts: 1, stored: 0, waits: [] },
  ],
  "429, too late together": [
    create,
    [answers(429, { "retry-after": "70" }), answers(429, { "retry-after": "50" })],
    { ends: "ConnectorStoreThrottled", posts: 2, stored: 0, waits: [70_000] },
  ],
  "503, in a second": [create, [answers(503, { "retry-after": "1" })], created(2, [1000])],
  "503, too many requests": [create, [answers(503, {}, throttled)], created(2, [1000])],
  "403": [create, [answers(403)], { ends: "ConnectorStoreRefused", posts: 1, stored: 0, waits: [] }],
  "307": [create, [answers(307, { location: "/elsewhere" })], unknown(1, 0)],
  ...Object.fromEntries(
    [408, 500, 502, 503, 504].flatMap(
      (status): ReadonlyArray<readonly [string, Row]> => [
        [`${status}`, [create, [answers(status)], unknown(1, 0)]],
        [`${status}, though it was stored`, [create, [stores(answers(status))], unknown(1, 1)]],
        [
          `${status}, though it was stored, with a key`,
          [withKeys, [stores(answers(status))], created(2, [0])],
        ],
      ],
    ),
  ),
  ...Object.fromEntries(
    (["resets", "closes", "breaks off within the body", "says a wrong length", "is silent"] as const).flatMap(
      (answer): ReadonlyArray<readonly [string, Row]> => [
        [answer, [create, [{ answer }], unknown(1, 0)]],
        [`stores it and ${answer}`, [create, [stores({ answer })], unknown(1, 1)]],
        [`stores it and ${answer}, with a key`, [withKeys, [stores({ answer })], created(2, [0])]],
      ],
    ),
  ),
  "504 again and again, with a key": [
    withKeys,
    [stores(answers(504)), answers(504), answers(504), answers(504)],
    unknown(4, 1, [0, 0, 0]),
  ],
  "403 after it was stored, with a key": [
    withKeys,
    [stores({ answer: "resets" }), answers(403)],
    unknown(2, 1, [0]),
  ],
  "429 after it was stored, with a key": [
    withKeys,
    [stores({ answer: "resets" }), answers(429, { "retry-after": "120" })],
    unknown(2, 1, [0]),
  ],
  "stores it and resets, with looks": [
    withLooks,
    [answers(200, {}, '{"value":[]}'), stores({ answer: "resets" })],
    created(1, [2000]),
  ],
  "resets, with looks": [
    withLooks,
    [answers(200, {}, '{"value":[]}'), { answer: "resets" }],
    unknown(1, 0, [2000, 5000, 10_000]),
  ],
}

/** How long equal connectors are kept in mind, which nobody waits for. */
const keptInMind = 60_000

/** The least chance there is. */
const least = { nextIntUnsafe: () => 0, nextDoubleUnsafe: () => 0 }

for (const [clientName, client] of Object.entries(clients)) {
  describe(`A create over ${clientName}`, () => {
    for (const [name, [settings, script, course]] of Object.entries(rows)) {
      it.effect(`is sent as the rules say where the service answers: ${name}`, () =>
        Effect.gen(function* () {
          const server = yield* FaultServer.start(script)
          const waits: Array<number> = []
          const result = yield* Effect.flatMap(ConnectorStore, (store) => store.create(seed)).pipe(
            Effect.provide(GraphConnectorStore.layer({ baseUrl: new URL(server.url), ...settings })),
            Effect.provideService(Clock.Clock, hurrying(server.silent, waits)),
            Effect.provideService(Random.Random, least),
            Effect.result,
          )
          const posts = server.seen.filter(({ method }) => method === "POST")
          assert.deepStrictEqual<Course>(
            {
              ends: Result.isSuccess(result) ? "Created" : result.failure._tag,
              posts: posts.length,
              stored: server.stored.length,
              waits: waits.filter((wait) => wait !== keptInMind),
            },
            course,
          )
          assert.strictEqual(new Set(posts.map(({ clientRequestId }) => clientRequestId)).size, 1)
          assert.strictEqual(new Set(posts.map(({ key }) => key)).size, 1)
          const key = settings === withKeys ? /^"[\da-f-]{36}"$/ : /^undefined$/
          assert.match(String(posts[0]?.key), key)
        }).pipe(Effect.provide(client)),
      )
    }
  })
}

describe("A connection that does not stand in time", () => {
  it.effect(
    "was never sent anything",
    () =>
      Effect.gen(function* () {
        // Nobody answers what begins TLS.
        const port = yield* listen(createServer((socket) => socket.on("error", () => {})))
        const failure = yield* Effect.flatMap(ConnectorStore, (store) => store.create(seed)).pipe(
          Effect.provide(GraphConnectorStore.layer({ baseUrl: new URL(`https://127.0.0.1:${port}/beta`) })),
          Effect.provideService(Clock.Clock, hurrying()),
          Effect.flip,
        )
        assert.strictEqual(failure._tag, "ConnectorStoreUnavailable")
      }).pipe(Effect.provide(NodeHttpClient.layerUndiciOptions({ connect: { timeout: 50 } }))),
    30_000,
  )
})
