import { assert, describe, it } from "@effect/vitest"
import {
  ConnectorNotFound,
  ConnectorStore,
  ConnectorStoreRefused,
  ConnectorStoreUnavailable,
} from "@odj/core"
import { Effect, Layer } from "effect"
import { errorsWhenInterrupted, odj, storeOf, type World } from "../commandLine.ts"
import { berlin, nameless, paris } from "../connectors.ts"

const remove = (args: ReadonlyArray<string>, world: World = {}) =>
  Effect.gen(function* () {
    const store = yield* storeOf([berlin, paris, nameless])
    const ended = yield* odj(["delete", "--store", "memory", ...args], { store, ...world })
    const { out } = yield* odj(["list", "--store", "memory", "--query", "[].id", "-o", "json"], { store })
    return { ...ended, left: JSON.parse(out) }
  }).pipe(Effect.scoped)

describe("odj delete", () => {
  it.effect("deletes each of the ids, once, and has no result", () =>
    Effect.gen(function* () {
      const { exitCode, out, err, left } = yield* remove(["1", "3", "1", "--yes"])
      assert.strictEqual(exitCode, 0, err)
      assert.strictEqual(out, "")
      assert.strictEqual(err, "")
      assert.deepStrictEqual(left, ["2"])
    }),
  )

  it.effect("asks on a terminal, shows what it is about, and says what is done", () =>
    Effect.gen(function* () {
      const { exitCode, err, left } = yield* remove(["1", "3"], { terminal: true, stdin: "yes\n" })
      assert.strictEqual(exitCode, 0)
      assert.include(err, "1  Berlin, active, last seen 2026-01-31T13:30:00.123456789012+02:00")
      assert.include(err, "Delete these 2 connectors? [y/N] ")
      assert.include(err, "Deleted 1\nDeleted 3")
      assert.deepStrictEqual(left, ["2"])
    }),
  )

  it.effect("asks where one is not there, says so, and deletes the others", () =>
    Effect.gen(function* () {
      const { exitCode, err, left } = yield* remove(["1", "x"], { terminal: true, stdin: "y\n" })
      assert.strictEqual(exitCode, 4)
      assert.include(err, "  x  (not there)\nDelete these 2 connectors? [y/N] ")
      assert.include(err, "x: There is no connector of the id x")
      assert.deepStrictEqual(left, ["2", "3"])
    }),
  )

  it.effect("says what is done, unknown and untried when it is interrupted", () =>
    Effect.gen(function* () {
      const err = yield* errorsWhenInterrupted(["delete", "1", "x", "2", "3", "--yes"], (asked) => ({
        delete: (id) =>
          id === "1"
            ? Effect.void
            : id === "x"
              ? new ConnectorNotFound({ id })
              : Effect.andThen(asked, Effect.never),
      }))
      assert.match(
        err,
        /^1: deleted\nx: not there\n2: interrupted, and it is unknown whether it was deleted\n3: not tried\n/,
      )
    }),
  )

  it.effect("deletes nothing where the answer is no", () =>
    Effect.gen(function* () {
      const { exitCode, left } = yield* remove(["1"], { terminal: true, stdin: "n\n" })
      assert.strictEqual(exitCode, 130)
      assert.deepStrictEqual(left, ["1", "2", "3"])
    }),
  )

  it.effect("sends nothing without --yes where there is nobody to ask", () =>
    Effect.gen(function* () {
      const { exitCode, err } = yield* odj(["delete", "1", "--store", "memory"], {
        store: () => Layer.mock(ConnectorStore, {}),
      })
      assert.strictEqual(exitCode, 2)
      assert.match(err, /^--yes: Expected/)
    }),
  )

  it.effect("deletes the others where one is not there, and names that", () =>
    Effect.gen(function* () {
      const { exitCode, err, left } = yield* remove(["1", "x", "2", "--yes"])
      assert.strictEqual(exitCode, 4)
      assert.match(err, /^x: There is no connector of the id x\n/)
      assert.deepStrictEqual(left, ["3"])
    }),
  )

  it.effect("stops where the next one would fail in the same way, and names what was not tried", () =>
    Effect.gen(function* () {
      const asked: Array<string> = []
      const { exitCode, err } = yield* odj(["delete", "1", "2", "3", "--yes", "--store", "memory"], {
        store: () =>
          Layer.mock(ConnectorStore, {
            delete: (id) => {
              asked.push(id)
              return id === "1"
                ? Effect.fail(new ConnectorNotFound({ id }))
                : Effect.fail(new ConnectorStoreUnavailable({ report: { message: "gone" } }))
            },
          }),
      })
      assert.strictEqual(exitCode, 5)
      assert.match(err, /^1: There is no .*\n2: No answer of the service can be used: gone\n3: not tried\n/)
      assert.deepStrictEqual(asked, ["1", "2"])
    }),
  )

  it.effect("says that Intune removes an inactive one by itself, where it refuses", () =>
    Effect.gen(function* () {
      const { exitCode, err } = yield* odj(["delete", "1", "--yes", "--store", "memory"], {
        store: () =>
          Layer.mock(ConnectorStore, {
            delete: () =>
              new ConnectorStoreRefused({ report: { message: "An error" }, reason: "DeletionNotOffered" }),
          }),
      })
      assert.strictEqual(exitCode, 4)
      assert.match(err, /after 30 days/)
    }),
  )
})
