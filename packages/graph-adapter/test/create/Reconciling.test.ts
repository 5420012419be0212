/** Shows how the outcome of a create is told by what is there before and after it; the service answers from memory. */
import { assert, describe, it } from "@effect/vitest"
import { ConnectorStore, type CreateResult } from "@odj/core"
import { DateTimeOffset, type DomainJoinConnector, type NewDomainJoinConnector } from "@odj/domain"
import { encodeCollection, encodeEntity } from "@odj/graph-wire"
import { Effect, Layer, Result, Schema } from "effect"
import { GraphConnectorStore } from "../../src/index.ts"
import { passing } from "../passing.ts"
import { type Responder, respond, undocumented } from "../respondingClient.ts"
import { seed, stored } from "../seed.ts"
import { form } from "../storeOver.ts"

/** What a list shows, or why it does not: `slow` has six pages, each of which takes 29 seconds. */
type Look = ReadonlyArray<DomainJoinConnector> | "fails" | "slow"

const at = (lastConnectionDateTime: string) => ({
  lastConnectionDateTime: Schema.decodeSync(DateTimeOffset)(lastConnectionDateTime),
})

const other = { ...stored, id: "other" }
const older = { ...stored, id: "older" }
const inUtc = { ...stored, ...at("2017-01-01T07:58:36.66700330Z") }

/** The id of what was created, or the failure. */
const endOf = (result: CreateResult) =>
  Result.match(result, { onSuccess: ({ id }) => id, onFailure: ({ _tag }) => _tag })

const listOf = (connectors: ReadonlyArray<DomainJoinConnector>) =>
  respond(encodeCollection({ connectors }, form))
const lost = respond("", { status: 504 })

const pageOf = (url: string) => Number(new URL(url).searchParams.get("page") ?? 0)

const slowPage: Responder = ({ url }) => {
  const page = pageOf(url)
  const next = new URL(url)
  next.searchParams.set("page", String(page + 1))
  return Effect.delay(
    Effect.sync(() => Response.json({ value: [], ...(page < 5 && { "@odata.nextLink": next.href }) })),
    "29 seconds",
  )
}

/** Creates where every create is answered with a 504, and each look finds what is given, the last one from then on. */
const createSeeing = (connector: NewDomainJoinConnector, ...looks: ReadonlyArray<Look>) => {
  let looked = 0
  const responder: Responder = (sent) => {
    if (sent.request.method === "POST") return lost(sent)
    if (pageOf(sent.url) > 0) return slowPage(sent)
    const look = looks[Math.min(looked++, looks.length - 1)] ?? []
    if (look === "fails") return respond("", { status: 403 })(sent)
    if (look === "slow") return slowPage(sent)
    if (!sent.url.includes("(")) return listOf(look)(sent)
    const found = look.find(({ id }) => sent.url.endsWith(`('${id}')`))
    return (found ? respond(encodeEntity(found, form)) : respond("", { status: 404 }))(sent)
  }
  const { sent, client } = undocumented(responder)
  const store = GraphConnectorStore.layer({ baseUrl: new URL(form.serviceRoot), reconcile: true })
  return Effect.gen(function* () {
    const create = Effect.flatMap(ConnectorStore, (store) => store.create(connector))
    const result = yield* Effect.result(passing(create)).pipe(Effect.provide(Layer.provide(store, client)))
    return {
      ends: endOf(result),
      asks: sent.map(({ request }) => request.method).join(" "),
    }
  })
}

const withId = { ...seed, id: stored.id }
const unknown = "CreateOutcomeUnknown"
const inVain = "GET POST GET GET GET"

const rows: Record<
  string,
  readonly [NewDomainJoinConnector, looks: ReadonlyArray<Look>, ends: string, asks: string]
