/**
 * The responses of the endpoint, by operation, without a socket.
 *
 * This file is long for the number of cases: five operations with their headers and options, batches, permissions,
 * tenants and every failure.
 */
import { assert, describe, it } from "@effect/vitest"
import {
  type ConnectorQuery,
  ConnectorStore,
  ConnectorStoreFull,
  ConnectorStoreRefused,
  ConnectorStoreThrottled,
  ConnectorStoreUnavailable,
  ConnectorsUnreadable,
  type CreateFailure,
  CreateInProgress,
  CreateOutcomeUnknown,
  IdempotencyKeyReused,
  synchronous,
} from "@odj/core"
import { NewDomainJoinConnector, propertyNames } from "@odj/domain"
import { MemoryConnectorStore } from "@odj/memory-adapter"
import { Duration, Effect, Exit, Logger } from "effect"
import { TestClock } from "effect/testing"
import type { HttpResponse } from "../../src/http/HttpMessage.ts"
import { collection, endpoint, errorOf, jsonOf, type Parts, seed } from "../endpoint.ts"

const guid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/

const root = "http://localhost:8365/beta"
const context = `${root}/$metadata#deviceManagement/domainJoinConnectors`

const post = (properties: object = {}): Parts => ({ body: { ...seed, ...properties } })
/** The headers of a repeatable create, first sent at the start of the test clock. */
const repeatability = {
  "repeatability-request-id": "1",
  "repeatability-first-sent": "Thu, 01 Jan 1970 00:00:00 GMT",
}

const get = (target: string): Parts => ({ method: "GET", target })
const entity = (id: string) => `${collection}/${id}`
const patch = (id: string, body: unknown): Parts => ({ method: "PATCH", target: entity(id), body })
const remove = (id: string): Parts => ({ method: "DELETE", target: entity(id) })

/** An endpoint with connectors with these ids. */
const endpointWith = (...ids: ReadonlyArray<string>) =>
  Effect.tap(endpoint(), (send) => Effect.forEach(ids, (id) => send(post({ id }))))

type StoreFailure = Exclude<CreateFailure, { _tag: "ConnectorAlreadyExists" }>

/** The failures that only a create has. */
const ofCreates = ["CreateOutcomeUnknown", "IdempotencyKeyReused", "CreateInProgress"] as const

/** An endpoint whose store always fails. */
const failingEndpoint = (failure: Effect.Effect<never, StoreFailure>) => {
  const other = Effect.catchTag(failure, ofCreates, Effect.die)
  return endpoint(
    Effect.succeed(
      ConnectorStore.of({
        create: () => failure,
        createMany: (connectors) => Effect.forEach(connectors, () => Effect.result(failure)),
        get: () => other,
        list: () => other,
        update: () => other,
        delete: () => other,
      }),
    ),
  )
}

describe("POST", () => {
  for (const target of [
    collection,
    "/deviceManagement/domainJoinConnectors",
    "http://localhost:8365/beta/deviceManagement/domainJoinConnectors",
  ]) {
    it.effect(`creates the reference's example at ${target}`, () =>
      Effect.gen(function* () {
        const send = yield* endpoint()
        const response = yield* send({ ...post(), target })
        const { id, ...created } = jsonOf(response)
        assert.strictEqual(response.status, 201)
        assert.match(id, guid)
        assert.deepStrictEqual(created, { "@odata.context": `${context}/$entity`, ...seed })
        assert.strictEqual(
          response.headers.Location,
          `${root}/deviceManagement/domainJoinConnectors('${id}')`,
        )
        assert.strictEqual(response.headers["OData-Version"], "4.0")
        assert.match(response.headers["Content-Type"] ?? "", /^application\/json;odata\.metadata=minimal;/)
      }).pipe(Effect.scoped),
    )
  }

  it.effect.prop(
    "returns every connector unchanged",
    [NewDomainJoinConnector],
    ([connector]) =>
      Effect.gen(function* () {
        const send = yield* endpoint()
        const response = yield* send({ body: connector })
        const { "@odata.context": _, "@odata.type": type, id, ...properties } = jsonOf(response)
        assert.strictEqual(response.status, 201)
        assert.strictEqual(type, seed["@odata.type"])
        assert.deepStrictEqual({ ...properties, id: connector.id ?? id }, { ...connector, id })
      }).pipe(Effect.scoped),
    { arbitrary: { size: 50 } },
  )

  it.effect("leaves out a Location that is too long for clients, and then returns the connector", () =>
    Effect.gen(function* () {
      const send = yield* endpoint()
      const short = yield* send(post({ id: "€".repeat(100) }))
      const long = yield* send(post({ id: "€".repeat(2_000) }))
      const minimal = yield* send({
        ...post({ id: "$".repeat(9_000) }),
        headers: { prefer: "return=minimal" },
      })
      assert.include(short.headers.Location, "%E2%82%AC")
      assert.strictEqual(long.status, 201)
      assert.notProperty(long.headers, "Location")
      assert.strictEqual(minimal.status, 201)
      assert.notProperty(minimal.headers, "Preference-Applied")
    }).pipe(Effect.scoped),
  )

  it.effect("responds with 409 to an id that exists", () =>
    Effect.gen(function* () {
      const send = yield* endpointWith("taken")
      const response = yield* send(post({ id: "taken" }))
      assert.strictEqual(response.status, 409)
      assert.strictEqual(errorOf(response).message, "A connector with the id 'taken' already exists.")
    }).pipe(Effect.scoped),
  )

  it.effect("names every problem in the message and in details", () =>
    Effect.gen(function* () {
      const send = yield* endpoint()
      const response = yield* send(post({ state: "paused", version: null, machineName: "x" }))
      const error = errorOf(response)
      assert.strictEqual(response.status, 400)
      assert.strictEqual(error.code, "ModelValidationFailure")
      assert.deepStrictEqual(
        error.details.map(({ target }: { target: string }) => target),
        ["machineName", "state", "version"],
      )
      for (const { target, message } of error.details) assert.include(error.message, `${target}: ${message}.`)
      assert.notInclude(errorOf(yield* send(get(`${collection}?$select=x`))).message, "..")
    }).pipe(Effect.scoped),
  )

  it.effect("responds without a body to Prefer: return=minimal", () =>
    Effect.gen(function* () {
      const send = yield* endpoint()
      const response = yield* send({ ...post({ id: "7" }), headers: { prefer: "return=minimal" } })
      const address = `${root}/deviceManagement/domainJoinConnectors('7')`
      assert.strictEqual(response.status, 204)
      assert.isUndefined(response.body)
      assert.strictEqual(response.headers.Location, address)
      assert.strictEqual(response.headers["OData-EntityId"], address)
      assert.strictEqual(response.headers["Preference-Applied"], "return=minimal")
      assert.include(response.headers.Vary, "Prefer")
      const whole = yield* send({ ...post(), headers: { prefer: "return=representation" } })
      assert.strictEqual(whole.status, 201)
      assert.strictEqual(whole.headers["Preference-Applied"], "return=representation")
    }).pipe(Effect.scoped),
  )

  it.effect("applies the metadata level that the client accepts", () =>
    Effect.gen(function* () {
      const send = yield* endpoint()
      const accepting = (accept: string) => ({ ...post(), headers: { accept } })
      const none = yield* send(accepting("application/json;odata.metadata=none"))
      const full = yield* send(accepting("application/json;odata.metadata=full"))
      assert.deepStrictEqual<ReadonlyArray<string>>(Object.keys(jsonOf(none)), propertyNames)
      assert.match(none.headers["Content-Type"] ?? "", /odata\.metadata=none/)
      assert.property(jsonOf(full), "@odata.editLink")
      assert.strictEqual((yield* send(accepting("text/html"))).status, 406)
      const selected = yield* send({ ...post(), target: `${collection}?$select=state` })
      assert.deepStrictEqual(jsonOf(selected)["@odata.context"], `${context}(state)/$entity`)
    }).pipe(Effect.scoped),
  )

  it.effect("creates nothing if it can't respond in an accepted form", () =>
    Effect.gen(function* () {
      const send = yield* endpoint()
      yield* send({ ...post(), headers: { accept: "text/html" } })
      yield* send({ ...post(), target: `${collection}?$select=colour` })
      assert.strictEqual((yield* send(get(`${collection}/$count`))).body, "0")
    }).pipe(Effect.scoped),
  )
})

