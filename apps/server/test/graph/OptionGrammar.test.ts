import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { collection, endpoint } from "../endpoint.ts"
import { accepted, invalid, refused } from "./optionCases.ts"

const statusesOf = Effect.fnUntraced(function* (queries: ReadonlyArray<string>) {
  const send = yield* endpoint()
  return yield* Effect.forEach(queries, (query) =>
    Effect.map(send({ method: "GET", target: `${collection}?${query}` }), ({ status }) => [query, status]),
  )
}, Effect.scoped)

describe("A query option", () => {
  it.effect("is accepted if OData's grammar has it and the server supports it", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(
        yield* statusesOf(accepted),
        accepted.map((query) => [query, 200]),
      )
    }),
  )

  it.effect("is refused if OData's grammar does not have it", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(
        yield* statusesOf(invalid),
        invalid.map((query) => [query, 400]),
      )
    }),
  )

  it.effect("is refused, never ignored, if the server does not support it", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual<unknown>(yield* statusesOf(refused.map(([query]) => query)), refused)
    }),
  )
})
