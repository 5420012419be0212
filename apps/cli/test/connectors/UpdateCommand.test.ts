import { assert, describe, it } from "@effect/vitest"
import { ConnectorStore } from "@odj/core"
import { Effect, Layer, PlatformError } from "effect"
import { errorsWhenInterrupted, odj, storeOf, type World } from "../commandLine.ts"
import { berlin } from "../connectors.ts"

const update = (flags: ReadonlyArray<string>, world: World = {}) =>
  Effect.gen(function* () {
    const store = yield* storeOf([berlin])
    const ended = yield* odj(["update", "1", "--store", "memory", ...flags], { store, ...world })
    const { out } = yield* odj(["get", "1", "--store", "memory"], { store })
    return { ...ended, stored: JSON.parse(out) }
  }).pipe(Effect.scoped)

describe("odj update", () => {
  it.effect("changes the given properties only, and prints the changed connector", () =>
    Effect.gen(function* () {
      const { exitCode, out, err, stored } = yield* update(["--state", "error", "--yes"])
      assert.strictEqual(exitCode, 0, err)
      assert.deepStrictEqual(JSON.parse(out), { ...berlin, state: "error" })
      assert.deepStrictEqual(stored, { ...berlin, state: "error" })
      assert.strictEqual(err, "")
    }),
  )

  it.effect("reads the change from a body", () =>
    Effect.gen(function* () {
      const { stored } = yield* update(["--body", "-", "--yes"], { stdin: '{"displayName":null}' })
      assert.deepStrictEqual(stored, { ...berlin, displayName: null })
    }),
  )

  it.effect("asks on a terminal, and shows old and new values", () =>
    Effect.gen(function* () {
      const { exitCode, err, stored } = yield* update(["--display-name", "HQ\u001b[31m"], {
        terminal: true,
        stdin: "y\n",
      })
      assert.strictEqual(exitCode, 0)
      assert.include(err, "displayName: Berlin -> HQ\\u{1b}[31m\nChange the connector 1? [y/N] ")
      assert.strictEqual(stored.displayName, "HQ\u001b[31m")
    }),
  )

  for (const answer of ["n\n", "\n", "", "yeah\n"]) {
    it.effect(`changes nothing after ${JSON.stringify(answer)}, and exits with 130`, () =>
      Effect.gen(function* () {
        const { exitCode, err, out, stored } = yield* update(["--state", "error"], {
          terminal: true,
          stdin: answer,
        })
        assert.strictEqual(exitCode, 130)
        assert.include(err, "Cancelled; nothing was changed")
        assert.strictEqual(out, "")
        assert.deepStrictEqual(stored, berlin)
      }),
    )
  }

  it.effect("prints the changed connector to standard error if the result can't be written", () =>
    Effect.gen(function* () {
      const cause = new Error("no space left on device")
      const { exitCode, err, stored } = yield* update(["--state", "error", "--yes"], {
        outputFailure: PlatformError.systemError({
          _tag: "Unknown",
          module: "Stdio",
          method: "stdout",
          cause,
        }),
      })
      const [reason, changed = ""] = err.split("\n")
      assert.strictEqual(exitCode, 1)
      assert.strictEqual(
        reason,
        `The connector was changed, but the result can't be written: ${cause.message}`,
      )
      assert.deepStrictEqual(JSON.parse(changed), stored)
    }),
  )

  it.effect("reports an unknown outcome when it is interrupted while a request is in flight", () =>
    Effect.gen(function* () {
      const err = yield* errorsWhenInterrupted(["update", "1", "--state", "error", "--yes"], (asked) => ({
        update: () => Effect.andThen(asked, Effect.never),
      }))
      assert.match(err, /^Interrupted: it is unknown whether the connector 1 was changed\nCheck it/)
    }),
  )

  const refused: ReadonlyArray<
    readonly [title: string, flags: ReadonlyArray<string>, world: World, err: RegExp]
  > = [
    [
      "a change without --yes and without a terminal",
      ["--state", "error"],
      {},
      /^odj can't ask for confirmation without a terminal\. Pass --yes\.$/,
    ],
    [
      "a body from a terminal without --yes",
      ["--body", "-"],
      { terminal: true, stdin: '{"state":"error"}' },
      /Pass --yes/,
    ],
    ["an empty change", ["--yes"], {}, /^Nothing to change: /],
    ["an empty change without --yes and without a terminal", [], {}, /^Nothing to change: /],
    [
      "an unknown state",
      ["--yes", "--state", "paused"],
      {},
      /^--state: Unknown state "paused"\. Use active, error or inactive$/,
    ],
    ["another id", ["--yes", "--body", "-"], { stdin: '{"id":"2"}' }, /^id: Expected the connector's own id/],
  ]
  for (const [title, flags, world, expected] of refused) {
    it.effect(`refuses ${title} before it sends anything`, () =>
      Effect.gen(function* () {
        const { exitCode, err } = yield* odj(["update", "1", "--store", "memory", ...flags], {
          store: () => Layer.mock(ConnectorStore, {}),
          ...world,
        })
        assert.strictEqual(exitCode, 2, err)
        assert.match(err, expected)
      }),
    )
  }
})