> = {
  "is the one that was not there before": [seed, [[older], [older, stored]], stored.id, "GET POST GET"],
  "is found though it shows late": [seed, [[], [], [], [stored]], stored.id, inVain],
  "is found though its time is written otherwise": [seed, [[], [inUtc]], stored.id, "GET POST GET"],
  "is found though a look fails": [seed, [[], "fails", [stored]], stored.id, "GET POST GET GET"],
  "stays unknown where nothing shows": [seed, [[older], [older]], unknown, inVain],
  "stays unknown where what shows differs": [
    seed,
    [
      [],
      [
        { ...stored, version: "2" },
        { ...other, displayName: null },
        { ...older, ...at("2016-12-31T23:58:36Z") },
      ],
    ],
    unknown,
    inVain,
  ],
  "stays unknown where what was there before becomes equal": [
    seed,
    [[{ ...stored, state: "active" }], [stored]],
    unknown,
    inVain,
  ],
  "stays unknown where more than one shows": [seed, [[], [stored, other]], unknown, "GET POST GET"],
  "is not sent where the list can't be read": [seed, ["fails"], "ConnectorStoreRefused", "GET"],
  "is not sent where the list can't be read in 30 seconds": [
    seed,
    ["slow"],
    "ConnectorStoreUnavailable",
    "GET GET",
  ],
  "is found though a look takes longer than 30 seconds": [
    seed,
    [[], "slow", [stored]],
    stored.id,
    "GET POST GET GET GET",
  ],
  "of a given id is the connector of that id": [withId, [[], [stored]], stored.id, "GET POST GET"],
  "of a given id is not sent where that is taken": [withId, [[stored]], "ConnectorAlreadyExists", "GET"],
  "of a given id stays unknown where another has it": [
    withId,
    [[], [{ ...stored, version: "2" }]],
    unknown,
    inVain,
  ],
}

describe("A create whose outcome is unknown", () => {
  for (const [name, [connector, looks, ends, asks]] of Object.entries(rows)) {
    it.effect(name, () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* createSeeing(connector, ...looks), { ends, asks })
      }),
    )
  }
})

type Store = ConnectorStore["Service"]

/** Asks a store over a service that answers its posts with these, one after the other, and shows what they show. */
const withService = <A>(
  posts: (show: (...connectors: ReadonlyArray<DomainJoinConnector>) => void) => ReadonlyArray<Responder>,
  ask: (store: Store, asks: () => string) => Effect.Effect<A>,
) => {
  let shown: ReadonlyArray<DomainJoinConnector> = []
  const left = [
    ...posts((...connectors) => {
      shown = connectors
    }),
  ]
  const { sent, client } = undocumented((request) =>
    request.request.method === "POST" ? (left.shift() ?? lost)(request) : listOf(shown)(request),
  )
  const store = GraphConnectorStore.layer({ baseUrl: new URL(form.serviceRoot), reconcile: true })
  const asks = () => sent.map(({ request }) => request.method).join(" ")
  return passing(Effect.flatMap(ConnectorStore, (store) => ask(store, asks))).pipe(
    Effect.provide(Layer.provide(store, client)),
  )
}

/** Does something when it is asked, and answers then. */
const after =
  (deed: () => void, responder: Responder): Responder =>
  (sent) =>
    Effect.andThen(Effect.sync(deed), responder(sent))

const createdInBatch = respond(
  JSON.stringify({ responses: [{ id: "0", status: 201, body: JSON.parse(encodeEntity(other, form)) }] }),
)

const create = (store: Store) => Effect.result(store.create(seed))
const createMany = (store: Store) => store.createMany([seed])
const givenUp = (ask: (store: Store) => Effect.Effect<unknown>) => (store: Store) =>
  Effect.timeoutOption(ask(store), "1 second")
const endless: Responder = () => Effect.never

const lostBefore: Record<string, readonly [Responder, first: (store: Store) => Effect.Effect<unknown>]> = {
  "stays unknown": [lost, create],
  "is interrupted": [endless, givenUp(create)],
  "ends in a bug": [() => Effect.die("a bug"), (store) => Effect.exit(store.create(seed))],
  "of a batch stays unknown": [lost, createMany],
  "of a batch is interrupted": [endless, givenUp(createMany)],
}

