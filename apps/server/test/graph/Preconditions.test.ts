/** `If-Match` and `If-None-Match`, alone and in a batch, on what exists and on what does not. */
import { assert, describe, it } from "@effect/vitest"
import { ConnectorStore } from "@odj/core"
import { Effect } from "effect"
import { collection, endpoint, errorOf, jsonOf, type Parts, seed } from "../endpoint.ts"

const entity = (id: string) => `${collection}('${id}')`

/** An endpoint with the connector 7. */
const endpointWith7 = Effect.tap(endpoint(), (send) => send({ body: { ...seed, id: "7" } }))

const change: Parts = { method: "PATCH", target: entity("7"), body: { version: "changed" } }
const removal: Parts = { method: "DELETE", target: entity("7") }
const creation: Parts = { method: "POST", target: collection, body: { ...seed, id: "8" } }

const reads: ReadonlyArray<readonly [what: string, target: string]> = [
  ["a connector", entity("7")],
  ["the list", collection],
  ["the count", `${collection}/$count`],
  ["the service document", "/beta"],
  ["device management", "/beta/deviceManagement"],
  ["the metadata", "/beta/$metadata"],
]

/** Headers whose condition is true for whatever exists, since no connector has an entity tag. */
const met: ReadonlyArray<NonNullable<Parts["headers"]>> = [
  { "if-match": "*" },
  { "if-none-match": '"a"' },
  { "if-none-match": 'W/"a", "b"' },
  { "if-none-match": '"*"' },
  { "if-none-match": "" },
  { "if-match": "*", "if-none-match": '"a"' },
]

/** Headers whose condition is false for whatever exists. */
const unmet: ReadonlyArray<NonNullable<Parts["headers"]>> = [
  { "if-match": '"a"' },
  { "if-match": '*, "a"' },
  { "if-match": "" },
  { "if-none-match": "*" },
  { "if-none-match": '"a", *' },
  { "if-match": "*", "if-none-match": "*" },
]

describe("A change of what exists", () => {
  for (const headers of unmet)
    it.effect(`is refused, and changes nothing, with ${JSON.stringify(headers)}`, () =>
      Effect.gen(function* () {
        const send = yield* endpointWith7
        for (const prefer of [undefined, "return=minimal"])
          for (const request of [change, removal, creation]) {
            const response = yield* send({ ...request, headers: { ...headers, prefer } })
            assert.strictEqual(response.status, 412, request.method)
            assert.strictEqual(errorOf(response).code, "PreconditionFailed")
          }
        const page = jsonOf(yield* send({ method: "GET" }))
        assert.deepStrictEqual(page.value, [{ ...seed, id: "7" }])
      }).pipe(Effect.scoped),
    )

  for (const headers of met)
    it.effect(`succeeds with ${JSON.stringify(headers)}`, () =>
      Effect.gen(function* () {
        const send = yield* endpointWith7
        assert.strictEqual((yield* send({ ...creation, headers })).status, 201)
        assert.strictEqual((yield* send({ ...change, headers })).status, 200)
        assert.strictEqual((yield* send({ ...removal, headers })).status, 204)
      }).pipe(Effect.scoped),
    )

  it.effect("names the header whose condition is false", () =>
    Effect.gen(function* () {
      const send = yield* endpointWith7
      const messageFor = (headers: NonNullable<Parts["headers"]>) =>
        Effect.map(send({ ...removal, headers }), (response) => errorOf(response).message)
      assert.match(yield* messageFor({ "if-match": '"a"' }), /^If-Match must be \*/)
      assert.match(yield* messageFor({ "if-none-match": "*" }), /^If-None-Match: \* /)
    }).pipe(Effect.scoped),
  )

  it.effect("calls no method of the store but get", () =>
    Effect.gen(function* () {
      const send = yield* endpoint(
        Effect.succeed(
          ConnectorStore.of({
            create: () => Effect.die("create"),
            createMany: () => Effect.die("createMany"),
            get: (id) => Effect.succeed({ ...seed, id }),
            list: () => Effect.die("list"),
            update: () => Effect.die("update"),
            delete: () => Effect.die("delete"),
          }),
        ),
      )
      for (const request of [change, removal, creation])
        assert.strictEqual((yield* send({ ...request, headers: { "if-none-match": "*" } })).status, 412)
    }).pipe(Effect.scoped),
  )
})

