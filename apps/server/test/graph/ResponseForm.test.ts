/** The form of responses, as `Accept`, `$format` and `Prefer` choose it. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { collection, endpoint, jsonOf, seed } from "../endpoint.ts"

const asTexts = "application/json;IEEE754Compatible=true"

const endpointWith3 = Effect.tap(endpoint(), (send) =>
  Effect.forEach(["1", "2", "3"], (id) => send({ body: { ...seed, id } })),
)

describe("A count", () => {
  for (const [where, headers, option] of [
    ["Accept", { accept: asTexts }, ""],
    ["$format", {}, "&$format=json;IEEE754Compatible=true"],
  ] as const)
    it.effect(`is a text on every page if ${where} asks for it, and the Content-Type says so`, () =>
      Effect.gen(function* () {
        const send = yield* endpointWith3
        let next: string | undefined = `${collection}?$count=true&$top=2${option}`
        let pages = 0
        while (next !== undefined) {
          const response = yield* send({ method: "GET", target: next, headers })
          const page: Readonly<Record<string, unknown>> = jsonOf(response)
          assert.strictEqual(page["@odata.count"], "3")
          assert.include(response.headers["Content-Type"], ";IEEE754Compatible=true;")
          next = page["@odata.nextLink"] as string | undefined
          pages++
        }
        assert.strictEqual(pages, 2)
      }).pipe(Effect.scoped),
    )

  it.effect("is a number otherwise", () =>
    Effect.gen(function* () {
      const send = yield* endpointWith3
      for (const accept of [undefined, "application/json;IEEE754Compatible=false"]) {
        const response = yield* send({
          method: "GET",
          target: `${collection}?$count=true`,
          headers: { accept },
        })
        assert.strictEqual(jsonOf(response)["@odata.count"], 3)
        assert.include(response.headers["Content-Type"], ";IEEE754Compatible=false;")
      }
    }).pipe(Effect.scoped),
  )

  it.effect("is a text for a request of a batch that asks for it", () =>
    Effect.gen(function* () {
      const send = yield* endpointWith3
      const url = "/deviceManagement/domainJoinConnectors?$count=true"
      const requests = [
        { id: "1", method: "GET", url, headers: { Accept: asTexts } },
        { id: "2", method: "GET", url, headers: { Accept: "" } },
      ]
      const { responses } = jsonOf(yield* send({ target: "/beta/$batch", body: { requests } }))
      assert.strictEqual(responses[0].body["@odata.count"], "3")
      assert.strictEqual(responses[1].body["@odata.count"], 3)
    }).pipe(Effect.scoped),
  )
})

describe("A connector", () => {
  it.effect("is the same with IEEE754Compatible=true, except for the Content-Type", () =>
    Effect.gen(function* () {
      const send = yield* endpointWith3
      const request = { method: "GET", target: `${collection}/1` }
      const usual = yield* send(request)
      const response = yield* send({ ...request, headers: { accept: asTexts } })
      assert.strictEqual(response.body, usual.body)
      assert.strictEqual(
        response.headers["Content-Type"],
        usual.headers["Content-Type"]?.replace("Compatible=false", "Compatible=true"),
      )
    }).pipe(Effect.scoped),
  )
})

describe("Preference-Applied", () => {
  for (const preference of ["odata.maxpagesize=2", "maxpagesize=2"])
    it.effect(`names a page size as the client does: ${preference}`, () =>
      Effect.gen(function* () {
        const send = yield* endpointWith3
        const response = yield* send({ method: "GET", headers: { prefer: preference } })
        assert.strictEqual(response.headers["Preference-Applied"], preference)
        assert.lengthOf(jsonOf(response).value, 2)
      }).pipe(Effect.scoped),
    )
})