describe("GET of one", () => {
  for (const target of [
    entity("it's"),
    `${collection}('it''s')`,
    "/deviceManagement/domainJoinConnectors/it's",
  ]) {
    it.effect(`returns the connector at ${target}`, () =>
      Effect.gen(function* () {
        const send = yield* endpointWith("it's")
        const response = yield* send(get(target))
        assert.strictEqual(response.status, 200)
        assert.deepStrictEqual(jsonOf(response), {
          "@odata.context": `${context}/$entity`,
          ...seed,
          id: "it's",
        })
      }).pipe(Effect.scoped),
    )
  }

  it.effect("responds with 404 and Intune's message to an id that no connector has or can have", () =>
    Effect.gen(function* () {
      const send = yield* endpoint()
      for (const id of ["7", "%00", "$metadata"]) {
        const response = yield* send(get(entity(id)))
        const { code, message } = errorOf(response)
        assert.strictEqual(response.status, 404)
        assert.strictEqual(code, "ResourceNotFound")
        const inner = JSON.parse(message)
        assert.strictEqual(inner._version, 3)
        assert.include(inner.Message, `Activity ID: ${response.headers["request-id"]}`)
      }
    }).pipe(Effect.scoped),
  )

  it.effect("returns the selected properties, and refuses the options of a list", () =>
    Effect.gen(function* () {
      const send = yield* endpointWith("7")
      const selected = yield* send(get(`${entity("7")}?$select=displayName,state`))
      assert.deepStrictEqual(jsonOf(selected), {
        "@odata.context": `${context}(displayName,state)/$entity`,
        "@odata.type": seed["@odata.type"],
        displayName: seed.displayName,
        state: seed.state,
      })
      const refused = yield* send(get(`${entity("7")}?$top=1&$filter=true`))
      assert.strictEqual(refused.status, 400)
      assert.include(errorOf(refused).message, "top")
      assert.include(errorOf(refused).message, "filter")
    }).pipe(Effect.scoped),
  )
})

