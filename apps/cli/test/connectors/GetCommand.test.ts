import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { odj, storeOf } from "../commandLine.ts"
import { berlin } from "../connectors.ts"

describe("odj get", () => {
  it.effect("prints the connector with the id", () =>
    Effect.gen(function* () {
      const { exitCode, out } = yield* odj(["get", "1", "--store", "memory"], {
        store: yield* storeOf([berlin]),
      })
      assert.strictEqual(exitCode, 0)
      assert.deepStrictEqual(JSON.parse(out), berlin)
    }).pipe(Effect.scoped),
  )

  it.effect("applies a query", () =>
    Effect.gen(function* () {
      const { out } = yield* odj(["get", "1", "--store", "memory", "--query", "state", "-o", "ndjson"], {
        store: yield* storeOf([berlin]),
      })
      assert.strictEqual(out, `"active"\n`)
    }).pipe(Effect.scoped),
  )

  it.effect("exits with 4 if there is none", () =>
    Effect.gen(function* () {
      const { exitCode, out } = yield* odj(["get", "2", "--store", "memory"], {
        store: yield* storeOf([berlin]),
      })
      assert.strictEqual(exitCode, 4)
      assert.strictEqual(out, "")
    }).pipe(Effect.scoped),
  )
})
