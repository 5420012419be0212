/** Shows every row of the rules for sending again, over sockets, as the service sees it. */
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
 * How a create ended, what the service saw of it and has of it, how often it was asked whether it knows a create again,
 * and how long was waited in between.
 */
interface Course {
  readonly ends: string
  readonly posts: number
  readonly questions: number
  readonly stored: number
  readonly waits: ReadonlyArray<number>
}

/** What is done about unknown outcomes, and what the service says of creates that it has carried out already. */
interface Setting extends GraphConnectorStore.CreateSettings {
  readonly claims: FaultServer.Claims
}

const create: Setting = { claims: { isRepeatable: false } }
const repeatable: Setting = { claims: { isRepeatable: true } }
const lying: Setting = { claims: { isRepeatable: true, isHonoured: false } }
const withLooks: Setting = { claims: { isRepeatable: false }, reconcile: true }

type Row = readonly [setting: Setting, script: ReadonlyArray<FaultServer.Fault>, course: Course]

const answers = (status: number, headers: Record<string, string> = {}, body = ""): FaultServer.Fault => ({
  answer: { status, headers, body },
})
const stores = (fault: FaultServer.Fault): FaultServer.Fault => ({ ...fault, isCarriedOut: true })
const throttled = JSON.stringify({ error: { code: "TooManyRequests", message: "Too many requests." } })

const inProgress = JSON.stringify({ error: { code: "RequestInProgress", message: "Still busy." } })

const created = (posts: number, waits: ReadonlyArray<number>, questions = 0): Course => ({
  ends: "Created",
  posts,
  questions,
  stored: 1,
  waits,
})
const unknown = (
  posts: number,
  stored: number,
  waits: ReadonlyArray<number> = [],
  questions = 1,
): Course => ({
  ends: "CreateOutcomeUnknown",
  posts,
  questions,
  stored,
  waits,
})
const failed = (ends: string, posts: number, waits: ReadonlyArray<number> = []): Course => ({
  ends,
  posts,
  questions: 0,
  stored: 0,
  waits,
})
/** A service of which it can't be learnt whether it knows a create again: it has said so, if it could be heard. */
const unheard = (instead: FaultServer.Fault): Setting => ({ claims: { isRepeatable: true, instead } })

/** With the least of every wait that there may be: chance is 0. The time is 2026-07-31, 12 o'clock. */
const rows: Record<string, Row> = {
  "is done": [create, [], created(1, [])],
  "429": [create, [answers(429)], created(2, [1000])],
  "429 again and again": [
    create,
    [answers(429), answers(429), answers(429), answers(429)],
    failed("ConnectorStoreThrottled", 4, [1000, 2000, 4000]),
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
  "429, too late": [create, [answers(429, { "retry-after": "120" })], failed("ConnectorStoreThrottled", 1)],
  "429, too late together": [
    create,
    [answers(429, { "retry-after": "70" }), answers(429, { "retry-after": "50" })],
    failed("ConnectorStoreThrottled", 2, [70_000]),
  ],
  "503, in a second": [create, [answers(503, { "retry-after": "1" })], created(2, [1000])],
  "503, too many requests": [create, [answers(503, {}, throttled)], created(2, [1000])],
  "403": [create, [answers(403)], failed("ConnectorStoreRefused", 1)],
  "507": [create, [answers(507)], failed("ConnectorStoreFull", 1)],
  "409, in progress, in a second": [
    create,
    [answers(409, { "retry-after": "1" }, inProgress), answers(409, {}, inProgress)],
    created(3, [1000, 0]),
  ],
  "409, in progress, after it was lost": [
    repeatable,
    [stores({ answer: "resets" }), answers(409, { "retry-after": "1" }, inProgress)],
    created(3, [0, 1000], 1),
  ],
  "409, in progress, again and again": [
    create,
    [1, 2, 3, 4].map(() => answers(409, {}, inProgress)),
    unknown(4, 0, [0, 0, 0], 0),
  ],
  "307": [create, [answers(307, { location: "/elsewhere" })], unknown(1, 0, [], 0)],
  ...Object.fromEntries(
    [408, 500, 502, 503, 504].flatMap(
      (status): ReadonlyArray<readonly [string, Row]> => [
        [`${status}`, [create, [answers(status)], unknown(1, 0)]],
        [`${status}, though it was stored`, [create, [stores(answers(status))], unknown(1, 1)]],
        [
          `${status}, though it was stored, and would know it again`,
          [repeatable, [stores(answers(status))], created(2, [0], 1)],
        ],
      ],
    ),
  ),
  ...Object.fromEntries(
    (["resets", "closes", "breaks off within the body", "says a wrong length", "is silent"] as const).flatMap(
      (answer): ReadonlyArray<readonly [string, Row]> => [
        [answer, [create, [{ answer }], unknown(1, 0)]],
        [`stores it and ${answer}`, [create, [stores({ answer })], unknown(1, 1)]],
        [
          `stores it and ${answer}, and would know it again`,
          [repeatable, [stores({ answer })], created(2, [0], 1)],
        ],
        [
          `stores it and ${answer}, and would know it again, which can't be learnt since it breaks`,
          [unheard(answers(500)), [stores({ answer })], unknown(1, 1, [0, 0, 0], 4)],
        ],
      ],
    ),
  ),
  "is done, and says that it would know it again": [repeatable, [], created(1, [])],
  "504 again and again, though it would know it again": [
    repeatable,
    [stores(answers(504)), answers(504), answers(504), answers(504)],
    unknown(4, 1, [0, 0, 0]),
  ],
  "resets after it has stored it, and has no metadata document": [
    unheard(answers(404)),
    [stores({ answer: "resets" })],
    unknown(1, 1),
  ],
  "resets after it has stored it, and tells nobody of metadata": [
    unheard(answers(403)),
    [stores({ answer: "resets" })],
    unknown(1, 1),
  ],
  "resets after it has stored it, and then at once": [
    unheard({ answer: "resets" }),
    [stores({ answer: "resets" })],
    unknown(1, 1, [0, 0, 0], 4),
  ],
  "resets after it has stored it, and says wrongly that it would know it again": [
    lying,
    [stores({ answer: "resets" })],
    { ...created(2, [0], 1), stored: 2 },
  ],
  "403 after it was stored, though it would know it again": [
    repeatable,
    [stores({ answer: "resets" }), answers(403)],
    unknown(2, 1, [0]),
  ],
  "429 after it was stored, though it would know it again": [
    repeatable,
    [stores({ answer: "resets" }), answers(429, { "retry-after": "120" })],
    unknown(2, 1, [0]),
  ],
  "stores it and resets, with looks": [
    withLooks,
    [answers(200, {}, '{"value":[]}'), stores({ answer: "resets" })],
    created(1, [2000], 1),
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
    for (const [name, [{ claims, ...settings }, script, course]] of Object.entries(rows)) {
      it.effect(`is sent as the rules say where the service answers: ${name}`, () =>
        Effect.gen(function* () {
          const server = yield* FaultServer.start(script, claims)
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
              questions: server.seen.filter(({ isQuestion }) => isQuestion).length,
              stored: server.stored.length,
              waits: waits.filter((wait) => wait !== keptInMind),
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

describe("A connection that does not stand in time", () => {
  it.effect("was never sent anything", () =>
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
  )
})