describe("GET of the collection", () => {
  const ids = (response: { body?: string | undefined }): ReadonlyArray<string> =>
    JSON.parse(response.body ?? "").value.map(({ id }: { id: string }) => id)

  const pathOf = (url: string) => url.slice("http://localhost:8365".length)

  it.effect("returns every connector", () =>
    Effect.gen(function* () {
      const send = yield* endpointWith("1", "2")
      const response = yield* send(get(collection))
      assert.strictEqual(response.status, 200)
      assert.deepStrictEqual(jsonOf(response), {
        "@odata.context": context,
        value: [
          { ...seed, id: "1" },
          { ...seed, id: "2" },
        ],
      })
    }).pipe(Effect.scoped),
  )

  it.effect("returns an empty list if there are no connectors", () =>
    Effect.gen(function* () {
      const send = yield* endpoint()
      assert.deepStrictEqual(jsonOf(yield* send(get(collection))), { "@odata.context": context, value: [] })
    }).pipe(Effect.scoped),
  )

  it.effect("links each page to the next, with the other options", () =>
    Effect.gen(function* () {
      const send = yield* endpointWith("1", "2", "3", "4", "5", "6")
      const query = "$filter=id ne '3'&$orderby=id desc&$select=id&$count=true&$skip=1&$top=2"
      const first = yield* send(get(`${collection}?${encodeURI(query)}`))
      const link: string = jsonOf(first)["@odata.nextLink"]
      const second = yield* send(get(pathOf(link)))
      assert.deepStrictEqual(
        [ids(first), ids(second)],
        [
          ["5", "4"],
          ["2", "1"],
        ],
      )
      assert.strictEqual(jsonOf(first)["@odata.count"], 5)
      assert.strictEqual(jsonOf(second)["@odata.count"], 5)
      assert.strictEqual(jsonOf(second)["@odata.context"], `${context}(id)`)
      assert.notProperty(jsonOf(second), "@odata.nextLink")
      assert.isTrue(link.startsWith(`${root}/deviceManagement/domainJoinConnectors?`))
    }).pipe(Effect.scoped),
  )

  it.effect("has one time for all pages of a filter with now", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.UTC(2016, 11, 31, 23, 58, 36, 667))
      const send = yield* endpointWith("1", "2", "3")
      const filter = "lastConnectionDateTime lt now() or year(@t) eq 2016"
      const query = `$filter=${encodeURIComponent(filter)}&@t=now()&$top=2`
      const link: string = jsonOf(yield* send(get(`${collection}?${query}`)))["@odata.nextLink"]
      const written = "lastConnectionDateTime lt 2016-12-31T23:58:36.667Z or 2016 eq 2016"
      assert.include(decodeURIComponent(link), written)
      yield* TestClock.adjust("400 days")
      const second = yield* send(get(pathOf(link)))
      assert.deepStrictEqual(ids(second), ["3"])
      const count = yield* send(
        get(`${collection}/$count?$filter=lastConnectionDateTime lt now()`.replaceAll(" ", "%20")),
      )
      assert.strictEqual(String(count.body), "3")
    }).pipe(Effect.scoped),
  )

  it.effect("writes links to next pages that are hardly longer than the request's own URL", () =>
    Effect.gen(function* () {
      const send = yield* endpointWith("1", "2")
      const conditions = Array.from({ length: 10 }, () => "displayName ne @p").join(" and ")
      for (const query of [
        `@p='${"%E4%B8%AD".repeat(700)}'&$filter=${encodeURIComponent(conditions)}`,
        `$filter=displayName+ne+'${"+".repeat(7_900)}'`,
        `$filter=not(state+in+(${Array.from({ length: 1_800 }, () => "'2'").join(",")}))`,
      ]) {
        const target = `${collection}?$skip=0&${query}&top=1`
        const link = pathOf(jsonOf(yield* send(get(target)))["@odata.nextLink"])
        assert.isAtMost(link.length, target.length + 50)
        assert.deepStrictEqual(ids(yield* send(get(link))), ["2"])
      }
    }).pipe(Effect.scoped),
  )

  it.effect("writes links below /beta, whatever address the client used", () =>
    Effect.gen(function* () {
      const send = yield* endpointWith("1", "2")
      for (const target of [
        "/deviceManagement/domainJoinConnectors",
        "/BETA/deviceManagement/domainJoinConnectors",
        `${collection}/`,
        `${collection}/microsoft.graph.deviceManagementDomainJoinConnector`,
      ]) {
        const page = jsonOf(yield* send(get(`${target}?$top=1`)))
        const link: string = page["@odata.nextLink"]
        assert.isTrue(pathOf(link).startsWith(`${collection}?`), link)
        assert.match(page["@odata.context"], /\/beta\/\$metadata#deviceManagement\/domainJoinConnectors$/)
        assert.deepStrictEqual(ids(yield* send(get(pathOf(link)))), ["2"])
      }
    }).pipe(Effect.scoped),
  )

  it.effect("loses and repeats no connector while others are created and deleted", () =>
    Effect.gen(function* () {
      const send = yield* endpointWith("1", "2", "3", "4")
      const first = yield* send(get(`${collection}?$top=2&$orderby=id`))
      yield* send(remove("2"))
      yield* send(remove("3"))
      yield* send(post({ id: "0" }))
      yield* send(post({ id: "5" }))
      const second = yield* send(get(pathOf(jsonOf(first)["@odata.nextLink"])))
      assert.deepStrictEqual(
        [ids(first), ids(second)],
        [
          ["1", "2"],
          ["4", "5"],
        ],
      )
    }).pipe(Effect.scoped),
  )

  it.effect("has pages of 100, or of $top or Prefer, and of at most 1000", () =>
    Effect.gen(function* () {
      const send = yield* endpointWith(...Array.from({ length: 1_010 }, (_, index) => String(index)))
      const sizeOf = (target: string, prefer?: string) =>
        Effect.map(send({ ...get(target), headers: { prefer } }), (response) => ids(response).length)
      assert.strictEqual(yield* sizeOf(collection), 100)
      assert.strictEqual(yield* sizeOf(`${collection}?$top=7`), 7)
      assert.strictEqual(yield* sizeOf(`${collection}?$top=5000`), 1_000)
      assert.strictEqual(yield* sizeOf(`${collection}?$top=0`), 0)
      assert.strictEqual(yield* sizeOf(collection, "odata.maxpagesize=7"), 7)
      assert.strictEqual(yield* sizeOf(`${collection}?$top=9`, "odata.maxpagesize=7"), 7)
    }).pipe(Effect.scoped),
  )

  it.effect("returns a connector that exceeds the length of a page", () =>
    Effect.gen(function* () {
      const send = yield* endpoint()
      for (const id of ["1", "2"]) yield* send(post({ id, version: "x".repeat(2 * 1_024 * 1_024) }))
      assert.deepStrictEqual(ids(yield* send(get(collection))), ["1"])
    }).pipe(Effect.scoped),
  )

  it.effect("returns smaller pages if they would be too long, and loses no connector", () =>
    Effect.gen(function* () {
      const send = yield* endpoint()
      const names = Array.from({ length: 60 }, (_, index) => String(index))
      for (const id of names) yield* send(post({ id, version: "x".repeat(60_000) }))
      const found: Array<string> = []
      let target: string | undefined = `${collection}?$top=60`
      let pages = 0
      while (target !== undefined) {
        const response: HttpResponse = yield* send(get(target))
        assert.isBelow(response.body?.length ?? 0, 4 * 1_024 * 1_024)
        found.push(...ids(response))
        const link: string | undefined = jsonOf(response)["@odata.nextLink"]
        target = link === undefined ? undefined : pathOf(link)
        pages++
      }
      assert.deepStrictEqual(found, names)
      assert.isAbove(pages, 1)
    }).pipe(Effect.scoped),
  )

  it.effect("counts with and without a filter", () =>
    Effect.gen(function* () {
      const send = yield* endpointWith("1", "2", "3")
      const all = yield* send(get(`${collection}/$count`))
      const some = yield* send(get(`${collection}/$count?$filter=${encodeURIComponent("id gt '1'")}`))
      assert.deepStrictEqual([all.status, all.body, all.headers["Content-Type"]], [200, "3", "text/plain"])
      assert.strictEqual(some.body, "2")
      const asJson = yield* send({ ...get(`${collection}/$count`), headers: { accept: "application/json" } })
      assert.strictEqual(asJson.body, "3")
      assert.strictEqual(
        (yield* send({ ...get(`${collection}/$count`), headers: { accept: "text/html" } })).status,
        406,
      )
    }).pipe(Effect.scoped),
  )

  it.effect("names every invalid query option", () =>
    Effect.gen(function* () {
      const send = yield* endpoint()
      const response = yield* send(
        get(`${collection}?$expand=x&$search=y&$filter=colour eq 1&$top=-1&foo=bar`),
      )
      const { code, details } = errorOf(response)
      assert.strictEqual(response.status, 400)
      assert.strictEqual(code, "BadRequest")
      assert.deepStrictEqual(
        [...new Set(details.map(({ target }: { target: string }) => target))],
        ["$expand", "$search", "$filter", "$top", "foo"],
      )
      for (const query of ["$skiptoken=x", "$skiptoken="]) {
        assert.strictEqual((yield* send(get(`${collection}?${query}`))).status, 400, query)
      }
    }).pipe(Effect.scoped),
  )
})

