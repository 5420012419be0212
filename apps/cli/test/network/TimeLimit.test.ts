/** `--timeout`, over stores that never respond. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { ConnectorStore } from "@odj/core"
import { exampleConnector } from "@odj/domain"
import { MemoryConnectorStore } from "@odj/memory-adapter"
import { Context, Deferred, type Duration, Effect, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"
import { odj, seedFlags } from "../commandLine.ts"

/** Runs a command line on a store whose methods never end, and lets some time pass once one of them is called. */
const runFor = (args: ReadonlyArray<string>, time: Duration.Input, stdin = "") =>
  Effect.gen(function* () {
    const asked = yield* Deferred.make<void>()
    const never = () => Effect.andThen(Deferred.succeed(asked, undefined), Effect.never)
    const store = () =>
      Layer.mock(ConnectorStore, {
        create: never,
        createMany: never,
        get: never,
        list: never,
        update: never,
        delete: never,
      })
    const fiber = yield* Effect.forkChild(odj([...args, "--store", "memory"], { store, stdin }))
    yield* Deferred.await(asked)
    yield* TestClock.adjust(time)
    return fiber
  })

const ended = (args: ReadonlyArray<string>, time: Duration.Input, stdin?: string) =>
  Effect.flatMap(runFor(args, time, stdin), Fiber.join)

const create = ["create", ...seedFlags]

describe("--timeout", () => {
  for (const command of [["list"], ["get", "1"], ["export"], ["delete", "1", "--yes"]]) {
    it.effect(`ends odj ${command.join(" ")} with 5`, () =>
      Effect.gen(function* () {
        const { exitCode, out, err } = yield* ended([...command, "--timeout", "2m"], "2 minutes")
        assert.strictEqual(exitCode, 5)
        assert.strictEqual(out, "")
        assert.match(
          err,
          /^No result within 2m \(--timeout\)(\n1: unknown, .*\nRun the same command again; .*)?$/,
        )
      }),
    )
  }

  for (const command of ["stale", "doctor"]) {
    it.effect(`is 30 seconds by default for odj ${command}, which is UNKNOWN then, in one line`, () =>
      Effect.gen(function* () {
        const { exitCode, out } = yield* ended([command], "30 seconds")
        assert.strictEqual(exitCode, 3)
        assert.strictEqual(out, "ODJ UNKNOWN - No result within 30s (--timeout)")
      }),
    )

    it.effect(`may give odj ${command} more time, or no limit`, () =>
      Effect.gen(function* () {
        for (const limit of ["90", "0"]) {
          const fiber = yield* runFor([command, "--timeout", limit], "89 seconds")
          assert.isUndefined(fiber.pollUnsafe())
          yield* Fiber.interrupt(fiber)
        }
        const { out } = yield* ended([command, "--timeout", "90"], "90 seconds")
        assert.strictEqual(out, "ODJ UNKNOWN - No result within 1m 30s (--timeout)")
      }),
    )
  }

  it.effect("is no limit by default for other commands", () =>
    Effect.gen(function* () {
      const fiber = yield* runFor(["list"], "1 day")
      assert.isUndefined(fiber.pollUnsafe())
      yield* Fiber.interrupt(fiber)
    }),
  )

  it.effect("leaves the outcome of a create unknown, with 6", () =>
    Effect.gen(function* () {
      const { exitCode, err } = yield* ended([...create, "--timeout", "10s", "-o", "json"], "10 seconds")
      assert.strictEqual(exitCode, 6)
      const { error } = JSON.parse(err)
      assert.deepInclude(error, { code: "CreateOutcomeUnknown", exitCode: 6 })
      assert.match(error.message, /^It is unknown whether the connector was created: No result within 10s/)
      assert.match(error.remedy, /^Look for it with `odj list`/)
    }),
  )

  it.effect("leaves the outcome of an update unknown, with 5", () =>
    Effect.gen(function* () {
      const update = ["update", "1", "--state", "error", "--yes", "--timeout", "10s"]
      const { exitCode, err } = yield* ended(update, "10 seconds")
      assert.strictEqual(exitCode, 5)
      assert.match(
        err,
        /^No result within 10s \(--timeout\)\n.*unknown whether the connector 1 was changed\n/,
      )
    }),
  )

  it.effect("stops an import, with its summary", () =>
    Effect.gen(function* () {
      const row = JSON.stringify(exampleConnector)
      const { exitCode, out, err } = yield* ended(["import", "-", "--timeout", "10s"], "15 seconds", row)
      assert.strictEqual(exitCode, 5)
      assert.match(
        err,
        /^No result within 10s \(--timeout\)\n1 row: 0 created, .* Run the same command again to continue$/,
      )
      assert.include(JSON.parse(out), { created: 0, unsettled: 1 })
    }),
  )

  it.effect("lets an import continue later, without a row that is created twice", () =>
    Effect.gen(function* () {
      const folder = mkdtempSync(join(tmpdir(), "odj-timeout-"))
      yield* Effect.addFinalizer(() => Effect.sync(() => rmSync(folder, { recursive: true })))
      const file = join(folder, "rows.ndjson")
      const rows = Array.from({ length: 45 }, (_, index) => ({
        ...exampleConnector,
        displayName: `${index}`,
      }))
      writeFileSync(file, rows.map((row) => JSON.stringify(row)).join("\n"))
      const context = yield* Layer.build(MemoryConnectorStore.layer)
      const memory = Context.get(context, ConnectorStore)
      const asked = yield* Deferred.make<void>()
      // Stores the connectors, and never says so.
      const silent = ConnectorStore.of({
        ...memory,
        createMany: (connectors) =>
          memory
            .createMany(connectors)
            .pipe(Effect.andThen(Deferred.succeed(asked, undefined)), Effect.andThen(Effect.never)),
      })
      const args = ["import", file, "--url", "http://127.0.0.1:1/beta", "--timeout", "10s"]
      const store = () => Layer.succeed(ConnectorStore, silent)
      const first = yield* Effect.forkChild(odj(args, { store }))
      yield* Deferred.await(asked)
      yield* TestClock.adjust("15 seconds")
      assert.strictEqual((yield* Fiber.join(first)).exitCode, 5)

      const again = yield* odj(args, { store: () => Layer.succeedContext(context) })
      assert.strictEqual(again.exitCode, 0, again.err)
      const { connectors } = yield* memory.list({ limit: 100 })
      assert.sameMembers(
        connectors.map(({ displayName }) => displayName),
        rows.map(({ displayName }) => displayName),
      )
    }),
  )

  for (const value of ["", "abc", "-1", "10d", "1.2345", "10 s"]) {
    it.effect(`can't be ${JSON.stringify(value)}`, () =>
      Effect.gen(function* () {
        const { exitCode, err } = yield* odj(["list", `--timeout=${value}`, "--store", "memory"])
        assert.strictEqual(exitCode, 2)
        assert.include(err, "Use a duration such as 30s, 2m or 1h")
      }),
    )
  }
})
