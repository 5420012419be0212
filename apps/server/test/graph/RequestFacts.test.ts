/** What the endpoint notes about requests that are observed. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { HttpRequest, Wrap } from "../../src/http/HttpMessage.ts"
import { collection, endpoint, jsonOf, type Parts, seed } from "../endpoint.ts"

/** An endpoint, and the requests that it has observed. */
const observed = Effect.gen(function* () {
  const requests: Array<HttpRequest> = []
  const observe: Wrap = (handle) => (request) => {
    requests.push(request)
    return handle(request)
  }
  const send = yield* endpoint(undefined, {}, observe)
  return {
    requests,
    /** The facts of a request. */
    factsOf: (parts: Parts) => Effect.map(send(parts), () => requests.at(-1)?.facts),
    send,
  }
})

const tenant = "tenant"

describe("The facts of a request", () => {
  it.effect("are its tenant, its operation and the connector", () =>
    Effect.gen(function* () {
      const { factsOf, send } = yield* observed
      const { id } = jsonOf(yield* send({ body: seed }))
      const entity = { target: `${collection}/${encodeURIComponent(id)}` }
      const caller = { tenant, application: undefined, user: undefined }
      const get = { method: "GET" }
      const created = { body: { ...seed, id: "new" } }
      assert.deepStrictEqual(yield* factsOf(created), { ...caller, operation: "create", connector: "new" })
      assert.deepStrictEqual(yield* factsOf(get), { ...caller, operation: "list" })
      const count = { ...get, target: `${collection}/$count` }
      assert.deepStrictEqual(yield* factsOf(count), { ...caller, operation: "count" })
      for (const [method, operation] of [
        ["GET", "get"],
        ["HEAD", "get"],
        ["PATCH", "update"],
        ["DELETE", "delete"],
      ] as const) {
        const facts = yield* factsOf({ ...entity, method, body: {} })
        assert.deepStrictEqual(facts, { ...caller, operation, connector: id }, method)
      }
    }),
  )

  it.effect("name the operation that the caller has no permission for, and the caller", () =>
    Effect.gen(function* () {
      const { factsOf } = yield* observed
      const reader = { authorization: "reader" }
      const target = `${collection}/7`
      assert.deepInclude(yield* factsOf({ method: "DELETE", target, headers: reader }), {
        operation: "delete",
        connector: "7",
      })
      assert.deepInclude(yield* factsOf({ method: "GET", headers: { authorization: "admin" } }), {
        application: "app",
        user: "user",
      })
    }),
  )

  it.effect("are few if the caller is unknown, or if a create is refused", () =>
    Effect.gen(function* () {
      const { factsOf } = yield* observed
      assert.deepStrictEqual(yield* factsOf({ headers: { authorization: "secret" } }), {})
      assert.notProperty(yield* factsOf({ body: {} }), "connector")
    }),
  )

  it.effect("of a batch are the number of its requests, each of which is observed as well", () =>
    Effect.gen(function* () {
      const { requests, send } = yield* observed
      const url = "/deviceManagement/domainJoinConnectors"
      const response = yield* send({
        target: "/beta/$batch",
        body: {
          requests: [
            { id: "1", method: "delete", url: `${url}/7` },
            { id: "2", method: "GET", url: `${url}?$top=1` },
          ],
        },
      })
      const [batch, first, second, ...others] = requests
      assert.lengthOf(others, 0)
      assert.deepInclude(batch?.facts, { operation: "batch", items: 2, tenant })
      assert.deepInclude(first?.facts, { operation: "delete", connector: "7", tenant })
      assert.deepInclude(second?.facts, { operation: "list", tenant })
      assert.deepInclude(first, { method: "DELETE", target: `/beta${url}/7` })
      assert.deepInclude(second, { method: "GET", target: `/beta${url}?$top=1` })
      for (const part of [first, second]) assert.strictEqual(part?.part?.of, response.headers["request-id"])
    }),
  )
})
