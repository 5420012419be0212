/** Tests every row of the retry policy over sockets, as the service sees it. */
import { createServer } from "node:net"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { assert, describe, it } from "@effect/vitest"
import { ConnectorStore } from "@odj/core"
import { Clock, Effect, Random, Result } from "effect"
import { GraphConnectorStore } from "../../src/index.ts"
import * as FaultServer from "../FaultServer.ts"
import { hurrying } from "../hurrying.ts"
import { seed } from "../seed.ts"
import { clients, listen } from "../sockets.ts"

/**
 * How a create ended, how many creates and metadata requests the service got, how many connectors it stored, and the
 * waits in between.
 */
interface Course {
  readonly ends: string
  readonly posts: number
  readonly documents: number
  readonly stored: number
  readonly waits: ReadonlyArray<number>
}

/** How unknown outcomes are treated, and whether the service supports repeatable requests. */
interface Setting extends GraphConnectorStore.CreateSettings {
  readonly claims: FaultServer.Claims
}

const create: Setting = { claims: { isRepeatable: false } }
const repeatable: Setting = { claims: { isRepeatable: true } }
const lying: Setting = { claims: { isRepeatable: true, isHonoured: false } }
const reconciling: Setting = { claims: { isRepeatable: false }, reconcile: true }

type Row = readonly [setting: Setting, script: ReadonlyArray<FaultServer.Fault>, course: Course]

const responds = (status: number, headers: Record<string, string> = {}, body = ""): FaultServer.Fault => ({
  response: { status, headers, body },
})
const stores = (fault: FaultServer.Fault): FaultServer.Fault => ({ ...fault, isProcessed: true })
const throttled = JSON.stringify({ error: { code: "TooManyRequests", message: "Too many requests." } })

const inProgress = JSON.stringify({ error: { code: "RequestInProgress", message: "Still busy." } })

const created = (posts: number, waits: ReadonlyArray<number>, documents = 0): Course => ({
  ends: "Created",
  posts,
  documents,
  stored: 1,
  waits,
})
const unknown = (
  posts: number,
  stored: number,
  waits: ReadonlyArray<number> = [],
  documents = 1,
): Course => ({
  ends: "CreateOutcomeUnknown",
  posts,
  documents,
  stored,
  waits,
})
const failed = (ends: string, posts: number, waits: ReadonlyArray<number> = []): Course => ({
  ends,
  posts,
  documents: 0,
  stored: 0,
  waits,
})
/** A service that supports repeatable requests but fails to return its metadata document. */
const undocumented = (instead: FaultServer.Fault): Setting => ({ claims: { isRepeatable: true, instead } })