describe("A stored connector that is invalid", () => {
  const unreadable = {
    id: "hq-2",
    problems: [{ path: ["version"], message: "Must be a string, not null" }],
    properties: { id: "hq-2", version: null },
  }

  /** An endpoint with the connectors hq-1 and hq-3, and with hq-2, which can't be read; and what it logs. */
  const damaged = Effect.gen(function* () {
    const logged: Array<string> = []
    const logger = Logger.make(({ message }) => void logged.push(String(message)))
    const failing = new ConnectorsUnreadable({ connectors: [unreadable] })
    const store = yield* MemoryConnectorStore.make
    const make = Effect.succeed({
      ...store,
      get: (id: string) => (id === "hq-2" ? failing : store.get(id)),
      list: (query: ConnectorQuery) =>
        Effect.map(store.list(query), (page) =>
          query.limit > 0 ? { ...page, unreadable: [unreadable] } : page,
        ),
    })
    const send = yield* endpoint(make)
    for (const id of ["hq-1", "hq-3"]) yield* send(post({ id }))
    return { send: (parts: Parts) => Effect.provide(send(parts), Logger.layer([logger])), logged }
  })

  it.effect("is in an annotation of the list, is logged, and hides no others", () =>
    Effect.gen(function* () {
      const { send, logged } = yield* damaged
      const response = yield* send(get(`${collection}?$select=id`))
      assert.strictEqual(response.status, 200)
      assert.deepStrictEqual(jsonOf(response), {
        "@odata.context": `${context}(id)`,
        "@odj.unreadable": [unreadable],
        value: ["hq-1", "hq-3"].map((id) => ({ "@odata.type": seed["@odata.type"], id })),
      })
      assert.deepStrictEqual(logged, [
        "The store has connectors that can't be read: hq-2: version: Must be a string, not null",
      ])
      assert.strictEqual((yield* send(get(`${collection}/$count`))).body, "2")
    }).pipe(Effect.scoped),
  )

  it.effect("makes a page shorter if it is long", () =>
    Effect.gen(function* () {
      const long = { ...unreadable, properties: { displayName: "x".repeat(700_000) } }
      const store = yield* MemoryConnectorStore.make
      const list = ({ limit }: ConnectorQuery) =>
        Effect.succeed({ connectors: [], unreadable: [long, long, long, long].slice(0, limit) })
      const send = yield* endpoint(Effect.succeed({ ...store, list }))
      assert.lengthOf(jsonOf(yield* send(get(collection)))["@odj.unreadable"], 2)
    }).pipe(Effect.scoped, Effect.provide(Logger.layer([]))),
  )

  it.effect("is a failure of the server if it is requested, and that is logged", () =>
    Effect.gen(function* () {
      const { send, logged } = yield* damaged
      const response = yield* send(get(entity("hq-2")))
      assert.strictEqual(response.status, 500)
      const message = "The stored connector is invalid: hq-2: version: Must be a string, not null."
      assert.deepInclude(errorOf(response), { code: "InternalServerError", message })
      assert.lengthOf(logged, 1)
    }).pipe(Effect.scoped),
  )
})

describe("PATCH", () => {
  it.effect("changes the given properties and keeps the others", () =>
    Effect.gen(function* () {
      const send = yield* endpointWith("7")
      const response = yield* send(patch("7", { displayName: null, id: "7", "@odata.context": "x" }))
      const changed = { "@odata.context": `${context}/$entity`, ...seed, id: "7", displayName: null }
      assert.strictEqual(response.status, 200)
      assert.deepStrictEqual(jsonOf(response), changed)
      assert.deepStrictEqual(jsonOf(yield* send(get(entity("7")))), changed)
    }).pipe(Effect.scoped),
  )

  it.effect("responds without a body to Prefer: return=minimal", () =>
    Effect.gen(function* () {
      const send = yield* endpointWith("7")
      const response = yield* send({ ...patch("7", { version: "2" }), headers: { prefer: "return=minimal" } })
      assert.strictEqual(response.status, 204)
      assert.isUndefined(response.body)
      assert.strictEqual(response.headers["Preference-Applied"], "return=minimal")
    }).pipe(Effect.scoped),
  )

  it.effect("refuses another id, null for a required property, and unknown properties", () =>
    Effect.gen(function* () {
      const send = yield* endpointWith("7")
      const response = yield* send(patch("7", { id: "8", version: null, colour: "red" }))
      assert.strictEqual(response.status, 400)
      assert.deepStrictEqual(
        errorOf(response).details.map(({ target }: { target: string }) => target),
        ["id", "colour", "version"],
      )
      assert.deepStrictEqual(jsonOf(yield* send(get(entity("7")))).version, seed.version)
    }).pipe(Effect.scoped),
  )

  it.effect("responds with 404 to an unknown id", () =>
    Effect.gen(function* () {
      const send = yield* endpoint()
      assert.strictEqual((yield* send(patch("7", {}))).status, 404)
    }).pipe(Effect.scoped),
  )
})

describe("DELETE", () => {
  it.effect("deletes once", () =>
    Effect.gen(function* () {
      const send = yield* endpointWith("7")
      const first = yield* send(remove("7"))
      const second = yield* send(remove("7"))
      assert.deepStrictEqual([first.status, first.body, second.status], [204, undefined, 404])
      assert.strictEqual((yield* send(get(entity("7")))).status, 404)
    }).pipe(Effect.scoped),
  )
})

describe("An entity tag", () => {
  it.effect("fails every request that requires it", () =>
    Effect.gen(function* () {
      const send = yield* endpointWith("7")
      const tagged = { headers: { "if-match": 'W/"1"' } }
      assert.strictEqual((yield* send({ ...patch("7", {}), ...tagged })).status, 412)
      assert.strictEqual((yield* send({ ...remove("7"), ...tagged })).status, 412)
      assert.strictEqual((yield* send({ ...remove("7"), headers: { "if-match": "*" } })).status, 204)
    }).pipe(Effect.scoped),
  )
})

