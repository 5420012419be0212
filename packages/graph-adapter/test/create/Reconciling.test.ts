/**
 * Tests how the outcome of a create is found by the connectors before and after it; the service responds from memory.
 */
import { assert, describe, it } from "@effect/vitest"
import { ConnectorStore, type CreateResult } from "@odj/core"
import { DateTimeOffset, type DomainJoinConnector, type NewDomainJoinConnector } from "@odj/domain"
import { encodeEntity } from "@odj/graph-wire"
import { Effect, Layer, Result, Schema } from "effect"
import { GraphConnectorStore } from "../../src/index.ts"
import { passing } from "../passing.ts"
import { type Responder, respond, undocumented } from "../respondingClient.ts"
import { seed, stored } from "../seed.ts"
import { form } from "../storeOver.ts"

/** A connector that may be unreadable. */
type Row = { readonly [Name in keyof DomainJoinConnector]: string | null }

/** The connectors of a list, or how it fails: `slow` has six pages that take 29 seconds each. */
type List = ReadonlyArray<Row> | "fails" | "slow"

const at = (lastConnectionDateTime: string) => ({
  lastConnectionDateTime: Schema.decodeSync(DateTimeOffset)(lastConnectionDateTime),
})

const other = { ...stored, id: "other" }
const older = { ...stored, id: "older" }
const damaged = { ...stored, id: "damaged", version: null }
const inUtc = { ...stored, ...at("2017-01-01T07:58:36.66700330Z") }

/** The id of the new connector, or the failure. */
const endOf = (result: CreateResult) =>
  Result.match(result, { onSuccess: ({ id }) => id, onFailure: ({ _tag }) => _tag })

const listOf = (value: ReadonlyArray<Row>) => respond(JSON.stringify({ value }))
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

/**
 * Creates at a service that responds to creates with 504. Each read gets the next of the given lists, then always the
 * last.
 */
const createSeeing = (connector: NewDomainJoinConnector, ...reads: ReadonlyArray<List>) => {
  let index = 0
  const responder: Responder = (sent) => {
    if (sent.request.method === "POST") return lost(sent)
    if (pageOf(sent.url) > 0) return slowPage(sent)
    const look = reads[Math.min(index++, reads.length - 1)] ?? []
    if (look === "fails") return respond("", { status: 403 })(sent)
    if (look === "slow") return slowPage(sent)
    if (!sent.url.includes("(")) return listOf(look)(sent)
    const found = look.find(({ id }) => sent.url.endsWith(`('${id}')`))
    return (found ? respond(JSON.stringify(found)) : respond("", { status: 404 }))(sent)
  }
  const { sent, client } = undocumented(responder)
  const store = GraphConnectorStore.layer({ baseUrl: new URL(form.serviceRoot), reconcile: true })
  return Effect.gen(function* () {
    const create = Effect.flatMap(ConnectorStore, (store) => store.create(connector))
    const result = yield* Effect.result(passing(create)).pipe(Effect.provide(Layer.provide(store, client)))
    return {
      ends: endOf(result),
      requests: sent.map(({ request }) => request.method).join(" "),
    }
  })
}

const withId = { ...seed, id: stored.id }
const unknown = "CreateOutcomeUnknown"
const allReads = "GET POST GET GET GET"

const rows: Record<
  string,
  readonly [NewDomainJoinConnector, reads: ReadonlyArray<List>, ends: string, requests: string]
> = {
  "is found if it was not there before": [seed, [[older], [older, stored]], stored.id, "GET POST GET"],
  "is found though it appears late": [seed, [[], [], [], [stored]], stored.id, allReads],
  "is found though its time is written differently": [seed, [[], [inUtc]], stored.id, "GET POST GET"],
  "is found though a read fails": [seed, [[], "fails", [stored]], stored.id, "GET POST GET GET"],
  "stays unknown if nothing appears": [seed, [[older], [older]], unknown, allReads],
  "stays unknown if a different connector appears": [
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
    allReads,
  ],
  "stays unknown if an earlier connector becomes equal": [
    seed,
    [[{ ...stored, state: "active" }], [stored]],
    unknown,
    allReads,
  ],
  "stays unknown if more than one appears": [seed, [[], [stored, other]], unknown, "GET POST GET"],
  "is not sent if the list can't be read": [seed, ["fails"], "ConnectorStoreRefused", "GET"],
  "is not sent if the list can't be read in 30 seconds": [
    seed,
    ["slow"],
    "ConnectorStoreUnavailable",
    "GET GET",
  ],
  "is found though a read takes longer than 30 seconds": [
    seed,
    [[], "slow", [stored]],
    stored.id,
    "GET POST GET GET GET",
  ],
  "is found though other connectors can't be read": [
    seed,
    [
      [damaged, { ...damaged, id: null }],
      [damaged, { ...damaged, id: null }, stored],
    ],
    stored.id,
    "GET POST GET",
  ],
  "stays unknown if one appears that can't be read": [seed, [[], [damaged]], unknown, allReads],
  "stays unknown if a connector becomes equal that could not be read": [
    seed,
    [[{ ...stored, version: null }], [stored]],
    unknown,
    allReads,
  ],
  "with a given id is not sent if a connector with that id can't be read": [
    withId,
    [[{ ...stored, version: null }]],
    "ConnectorAlreadyExists",
    "GET",
  ],
  "with a given id stays unknown if the connector with that id can't be read": [
    withId,
    [[], [{ ...stored, version: null }]],
    unknown,
    allReads,
  ],
  "with a given id is the connector with that id": [withId, [[], [stored]], stored.id, "GET POST GET"],
  "with a given id is not sent if that exists": [withId, [[stored]], "ConnectorAlreadyExists", "GET"],
  "with a given id stays unknown if a different connector has it": [
    withId,
    [[], [{ ...stored, version: "2" }]],
    unknown,
    allReads,
  ],
}

