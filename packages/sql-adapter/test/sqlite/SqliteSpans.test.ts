import { assert, describe, it } from "@effect/vitest"
import { exampleConnector } from "@odj/domain"
import { Effect, Exit, Tracer } from "effect"
import { openDatabase, temporaryPath } from "./SqliteFiles.ts"

describe("A SQLite write", () => {
  it.live("has a span for its statement and its wait for the commit, if there is a tracer", () =>
    Effect.gen(function* () {
      const { store } = yield* openDatabase(yield* temporaryPath)
      const spans: Array<Tracer.NativeSpan> = []
      const tracer = Tracer.make({
        span: (options) => {
          const span = new Tracer.NativeSpan(options)
          spans.push(span)
          return span
        },
      })
      const { id } = yield* store.create(exampleConnector)
      yield* Effect.withTracer(
        Effect.all([
          store.create(exampleConnector),
          store.createMany([exampleConnector, exampleConnector]),
          store.update(id, { displayName: "S3cr3t" }),
          store.delete(id),
        ]),
        tracer,
      )
      const attributes = { "db.system.name": "sqlite", "db.collection.name": "odj_connector" }
      assert.deepStrictEqual(
        spans.map(({ name, kind, attributes }) => [name, kind, Object.fromEntries(attributes)]),
        ["INSERT", "INSERT", "UPDATE", "DELETE"].map((operation) => [
          `${operation} odj_connector`,
          "client",
          { ...attributes, "db.operation.name": operation },
        ]),
      )
      for (const { status } of spans) {
        assert(status._tag === "Ended")
        assert.isTrue(Exit.isSuccess(status.exit))
      }
    }),
  )
})
