/** Faults of requests to Graph's API: which requests they strike, and what the client gets. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { collection, errorOf, jsonOf } from "../endpoint.ts"
import { failingServer, statusOf } from "./failingServer.ts"

describe("A fault", () => {
  it.effect("that comes after the commit hides the response to a create that has run", () =>
    Effect.gen(function* () {
      const { create, count, faults } = yield* failingServer([
        { on: "create", times: 1, with: { status: 504, after: "commit" } },
      ])
      const failed = yield* create()
      assert.deepStrictEqual([failed.status, errorOf(failed).code], [504, "UnknownError"])
      assert.strictEqual(yield* count, 1)
      assert.strictEqual((yield* create()).status, 201)
      assert.deepInclude(faults()[0], { matched: 2, struck: 1 })
    }),
  )
})