describe("A read of what exists", () => {
  for (const [what, target] of reads)
    for (const method of ["GET", "HEAD"]) {
      it.effect(`responds to a ${method} of ${what} with 304, without a body, if If-None-Match is *`, () =>
        Effect.gen(function* () {
          const send = yield* endpointWith7
          const response = yield* send({ method, target, headers: { "if-none-match": "*" } })
          assert.strictEqual(response.status, 304)
          assert.isUndefined(response.body)
          const unconditional = yield* send({ method, target })
          for (const name of ["Cache-Control", "Vary", "OData-Version"])
            assert.strictEqual(response.headers[name], unconditional.headers[name], name)
        }).pipe(Effect.scoped),
      )

      it.effect(`succeeds for a ${method} of ${what} if its condition is true`, () =>
        Effect.gen(function* () {
          const send = yield* endpointWith7
          for (const headers of met)
            assert.strictEqual((yield* send({ method, target, headers })).status, 200)
          const refused = yield* send({
            method,
            target,
            headers: { "if-match": '"a"', "if-none-match": "*" },
          })
          assert.strictEqual(refused.status, 412)
        }).pipe(Effect.scoped),
      )
    }
})

describe("A request that fails without its condition", () => {
  const failing: ReadonlyArray<readonly [status: number, what: string, request: Parts]> = [
    [404, "a change of a missing connector", { ...change, target: entity("nope") }],
    [404, "a removal of a missing connector", { ...removal, target: entity("nope") }],
    [404, "a read of a missing connector", { method: "GET", target: entity("nope") }],
    [400, "an unknown query option", { ...removal, target: `${entity("7")}?$top=1` }],
    [400, "an unknown query option of a change", { ...change, target: `${entity("7")}?$top=1` }],
    [400, "an unknown query option of a create", { ...creation, target: `${collection}?$top=1` }],
    [406, "a change that accepts only HTML", { ...change, headers: { accept: "text/html" } }],
    [403, "a reader who changes something", { ...change, headers: { authorization: "reader" } }],
    [401, "an unknown caller", { ...removal, headers: { authorization: "nobody" } }],
    [501, "a change with a key", { ...change, headers: { "repeatability-request-id": "1" } }],
  ]
  for (const [status, what, request] of failing)
    it.effect(`fails in the same way with it: ${status} for ${what}`, () =>
      Effect.gen(function* () {
        const send = yield* endpointWith7
        const { code } = errorOf(yield* send(request))
        for (const headers of [...unmet, ...met]) {
          const response = yield* send({ ...request, headers: { ...headers, ...request.headers } })
          assert.strictEqual(response.status, status)
          assert.strictEqual(errorOf(response).code, code)
        }
      }).pipe(Effect.scoped),
    )

  it.effect("is 412 even if its body is invalid, which is read later", () =>
    Effect.gen(function* () {
      const send = yield* endpointWith7
      const response = yield* send({
        ...change,
        body: { state: "paused" },
        headers: { "if-none-match": "*" },
      })
      assert.strictEqual(response.status, 412)
    }).pipe(Effect.scoped),
  )
})

describe("In a batch", () => {
  it.effect("each request has its own preconditions", () =>
    Effect.gen(function* () {
      const send = yield* endpointWith7
      const url = "/deviceManagement/domainJoinConnectors"
      const star = { "If-None-Match": " * " }
      const json = { "Content-Type": "application/json" }
      const requests = [
        { method: "PATCH", url: `${url}/7`, headers: { ...json, ...star }, body: { version: "2" } },
        { method: "DELETE", url: `${url}/7`, headers: star },
        { method: "POST", url, headers: { ...json, ...star }, body: seed },
        { method: "GET", url: `${url}/7`, headers: star },
        { method: "DELETE", url: `${url}/nope`, headers: { "If-Match": '"a"' } },
        { method: "GET", url: `${url}/7` },
      ].map((request, index) => ({ id: String(index), ...request }))
      const { responses } = jsonOf(yield* send({ target: "/beta/$batch", body: { requests } }))
      assert.deepStrictEqual(
        responses.map(({ status }: { status: number }) => status),
        [412, 412, 412, 304, 404, 200],
      )
      assert.notProperty(responses[3], "body")
      assert.strictEqual(responses[5].body.version, seed.version)
    }).pipe(Effect.scoped),
  )
})
