import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, type LogLevel, Schema } from "effect"
import { TestConsole } from "effect/testing"
import { make as makeClock } from "../../src/clock/ServerClock.ts"
import * as Log from "../../src/observe/Log.ts"

const linesOf = (
  format: Log.LogSettings["format"],
  logging: Effect.Effect<void>,
  level: LogLevel.LogLevel = "Info",
) =>
  Effect.gen(function* () {
    yield* Effect.provide(logging, Log.layer({ format, level }))
    return (yield* TestConsole.errorLines).map(String)
  })

describe("The log", () => {
  it.effect("is one object of JSON for each entry", () =>
    Effect.gen(function* () {
      const logging = Effect.annotateLogs(Effect.logWarning("Retrying", 5), { tenant: "t", none: undefined })
      const lines = yield* linesOf("json", logging)
      assert.deepStrictEqual(
        lines.map((line) => JSON.parse(line)),
        [
          {
            time: "1970-01-01T00:00:00.000Z",
            level: "warn",
            message: "Retrying 5",
            tenant: "t",
          },
        ],
      )
    }),
  )

  it.effect("has the time of the program, even if a test has moved the clock of the server", () =>
    Effect.gen(function* () {
      const { clock, advance } = yield* makeClock
      advance("6 days")
      const [line = ""] = yield* linesOf(
        "text",
        Effect.provideService(Effect.logInfo("a"), Clock.Clock, clock),
      )
      assert.match(line, /^1970-01-01T00:00:00.000Z /)
    }),
  )

  it.effect("is a line of text that a person can read", () =>
    Effect.gen(function* () {
      const logging = Effect.annotateLogs(Effect.logInfo("request"), {
        path: "/a/b",
        name: "a b",
        status: 200,
        none: undefined,
      })
      assert.deepStrictEqual(yield* linesOf("text", logging), [
        `1970-01-01T00:00:00.000Z INFO  request path=/a/b name="a b" status=200`,
      ])
    }),
  )

  for (const format of ["json", "text"] as const) {
    it.effect(`has the stack of a defect, in ${format}`, () =>
      Effect.gen(function* () {
        const defect = new TypeError("broken")
        const [logged = "", caused = "", ...others] = yield* linesOf(
          format,
          Effect.andThen(
            Effect.logError(defect),
            Effect.catchCause(Effect.die(defect), (cause) => Effect.logError("Failed", cause)),
          ),
        )
        assert.lengthOf(others, 0)
        assert.include(logged, "TypeError: broken")
        for (const line of [logged, caused]) assert.include(line, "Log.test.ts")
      }),
    )

    it.effect.prop(
      `has one line for each entry, whatever it contains, in ${format}`,
      [Schema.String, Schema.Literals(["\n", "\r", "\u2028", "\u0085", "\u001b"])],
      ([text, control]) =>
        Effect.gen(function* () {
          const value = `${text}${control}forged`
          const logging = Effect.annotateLogs(Effect.logError(value, new Error(value)), "name", value)
          const line = (yield* linesOf(format, logging)).at(-1) ?? ""
          assert.notMatch(line, /[\p{Cc}\u2028\u2029]/u)
          if (format === "json") assert.strictEqual(JSON.parse(line).name, value)
        }),
    )
  }

  it.effect("leaves out entries below its level", () =>
    Effect.gen(function* () {
      const logging = Effect.all([Effect.logDebug("d"), Effect.logWarning("w"), Effect.logError("e")], {
        discard: true,
      })
      assert.lengthOf(yield* linesOf("text", logging, "Error"), 1)
    }),
  )

  it.live("has the warnings of Node.js as JSON", () =>
    Effect.gen(function* () {
      const before = process.listeners("warning")
      const warning = Effect.promise(async () => {
        process.emitWarning("Deprecated\nforged", "TestWarning")
        await new Promise(setImmediate)
      })
      const [line = "", ...others] = yield* linesOf("json", warning)
      assert.lengthOf(others, 0)
      assert.strictEqual(JSON.parse(line).message, "TestWarning: Deprecated\nforged")
      assert.deepStrictEqual(process.listeners("warning"), before)
    }).pipe(Effect.provide(TestConsole.layer)),
  )
})