describe("The documents about the service", () => {
  const read = Effect.fnUntraced(function* (target: string, parts: Parts = {}) {
    const send = yield* endpoint()
    return yield* send({ ...get(target), ...parts })
  }, Effect.scoped)
  const root = "http://localhost:8365/beta"

  it.effect("list what is at the root", () =>
    Effect.gen(function* () {
      for (const target of ["/beta", "/beta/", "/Beta"])
        assert.deepStrictEqual(jsonOf(yield* read(target)), {
          "@odata.context": `${root}/$metadata`,
          value: [{ name: "deviceManagement", kind: "Singleton", url: "deviceManagement" }],
        })
    }),
  )

  it.effect("have a singleton, with a link to its connectors in full metadata", () =>
    Effect.gen(function* () {
      for (const target of ["/beta/deviceManagement", "/deviceManagement"])
        assert.deepStrictEqual(jsonOf(yield* read(target)), {
          "@odata.context": `${root}/$metadata#deviceManagement`,
          id: "deviceManagement",
        })
      const formatted = (level: string) =>
        Effect.map(read(`/beta/deviceManagement?$format=application/json;odata.metadata=${level}`), jsonOf)
      assert.deepStrictEqual(yield* formatted("none"), { id: "deviceManagement" })
      assert.deepStrictEqual(yield* formatted("full"), {
        "@odata.context": `${root}/$metadata#deviceManagement`,
        "@odata.type": "#microsoft.graph.deviceManagement",
        "@odata.id": `${root}/deviceManagement`,
        "domainJoinConnectors@odata.navigationLink": `${root}/deviceManagement/domainJoinConnectors`,
        id: "deviceManagement",
      })
    }),
  )

  it.effect("have no other query options, and need the permission to read", () =>
    Effect.gen(function* () {
      for (const target of ["/beta", "/beta/deviceManagement"]) {
        assert.strictEqual((yield* read(`${target}?$select=id`)).status, 400)
        assert.strictEqual((yield* read(target, { headers: { accept: "text/html" } })).status, 406)
        assert.strictEqual((yield* read(target, { headers: { authorization: undefined } })).status, 401)
        assert.strictEqual((yield* read(target, { headers: { authorization: "unprivileged" } })).status, 403)
        assert.strictEqual((yield* read(target, { headers: { authorization: "reader" } })).status, 200)
      }
    }),
  )

  it.effect("have metadata in XML only", () =>
    Effect.gen(function* () {
      const statusOf = (query: string) => Effect.map(read(`/beta/$metadata?${query}`), ({ status }) => status)
      for (const format of ["xml", "XML", "application/xml"])
        assert.strictEqual(yield* statusOf(`$format=${format}`), 200)
      assert.strictEqual(yield* statusOf("$format=json"), 406)
      assert.strictEqual(yield* statusOf("$select=id"), 400)
    }),
  )
})