const settledBefore: Record<string, readonly [Responder, first: (store: Store) => Effect.Effect<unknown>]> = {
  "is refused": [respond("", { status: 403 }), create],
  "is done": [respond(encodeEntity(other, form), { status: 201 }), create],
  "of a batch is refused": [respond("", { status: 403 }), createMany],
  "of a batch is done": [createdInBatch, createMany],
}

describe("A create whose outcome is unknown, after an equal one that", () => {
  for (const [name, [first, ask]] of Object.entries(lostBefore)) {
    it.effect(`${name}, is not taken for that one, however late it shows`, () =>
      Effect.gen(function* () {
        const result = yield* withService(
          (show) => [first, after(() => show(stored), lost)],
          (store, asks) =>
            Effect.gen(function* () {
              yield* ask(store)
              yield* Effect.sleep("5 minutes")
              const begun = asks().length
              const end = endOf(yield* create(store))
              return [end, asks().slice(begun).trim()]
            }),
        )
        assert.deepStrictEqual(result, [unknown, "GET POST"])
      }),
    )
  }

  it.effect("has shown twice, stays unknown", () =>
    Effect.gen(function* () {
      const ends = yield* withService(
        (show) => [after(() => show(stored, other), lost), after(() => show(stored, other, older), lost)],
        (store) => Effect.map(Effect.all([create(store), create(store)]), (results) => results.map(endOf)),
      )
      assert.deepStrictEqual(ends, [unknown, unknown])
    }),
  )

  for (const [name, [first, ask]] of Object.entries(settledBefore)) {
    it.effect(`${name}, is the one that shows`, () =>
      Effect.gen(function* () {
        const end = yield* withService(
          (show) => [first, after(() => show(stored), lost)],
          (store) => Effect.map(Effect.andThen(ask(store), create(store)), endOf),
        )
        assert.strictEqual(end, stored.id)
      }),
    )
  }
})

/**
 * When the batch begins and how long it takes, its response, what shows then, and how the create ends that is lost after
 * 500, and after how many looks.
 */
const beside: Record<
  string,
  readonly [
    begins: number,
    takes: number,
    Responder,
    ReadonlyArray<DomainJoinConnector>,
    end: string,
    looks: number,
  ]
> = {
  "is not the one of a batch that is done": [200, 100, createdInBatch, [other], unknown, 3],
  "is the other one where a batch is done": [200, 100, createdInBatch, [other, stored], stored.id, 1],
  "is not the one of a batch that is done while it is looked for": [
    200,
    2_500,
    createdInBatch,
    [other],
    unknown,
    0,
  ],
  "is not the one of a batch that begins while it is looked for": [
    1_000,
    5_000,
    createdInBatch,
    [other],
    unknown,
    1,
  ],
  "is looked for no more once a batch has begun": [1_000, 5_000, createdInBatch, [], unknown, 1],
  "is not the one of a batch whose outcome is unknown": [200, 100, lost, [other], unknown, 0],
}

describe("A create whose outcome is unknown, beside a batch with an equal one,", () => {
  for (const [name, [begins, takes, batch, shown, end, looks]] of Object.entries(beside)) {
    it.effect(name, () =>
      Effect.gen(function* () {
        const result = yield* withService(
          (show) => [
            (sent) => Effect.delay(lost(sent), 500),
            after(
              () => show(...shown),
              (sent) => Effect.delay(batch(sent), takes),
            ),
          ],
          (store, asks) =>
            Effect.map(
              Effect.all([create(store), Effect.delay(createMany(store), begins)], { concurrency: 2 }),
              ([created]) => [endOf(created), asks().match(/GET/g)?.length],
            ),
        )
        // One look is before the create.
        assert.deepStrictEqual(result, [end, looks + 1])
      }),
    )
  }
})