/** The random numbers are 0, so that every wait is the shortest. The time is 2026-07-31 12:00. */
const rows: Record<string, Row> = {
  "201": [create, [], created(1, [])],
  "429": [create, [responds(429)], created(2, [1000])],
  "429 repeatedly": [
    create,
    [responds(429), responds(429), responds(429), responds(429)],
    failed("ConnectorStoreThrottled", 4, [1000, 2000, 4000]),
  ],
  "429, in 2 seconds": [create, [responds(429, { "retry-after": "2" })], created(2, [2000])],
  "429, in 2.128 seconds": [create, [responds(429, { "retry-after": "2.128" })], created(2, [2128])],
  "429, at a time": [
    create,
    [responds(429, { "retry-after": "Fri, 31 Jul 2026 12:00:05 GMT" })],
    created(2, [5000]),
  ],
  "429, at a time in the obsolete format": [
    create,
    [responds(429, { "retry-after": "Friday, 31-Jul-26 12:00:05 GMT" })],
    created(2, [5000]),
  ],
  "429, at a time in C's format": [
    create,
    [responds(429, { "retry-after": "Fri Jul 31 12:00:05 2026" })],
    created(2, [5000]),
  ],
  "429, at an invalid time": [create, [responds(429, { "retry-after": "soon" })], created(2, [1000])],
  "429, too late": [create, [responds(429, { "retry-after": "120" })], failed("ConnectorStoreThrottled", 1)],
  "429, too late in total": [
    create,
    [responds(429, { "retry-after": "70" }), responds(429, { "retry-after": "50" })],
    failed("ConnectorStoreThrottled", 2, [70_000]),
  ],
  "503, in a second": [create, [responds(503, { "retry-after": "1" })], created(2, [1000])],
  "503, too many requests": [create, [responds(503, {}, throttled)], created(2, [1000])],
  "403": [create, [responds(403)], failed("ConnectorStoreRefused", 1)],
  "507": [create, [responds(507)], failed("ConnectorStoreFull", 1)],
  "409, in progress, in a second": [
    create,
    [responds(409, { "retry-after": "1" }, inProgress), responds(409, {}, inProgress)],
    created(3, [1000, 0]),
  ],
  "409, in progress, after a lost response": [
    repeatable,
    [stores({ response: "resets" }), responds(409, { "retry-after": "1" }, inProgress)],
    created(3, [0, 1000], 1),
  ],
  "409, in progress, repeatedly": [
    create,
    [1, 2, 3, 4].map(() => responds(409, {}, inProgress)),
    unknown(4, 0, [0, 0, 0], 0),
  ],
  "307": [create, [responds(307, { location: "/elsewhere" })], failed("ConnectorStoreUnavailable", 1)],
  ...Object.fromEntries(
    [408, 500, 502, 503, 504].flatMap(
      (status): ReadonlyArray<readonly [string, Row]> => [
        [`${status}`, [create, [responds(status)], unknown(1, 0)]],
        [`${status} after storing it`, [create, [stores(responds(status))], unknown(1, 1)]],
        [
          `${status} after storing it, with repeatable requests`,
          [repeatable, [stores(responds(status))], created(2, [0], 1)],
        ],
      ],
    ),
  ),
  ...Object.fromEntries(
    (
      ["resets", "closes", "breaks off within the body", "sends a wrong length", "is silent"] as const
    ).flatMap(
      (response): ReadonlyArray<readonly [string, Row]> => [
        [response, [create, [{ response }], unknown(1, 0)]],
        [`stores it and ${response}`, [create, [stores({ response })], unknown(1, 1)]],
        [
          `stores it and ${response}, with repeatable requests`,
          [repeatable, [stores({ response })], created(2, [0], 1)],
        ],
        [
          `stores it and ${response}, with repeatable requests but a document that fails`,
          [undocumented(responds(500)), [stores({ response })], unknown(1, 1, [0, 0, 0], 4)],
        ],
      ],
    ),
  ),
  "201, with repeatable requests": [repeatable, [], created(1, [])],
  "504 repeatedly, with repeatable requests": [
    repeatable,
    [stores(responds(504)), responds(504), responds(504), responds(504)],
    unknown(4, 1, [0, 0, 0]),
  ],
  "stores it and resets, without a metadata document": [
    undocumented(responds(404)),
    [stores({ response: "resets" })],
    unknown(1, 1),
  ],
  "stores it and resets, and refuses the metadata document": [
    undocumented(responds(403)),
    [stores({ response: "resets" })],
    unknown(1, 1),
  ],
  "stores it and resets, and resets for the metadata document": [
    undocumented({ response: "resets" }),
    [stores({ response: "resets" })],
    unknown(1, 1, [0, 0, 0], 4),
  ],
  "stores it and resets, and only pretends to support repeatable requests": [
    lying,
    [stores({ response: "resets" })],
    { ...created(2, [0], 1), stored: 2 },
  ],
  "403 after a lost response, with repeatable requests": [
    repeatable,
    [stores({ response: "resets" }), responds(403)],
    unknown(2, 1, [0]),
  ],
  "429 after a lost response, with repeatable requests": [
    repeatable,
    [stores({ response: "resets" }), responds(429, { "retry-after": "120" })],
    unknown(2, 1, [0]),
  ],
  "stores it and resets, with reconciling": [
    reconciling,
    [responds(200, {}, '{"value":[]}'), stores({ response: "resets" })],
    created(1, [2000], 1),
  ],
  "resets, with reconciling": [
    reconciling,
    [responds(200, {}, '{"value":[]}'), { response: "resets" }],
    unknown(1, 0, [2000, 5000, 10_000]),
  ],
}

/** How long equal creates are remembered, which is not a wait before a retry. */
const remembered = 60_000

/** Random numbers that are always 0. */
const zeros = { nextIntUnsafe: () => 0, nextDoubleUnsafe: () => 0 }

for (const [clientName, client] of Object.entries(clients)) {
  describe(`A create over ${clientName}`, () => {
    for (const [name, [{ claims, ...settings }, script, course]] of Object.entries(rows)) {
      it.effect(`is retried by the policy if the service does this: ${name}`, () =>
        Effect.gen(function* () {
          const server = yield* FaultServer.start(script, claims)
          const waits: Array<number> = []
          const result = yield* Effect.flatMap(ConnectorStore, (store) => store.create(seed)).pipe(
            Effect.provide(GraphConnectorStore.layer({ baseUrl: new URL(server.url), ...settings })),
            Effect.provideService(Clock.Clock, hurrying(server.silent, waits)),
            Effect.provideService(Random.Random, zeros),
            Effect.result,
          )
          const posts = server.seen.filter(({ method }) => method === "POST")
          assert.deepStrictEqual<Course>(
            {
              ends: Result.isSuccess(result) ? "Created" : result.failure._tag,
              posts: posts.length,
              documents: server.seen.filter(({ isMetadata }) => isMetadata).length,
              stored: server.stored.length,
              waits: waits.filter((wait) => wait !== remembered),
            },
            course,
          )
          assert.strictEqual(new Set(posts.map(({ clientRequestId }) => clientRequestId)).size, 1)
          assert.strictEqual(new Set(posts.map(({ key }) => key)).size, 1)
          assert.match(String(posts[0]?.key), /^[\da-f-]{36}$/)
        }).pipe(Effect.provide(client)),
      )
    }
  })
}

describe("A connection that times out", () => {
  it.effect("means that nothing was sent", () =>
    Effect.gen(function* () {
      // The server never completes the TLS handshake.
      const port = yield* listen(createServer((socket) => socket.on("error", () => {})))
      const failure = yield* Effect.flatMap(ConnectorStore, (store) => store.create(seed)).pipe(
        Effect.provide(GraphConnectorStore.layer({ baseUrl: new URL(`https://127.0.0.1:${port}/beta`) })),
        Effect.provideService(Clock.Clock, hurrying()),
        Effect.flip,
      )
      assert.strictEqual(failure._tag, "ConnectorStoreUnavailable")
    }).pipe(Effect.provide(NodeHttpClient.layerUndiciOptions({ connect: { timeout: 50 } }))),
  )
})