describe("A batch", () => {
  const batch = (...requests: ReadonlyArray<object>): Parts => ({
    target: "/beta/$batch",
    body: { requests },
  })
  const json = { "Content-Type": "application/json" }
  const url = "/deviceManagement/domainJoinConnectors"

  it.effect("runs its requests, and responds to each in order", () =>
    Effect.gen(function* () {
      const send = yield* endpoint()
      const response = yield* send(
        batch(
          { id: "a", method: "POST", url, headers: json, body: { ...seed, id: "7" } },
          {
            id: "b",
            method: "PATCH",
            url: `${url}/7`,
            headers: json,
            body: { version: "2" },
            dependsOn: ["A"],
          },
          { id: "c", method: "GET", url: `${url}?$filter=version eq '2'&$select=id`, dependsOn: ["b"] },
          { id: "d", method: "GET", url: `${url.slice(1)}/nothing` },
          { id: "e", method: "GET", url: `${url}/$count`, dependsOn: ["d"] },
          { id: "f", method: "POST", url, body: seed },
          { id: "g", method: "PUT", url },
          { id: "h", method: "GET", url: "/users" },
          { id: "i", method: "DELETE", url: `${url}('7')`, dependsOn: ["c"] },
        ),
      )
      const responses: ReadonlyArray<{ id: string; status: number; headers: object; body?: unknown }> =
        jsonOf(response).responses
      assert.strictEqual(response.status, 200)
      assert.deepStrictEqual(
        responses.map(({ id, status }) => [id, status]),
        [
          ["a", 201],
          ["b", 200],
          ["c", 200],
          ["d", 404],
          ["e", 424],
          ["f", 400],
          ["g", 405],
          ["h", 400],
          ["i", 204],
        ],
      )
      assert.deepInclude(responses[2]?.body, { value: [{ "@odata.type": seed["@odata.type"], id: "7" }] })
      assert.nestedPropertyVal(responses[4], "body.error.code", "FailedDependency")
      assert.property(responses[0]?.headers, "Location")
      assert.notProperty(responses[8], "body")
    }).pipe(Effect.scoped),
  )

  it.effect("runs requests whose URLs are absolute, if they are for this server", () =>
    Effect.gen(function* () {
      const observed: Array<string> = []
      const send = yield* endpoint(undefined, {}, (handle) => (request) => {
        observed.push(request.target)
        return handle(request)
      })
      const urls: ReadonlyArray<readonly [url: string, status: number, target?: string]> = [
        [`/beta${url}`, 200, `/beta${url}`],
        [`/Beta${url}/$count?$filter=true`, 200, `/Beta${url}/$count?$filter=true`],
        ["/beta?$format=json", 200, "/beta?$format=json"],
        [`http://localhost:8365/beta${url}`, 200, `/beta${url}`],
        [`HTTPS://LocalHost/BETA${url}?$top=1`, 200, `/BETA${url}?$top=1`],
        [`http://127.0.0.1:8365${url}`, 200, `/beta${url}`],
        [`/v1.0${url}`, 400, `/v1.0${url}`],
        [`/beta/beta${url}`, 400, `/beta/beta${url}`],
        [`/${url}`, 400, `/beta/${url}`],
        ["/livez", 400, "/beta/livez"],
        [`https://graph.example.com/beta${url}`, 400],
        [`http://localhost@graph.example.com/beta${url}`, 400],
        ["file:///etc/hosts", 400],
      ]
      const response = yield* send(
        batch(
          ...urls.map(([url], index) => ({
            id: `${index}`,
            method: "GET",
            url,
            headers: null,
            body: null,
            dependsOn: null,
          })),
        ),
      )
      const responses: ReadonlyArray<{
        readonly status: number
        readonly body: { readonly error?: { message: string } }
      }> = jsonOf(response).responses
      assert.deepStrictEqual(
        responses.map(({ status }, index) => [urls[index]?.[0], status]),
        urls.map(([url, status]) => [url, status]),
      )
      assert.deepStrictEqual(
        observed.slice(1),
        urls.flatMap(([, , target]) => target ?? []),
      )
      assert.match(
        responses.at(-1)?.body.error?.message ?? "",
        /^A batch can't have requests to other servers\./,
      )
    }).pipe(Effect.scoped),
  )

  it.effect("has no query option but $format, and only JSON", () =>
    Effect.gen(function* () {
      const send = yield* endpoint()
      const one = batch({ id: "1", method: "HEAD", url })
      assert.strictEqual(jsonOf(yield* send(one)).responses[0].status, 200)
      assert.strictEqual((yield* send({ ...one, target: "/beta/$batch?$top=1" })).status, 400)
      for (const format of ["JSON", "json;IEEE754Compatible=true"])
        assert.strictEqual((yield* send({ ...one, target: `/beta/$batch?$format=${format}` })).status, 200)
      assert.strictEqual(
        (yield* send({ ...one, target: "/beta/$batch?$format=multipart/mixed" })).status,
        406,
      )
      assert.strictEqual((yield* send({ ...one, headers: { accept: "application/xml" } })).status, 406)
    }).pipe(Effect.scoped),
  )

  it.effect("responds to HEAD as to GET, without the body", () =>
    Effect.gen(function* () {
      const send = yield* endpointWith("7")
      for (const target of [url, `${url}/7`, `${url}/$count`, "/$metadata", `${url}/nope`]) {
        const methods = ["GET", "head"].map((method) => ({ id: method, method, url: target }))
        const [get, head] = jsonOf(yield* send(batch(...methods))).responses
        assert.strictEqual(head.status, get.status)
        assert.deepStrictEqual(Object.keys(head.headers), Object.keys(get.headers))
        assert.property(get, "body")
        assert.notProperty(head, "body")
      }
    }).pipe(Effect.scoped),
  )

  it.effect("is refused as a whole if it is invalid", () =>
    Effect.gen(function* () {
      const send = yield* endpoint()
      for (const requests of [
        [],
        [{}],
        Array.from({ length: 21 }, (_, id) => ({ id: `${id}`, method: "GET", url })),
      ]) {
        const response = yield* send(batch(...requests))
        assert.strictEqual(response.status, 400)
        assert.strictEqual(errorOf(response).code, "BadRequest")
      }
      const inner = yield* send(batch({ id: "1", method: "POST", url: "/%24batch", headers: json, body: {} }))
      assert.strictEqual(jsonOf(inner).responses[0].status, 400)
      assert.strictEqual((yield* send(get("/beta/$batch"))).headers.Allow, "POST")
    }).pipe(Effect.scoped),
  )

  it.effect("needs the same permissions as its requests alone", () =>
    Effect.gen(function* () {
      const send = yield* endpoint()
      const requests = [
        { id: "1", method: "GET", url },
        { id: "2", method: "POST", url, headers: json, body: seed },
      ]
      const response = yield* send({ ...batch(...requests), headers: { authorization: "reader" } })
      assert.deepStrictEqual(
        jsonOf(response).responses.map(({ status }: { status: number }) => status),
        [200, 403],
      )
      assert.strictEqual((yield* send({ ...batch(...requests), headers: { authorization: "" } })).status, 401)
    }).pipe(Effect.scoped),
  )
})

describe("A caller", () => {
  const writes: ReadonlyArray<Parts> = [post(), patch("7", {}), remove("7")]
  const reads: ReadonlyArray<Parts> = [get(collection), get(entity("7")), get(`${collection}/$count`)]

  it.effect("needs the permission to read, or to write", () =>
    Effect.gen(function* () {
      const send = yield* endpointWith("7")
      const statuses = (authorization: string, requests: ReadonlyArray<Parts>) =>
        Effect.forEach(requests, (parts) =>
          Effect.map(send({ ...parts, headers: { authorization } }), ({ status }) => status),
        )
      assert.deepStrictEqual(yield* statuses("unprivileged", reads), [403, 403, 403])
      assert.deepStrictEqual(yield* statuses("unprivileged", writes), [403, 403, 403])
      assert.deepStrictEqual(yield* statuses("reader", reads), [200, 200, 200])
      assert.deepStrictEqual(yield* statuses("reader", writes), [403, 403, 403])
      assert.deepStrictEqual(yield* statuses("writer", writes), [201, 200, 204])
    }).pipe(Effect.scoped),
  )

  it.effect("needs a role that permits the operation, if the token limits it to roles", () =>
    Effect.gen(function* () {
      const send = yield* endpointWith("7")
      const statuses = (authorization: string, requests: ReadonlyArray<Parts>) =>
        Effect.forEach(requests, (parts) =>
          Effect.map(send({ ...parts, headers: { authorization } }), ({ status }) => status),
        )
      assert.deepStrictEqual(yield* statuses("globalReader", reads), [200, 200, 200])
      assert.deepStrictEqual(yield* statuses("globalReader", writes), [403, 403, 403])
      assert.deepStrictEqual(yield* statuses("member", [...reads, ...writes]), Array(6).fill(403))
      const { code, message } = errorOf(
        yield* send({ ...post(), headers: { authorization: "globalReader" } }),
      )
      assert.strictEqual(code, "Forbidden")
      assert.match(JSON.parse(message).Message, /^User is not authorized to perform this operation - /)
    }).pipe(Effect.scoped),
  )

  it.effect("gets the names of the permissions that are enough", () =>
    Effect.gen(function* () {
      const send = yield* endpoint()
      const response = yield* send({ ...post(), headers: { authorization: "reader" } })
      const { code, message } = errorOf(response)
      assert.strictEqual(code, "Forbidden")
      assert.match(
        JSON.parse(message).Message,
        /^Application is not authorized to perform this operation\. Application must have one of the following scopes: DeviceManagementConfiguration\.ReadWrite\.All - /,
      )
      assert.match(response.headers["WWW-Authenticate"] ?? "", /error="insufficient_scope"/)
    }).pipe(Effect.scoped),
  )

  it.effect("sees the connectors of its own tenant only", () =>
    Effect.gen(function* () {
      const send = yield* endpointWith("7")
      const stranger = { headers: { authorization: "stranger" } }
      assert.strictEqual((yield* send({ ...get(entity("7")), ...stranger })).status, 404)
      assert.strictEqual((yield* send({ ...remove("7"), ...stranger })).status, 404)
      assert.strictEqual((yield* send({ ...post({ id: "7" }), ...stranger })).status, 201)
      assert.strictEqual((yield* send({ ...get(`${collection}/$count`), ...stranger })).body, "1")
    }).pipe(Effect.scoped),
  )

  it.effect("is challenged without a token", () =>
    Effect.gen(function* () {
      const send = yield* endpoint()
      const response = yield* send({ headers: { authorization: undefined } })
      assert.strictEqual(response.status, 401)
      assert.strictEqual(
        response.headers["WWW-Authenticate"],
        'Bearer realm="", authorization_uri="https://login.test/authorize", client_id="00000003-0000-0000-c000-000000000000"',
      )
    }).pipe(Effect.scoped),
  )
})