describe("A create whose outcome is unknown", () => {
  for (const [name, [connector, reads, ends, requests]] of Object.entries(rows)) {
    it.effect(name, () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* createSeeing(connector, ...reads), { ends, requests })
      }),
    )
  }
})

type Store = ConnectorStore["Service"]

/** Uses a store over a service that responds to creates with these, one after the other, and lists these. */
const withService = <A>(
  posts: (show: (...connectors: ReadonlyArray<DomainJoinConnector>) => void) => ReadonlyArray<Responder>,
  use: (store: Store, requests: () => string) => Effect.Effect<A>,
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
  const requests = () => sent.map(({ request }) => request.method).join(" ")
  return passing(Effect.flatMap(ConnectorStore, (store) => use(store, requests))).pipe(
    Effect.provide(Layer.provide(store, client)),
  )
}

/** Runs an effect before the response. */
const after =
  (deed: () => void, responder: Responder): Responder =>
  (sent) =>
    Effect.andThen(Effect.sync(deed), responder(sent))

const createdInBatch = respond(
  JSON.stringify({ responses: [{ id: "0", status: 201, body: JSON.parse(encodeEntity(other, form)) }] }),
)

const create = (store: Store) => Effect.result(store.create(seed))
const createMany = (store: Store) => store.createMany([seed])
const abandoned = (use: (store: Store) => Effect.Effect<unknown>) => (store: Store) =>
  Effect.timeoutOption(use(store), "1 second")
const endless: Responder = () => Effect.never

const unknownBefore: Record<string, readonly [Responder, first: (store: Store) => Effect.Effect<unknown>]> = {
  "stays unknown": [lost, create],
  "is interrupted": [endless, abandoned(create)],
  "ends in a bug": [() => Effect.die("a bug"), (store) => Effect.exit(store.create(seed))],
  "stays unknown in a batch": [lost, createMany],
  "is interrupted in a batch": [endless, abandoned(createMany)],
}

const decidedBefore: Record<string, readonly [Responder, first: (store: Store) => Effect.Effect<unknown>]> = {
  "is refused": [respond("", { status: 403 }), create],
  succeeds: [respond(encodeEntity(other, form), { status: 201 }), create],
  "is refused in a batch": [respond("", { status: 403 }), createMany],
  "succeeds in a batch": [createdInBatch, createMany],
}

describe("A create whose outcome is unknown", () => {
  for (const [name, [first, use]] of Object.entries(unknownBefore)) {
    it.effect(
      `does not succeed with the connector of an earlier equal create that ${name}, however late that appears`,
      () =>
        Effect.gen(function* () {
          const result = yield* withService(
            (show) => [first, after(() => show(stored), lost)],
            (store, requests) =>
              Effect.gen(function* () {
                yield* use(store)
                yield* Effect.sleep("5 minutes")
                const start = requests().length
                const end = endOf(yield* create(store))
                return [end, requests().slice(start).trim()]
              }),
          )
          assert.deepStrictEqual(result, [unknown, "GET POST"])
        }),
    )
  }

  it.effect("stays unknown after an earlier equal create for which two connectors appeared", () =>
    Effect.gen(function* () {
      const ends = yield* withService(
        (show) => [after(() => show(stored, other), lost), after(() => show(stored, other, older), lost)],
        (store) => Effect.map(Effect.all([create(store), create(store)]), (results) => results.map(endOf)),
      )
      assert.deepStrictEqual(ends, [unknown, unknown])
    }),
  )

  for (const [name, [first, use]] of Object.entries(decidedBefore)) {
    it.effect(`succeeds with the connector that appears after an earlier equal create that ${name}`, () =>
      Effect.gen(function* () {
        const end = yield* withService(
          (show) => [first, after(() => show(stored), lost)],
          (store) => Effect.map(Effect.andThen(use(store), create(store)), endOf),
        )
        assert.strictEqual(end, stored.id)
      }),
    )
  }
})

/**
 * When the batch begins, how long it takes, its response, the connectors that appear then, the result of the create, and
 * the number of reads. The response to the create is lost after 500 milliseconds.
 */
const beside: Record<
  string,
  readonly [
    begins: number,
    takes: number,
    Responder,
    ReadonlyArray<DomainJoinConnector>,
    end: string,
    reads: number,
  ]
> = {
  "is not the one of a batch that succeeded": [200, 100, createdInBatch, [other], unknown, 3],
  "is the other one if a batch succeeded": [200, 100, createdInBatch, [other, stored], stored.id, 1],
  "is not the one of a batch that succeeds during the search": [
    200,
    2_500,
    createdInBatch,
    [other],
    unknown,
    0,
  ],
  "is not the one of a batch that begins during the search": [
    1_000,
    5_000,
    createdInBatch,
    [other],
    unknown,
    1,
  ],
  "is no longer searched for once a batch has start": [1_000, 5_000, createdInBatch, [], unknown, 1],
  "is not the one of a batch whose outcome is unknown": [200, 100, lost, [other], unknown, 0],
}

describe("A create whose outcome is unknown, beside a batch with an equal one,", () => {
  for (const [name, [begins, takes, batch, shown, end, reads]] of Object.entries(beside)) {
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
          (store, requests) =>
            Effect.map(
              Effect.all([create(store), Effect.delay(createMany(store), begins)], { concurrency: 2 }),
              ([created]) => [endOf(created), requests().match(/GET/g)?.length],
            ),
        )
        // One read is before the create.
        assert.deepStrictEqual(result, [end, reads + 1])
      }),
    )
  }
})
