import { assert, describe, it } from "@effect/vitest"
import { ConnectorStore } from "@odj/core"
import { Effect, identity } from "effect"
import { type ApiOperation, writeNames } from "../../src/graph/Operation.ts"
import { collection, endpoint, errorOf, jsonOf, type Parts, seed } from "../endpoint.ts"

const untouched = () => Effect.die("The store was used")

/** A store that must not be used, except for lists. */
const store = ConnectorStore.of({
  create: untouched,
  createMany: untouched,
  get: untouched,
  list: () => Effect.succeed({ connectors: [] }),
  update: untouched,
  delete: untouched,
})

const refusing = (...names: ReadonlyArray<ApiOperation>) =>
  endpoint(Effect.succeed(store), {}, identity, new Set(names))

const writes: Readonly<Record<(typeof writeNames)[number], Parts>> = {
  create: { body: seed },
  update: { method: "PATCH", target: `${collection}/1`, body: { version: "2" } },
  delete: { method: "DELETE", target: `${collection}/1` },
}

describe("An operation that the server refuses", () => {
  for (const [name, parts] of Object.entries(writes))
    it.effect(`gets 403 with the flag that allows it, and is not run: ${name}`, () =>
      Effect.gen(function* () {
        const response = yield* (yield* refusing(...writeNames))(parts)
        assert.strictEqual(response.status, 403)
        assert.deepInclude(errorOf(response), {
          code: "NotAllowed",
          message: `This server is a gateway that does not allow ${name}. Its operator can allow it with --allow ${name}.`,
        })
        assert.notProperty(response.headers, "WWW-Authenticate")
      }),
    )

  it.effect("is refused before its body, its headers and the caller's permission are checked", () =>
    Effect.gen(function* () {
      const send = yield* refusing("create", "delete")
      for (const parts of [
        { bytes: Buffer.from("{") },
        { bytes: undefined },
        { body: seed, headers: { "content-type": "text/plain" } },
        { body: seed, headers: { "repeatability-request-id": "x" } },
        { body: seed, headers: { authorization: "reader" } },
        { method: "DELETE", target: `${collection}/1?$top=x`, headers: { "if-match": '"1"' } },
      ])
        assert.strictEqual(errorOf(yield* send(parts)).code, "NotAllowed")
      assert.strictEqual((yield* send({ body: seed, headers: { authorization: "nobody" } })).status, 401)
    }),
  )

  it.effect("is refused in a batch too, while its other requests run", () =>
    Effect.gen(function* () {
      const send = yield* refusing(...writeNames)
      const url = "/deviceManagement/domainJoinConnectors"
      const headers = { "Content-Type": "application/json" }
      const requests = [
        { id: "1", method: "POST", url, headers, body: { wrong: true } },
        { id: "2", method: "PATCH", url: `${url}/1`, headers, body: {} },
        { id: "3", method: "delete", url: `${url}('1')` },
        { id: "4", method: "GET", url },
      ]
      const response = yield* send({ target: "/beta/$batch", body: { requests } })
      const byId = new Map(
        jsonOf(response).responses.map(({ id, status }: { id: string; status: number }) => [id, status]),
      )
      assert.deepStrictEqual(Object.fromEntries(byId), { 1: 403, 2: 403, 3: 403, 4: 200 })
    }),
  )
})