describe("Anyone", () => {
  it.effect("gets the metadata without a token", () =>
    Effect.gen(function* () {
      const send = yield* endpoint()
      const anonymous = { headers: { authorization: undefined } }
      const metadata = yield* send({ ...get("/beta/$metadata"), ...anonymous })
      assert.strictEqual(metadata.status, 200)
      assert.strictEqual(metadata.headers["Content-Type"], "application/xml")
      assert.include(metadata.body, "deviceManagementDomainJoinConnector")
      assert.strictEqual(
        (yield* send({ ...get("/beta/$metadata"), headers: { accept: "application/json" } })).status,
        406,
      )
    }).pipe(Effect.scoped),
  )
})

describe("A failed request", () => {
  const refusals: ReadonlyArray<
    readonly [title: string, parts: Parts, status: number, code: string, message: RegExp]
  > = [
    [
      "no token",
      { headers: { authorization: "" } },
      401,
      "InvalidAuthenticationToken",
      /^Access token is empty\.$/,
    ],
    [
      "no token, though the path is unknown too",
      { target: "/x", headers: { authorization: "" } },
      401,
      "InvalidAuthenticationToken",
      /empty/,
    ],
    ["no Host", { headers: { host: undefined } }, 400, "BadRequest", /Host/],
    ["a Host given twice", { headers: { host: "a, a" } }, 400, "BadRequest", /Host/],
    ["a URL that is too long", { target: `/${"x".repeat(9_000)}` }, 414, "BadRequest", /too long/],
    ["an invalid URL", { target: "/beta/%ff" }, 400, "BadRequest", /URL is invalid/],
    ["a path of two slashes", { target: "//" }, 400, "BadRequest", /two slashes/],
    ["a version that Graph lacks", { target: "/v3/x" }, 404, "ResourceNotFound", /^Invalid version: v3$/],
    [
      "version 1.0, which lacks the type",
      { target: "/v1.0/deviceManagement/domainJoinConnectors" },
      400,
      "BadRequest",
      /'domainJoinConnectors'/,
    ],
    [
      "an unknown segment",
      { target: "/beta/deviceManagement/users" },
      400,
      "BadRequest",
      /^Resource not found for the segment 'users'\.$/,
    ],
    [
      "another Content-Type",
      { ...post(), headers: { "content-type": "text/plain" } },
      400,
      "BadRequest",
      /JSON Content-Type/,
    ],
    [
      "an encoded body",
      { ...post(), headers: { "content-encoding": "gzip" } },
      415,
      "BadRequest",
      /Content-Encoding is not supported/,
    ],
    ["no body", {}, 400, "BadRequest", /^Empty Payload\. JSON content expected\.$/],
    ["a body over the limit", { bytes: undefined }, 413, "BadRequest", /^Maximum request length exceeded\.$/],
    ["invalid UTF-8", { bytes: Buffer.from([0x22, 0xff, 0x22]) }, 400, "BadRequest", /^Unable to read JSON/],
    [
      "half of a body",
      { bytes: Buffer.from(JSON.stringify(seed).slice(0, -1)) },
      400,
      "BadRequest",
      /Invalid JSON/,
    ],
    [
      "a property given twice",
      { bytes: Buffer.from('{"state":"error","state":"active"}') },
      400,
      "BadRequest",
      /state: Given twice/,
    ],
    ["a body that is no object", { body: [seed] }, 400, "ModelValidationFailure", /^Expected an object\.$/],
    [
      "another type",
      post({ "@odata.type": "#microsoft.graph.user" }),
      400,
      "ModelValidationFailure",
      /@odata\.type/,
    ],
  ]
  for (const [title, parts, status, code, message] of refusals) {
    it.effect(`is refused with ${status} for ${title}`, () =>
      Effect.gen(function* () {
        const send = yield* endpoint()
        const response = yield* send(parts)
        assert.strictEqual(response.status, status)
        assert.strictEqual(errorOf(response).code, code)
        assert.match(errorOf(response).message, message)
      }).pipe(Effect.scoped),
    )
  }

  const allowed: ReadonlyArray<readonly [target: string, allow: string]> = [
    [collection, "GET, HEAD, POST"],
    [entity("7"), "GET, HEAD, PATCH, DELETE"],
    [`${collection}/$count`, "GET, HEAD"],
    ["/beta/$metadata", "GET, HEAD"],
    ["/beta", "GET, HEAD"],
    ["/beta/deviceManagement", "GET, HEAD"],
    ["/beta/$batch", "POST"],
  ]
  for (const [target, allow] of allowed) {
    it.effect(`gets the methods of ${target}: ${allow}`, () =>
      Effect.gen(function* () {
        const send = yield* endpointWith("7")
        for (const method of ["PUT", "OPTIONS", "toString", "post"]) {
          const response = yield* send({ method, target })
          assert.strictEqual(response.status, 405)
          assert.strictEqual(response.headers.Allow, allow)
          assert.strictEqual(errorOf(response).code, "Request_BadRequest")
        }
      }).pipe(Effect.scoped),
    )
  }

  const failures: ReadonlyArray<
    readonly [failure: StoreFailure, status: number, code: string, retryAfter?: string]
  > = [
    [new ConnectorStoreRefused({ report: { code: "Forbidden", message: "no" } }), 403, "Forbidden"],
    [
      new ConnectorStoreThrottled({ report: { message: "no" }, retryAfter: Duration.millis(2_128) }),
      429,
      "TooManyRequests",
      "3",
    ],
    [new ConnectorStoreUnavailable({ report: { message: "no" } }), 503, "ServiceUnavailable"],
    [
      new ConnectorStoreUnavailable({ report: { message: "no" }, retryAfter: Duration.millis(2_128) }),
      503,
      "ServiceUnavailable",
      "3",
    ],
    [
      new ConnectorStoreUnavailable({ report: { message: "no" }, retryAfter: Duration.zero }),
      503,
      "ServiceUnavailable",
      "1",
    ],
    [new ConnectorStoreFull({ report: { message: "no" } }), 507, "InsufficientStorage"],
    [new IdempotencyKeyReused({ key: "k" }), 422, "IdempotencyKeyReused"],
    [new CreateInProgress({ key: "k" }), 409, "RequestInProgress", "1"],
    [new CreateOutcomeUnknown({ report: { message: "no" } }), 500, "InternalServerError"],
  ]
  for (const [failure, status, code, retryAfter] of failures) {
    it.effect(
      `is refused with ${status} for ${failure._tag}, with Retry-After: ${retryAfter ?? "none"}`,
      () =>
        Effect.gen(function* () {
          const send = yield* failingEndpoint(Effect.fail(failure))
          const response = yield* send(post())
          assert.strictEqual(response.status, status)
          assert.strictEqual(errorOf(response).code, code)
          assert.strictEqual(response.headers["Retry-After"], retryAfter)
          const repeatable = yield* send({ ...post(), headers: { ...repeatability } })
          assert.strictEqual(repeatable.headers["Retry-After"], retryAfter)
        }).pipe(Effect.scoped, Effect.provide(Logger.layer([]))),
    )
  }

  it.effect("says what to do after a create with an unknown outcome", () =>
    Effect.gen(function* () {
      const send = yield* failingEndpoint(
        Effect.fail(new CreateOutcomeUnknown({ report: { message: "fsync" } })),
      )
      const { message } = errorOf(yield* send(post()))
      assert.match(message, /unknown whether the connector was created.*same key.*look for the connector/)
      assert.notInclude(message, "fsync")
    }).pipe(Effect.scoped, Effect.provide(Logger.layer([]))),
  )

  it.effect("has the reason of a store failure in the log, once", () => {
    const logged: Array<unknown> = []
    return Effect.gen(function* () {
      const troubles = [
        new ConnectorStoreUnavailable({ report: { message: "code 10" } }),
        new ConnectorStoreFull({ report: { message: "code 13" } }),
        new CreateOutcomeUnknown({ report: { message: "code 1034" } }),
      ]
      for (const failure of troubles) {
        const send = yield* failingEndpoint(Effect.fail(failure))
        yield* send(post())
        yield* send({ ...post(), headers: { ...repeatability } })
      }
      const lines = troubles.map(({ _tag, message }) => `${_tag}: ${message}`)
      assert.deepStrictEqual(
        logged,
        lines.flatMap((line) => [[line], [line]]),
      )
      const refusing = yield* failingEndpoint(
        Effect.fail(new ConnectorStoreRefused({ report: { message: "no" } })),
      )
      yield* refusing(post())
      assert.lengthOf(logged, 6)
    }).pipe(Effect.scoped, Effect.provide(Logger.layer([Logger.make(({ message }) => logged.push(message))])))
  })

  it.effect("gets no details of a defect", () => {
    const logged: Array<unknown> = []
    return Effect.gen(function* () {
      const thrown = () => {
        throw new Error("secret")
      }
      const throwing = ConnectorStore.of({
        create: thrown,
        createMany: thrown,
        get: () => synchronous(thrown),
        list: thrown,
        update: () => synchronous(thrown),
        delete: () => synchronous(thrown),
      })
      const endpoints = [failingEndpoint(Effect.die(new Error("secret"))), endpoint(Effect.succeed(throwing))]
      for (const made of endpoints) {
        const send = yield* made
        for (const parts of [post(), get(collection), get(entity("7")), patch("7", {}), remove("7")]) {
          const response = yield* send(parts)
          assert.strictEqual(response.status, 500)
          assert.match(response.headers["request-id"] ?? "", guid)
          assert.notInclude(response.body, "secret")
          assert.include(String(logged.pop()), "secret")
        }
      }
    }).pipe(Effect.scoped, Effect.provide(Logger.layer([Logger.make(({ message }) => logged.push(message))])))
  })
})

