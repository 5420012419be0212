import { assert, describe, it } from "@effect/vitest"
import { ConnectorStore } from "@odj/core"
import { Effect, Layer } from "effect"
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

  for (const command of ["get", "update", "delete"]) {
    it.effect(`exits with 2 for an empty id, as ${command} does`, () =>
      Effect.gen(function* () {
        const { exitCode, err } = yield* odj([command, "", "--store", "memory"], {
          store: () => Layer.mock(ConnectorStore, {}),
        })
        assert.strictEqual(exitCode, 2)
        assert.match(err, /<id> can't be ""\. An id has at least one character\.$/m)
      }),
    )
  }

  it.effect("exits with 2 for letters after one hyphen, even if one of them is h or v", () =>
    Effect.gen(function* () {
      for (const word of ["-1h", "-vx"]) {
        const { exitCode, out, err } = yield* odj(["get", word, "--store", "memory"], {
          store: () => Layer.mock(ConnectorStore, {}),
        })
        assert.strictEqual(exitCode, 2, word)
        assert.strictEqual(out, "")
        assert.match(err, /^Unknown short flag\./)
      }
    }),
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