describe("A store that never waits", () => {
  it.effect("needs no fiber for a create, a get, an update and a delete", () =>
    Effect.gen(function* () {
      const send = yield* endpointWith("7", "8")
      for (const parts of [post(), get(entity("7")), patch("7", { state: "error" }), remove("8")])
        assert.isTrue(Exit.isExit(send(parts)), parts.method)
    }).pipe(Effect.scoped),
  )
})

describe("Every response", () => {
  it.effect("has the server's id of the request, and the client's if that is a GUID", () =>
    Effect.gen(function* () {
      const send = yield* endpoint()
      const id = "2576CF8A-44e6-48ee-b39b-a53910d04e03"
      const named = yield* send({ ...post(), headers: { "client-request-id": id } })
      const unnamed = yield* send({ ...post(), headers: { "client-request-id": "<script>" } })
      const failed = yield* send({ body: {}, headers: { "client-request-id": id } })
      assert.match(named.headers["request-id"] ?? "", guid)
      assert.strictEqual(named.headers["client-request-id"], id)
      assert.strictEqual(unnamed.headers["client-request-id"], unnamed.headers["request-id"])
      const { date, ...ids } = errorOf(failed).innerError
      assert.deepStrictEqual(ids, { "request-id": failed.headers["request-id"], "client-request-id": id })
      assert.match(date, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/)
    }).pipe(Effect.scoped),
  )

  it.effect("to HEAD is the same as to GET", () =>
    Effect.gen(function* () {
      const send = yield* endpointWith("7")
      const head = yield* send({ method: "HEAD", target: entity("7") })
      assert.strictEqual(head.status, 200)
      assert.strictEqual(jsonOf(head).id, "7")
    }).pipe(Effect.scoped),
  )
})
