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
  it.effect("deletes each id once, and prints no result", () =>
    Effect.gen(function* () {
      const { exitCode, out, err, left } = yield* remove(["1", "3", "1", "--yes"])
      assert.strictEqual(exitCode, 0, err)
      assert.strictEqual(out, "")
      assert.strictEqual(err, "")
      assert.deepStrictEqual(left, ["2"])
    }),
  )

  for (const [title, stdin, ids] of [
    ["on each line", "1\n3\n1\n", ["2"]],
    ["with line ends of Windows, a byte order mark and blank lines", "\ufeff1\r\n\r\n  \r\n3", ["2"]],
    ["as JSON texts", '"1"\n"3"\n', ["2"]],
    ["in a JSON array", '[\n  "1",\n  "3"\n]\n', ["2"]],
  ] as const) {
    it.effect(`deletes the ids in standard input, ${title}`, () =>
      Effect.gen(function* () {
        const { exitCode, err, left } = yield* remove(["-", "--yes"], { stdin })
        assert.strictEqual(exitCode, 0, err)
        assert.deepStrictEqual(left, ids)
      }),
    )
  }

  it.effect("deletes the ids in standard input beside others", () =>
    Effect.gen(function* () {
      const { left } = yield* remove(["3", "-", "--yes"], { stdin: "1\n" })
      assert.deepStrictEqual(left, ["2"])
    }),
  )

  it.effect("opens no database before it has read the ids in standard input", () =>
    Effect.gen(function* () {
      const opened: Array<string> = []
      const store = () =>
        Layer.effect(
          ConnectorStore,
          Effect.suspend(() => Effect.die(opened.push("opened"))),
        )
      const { exitCode } = yield* odj(["delete", "-", "--yes", "--store", "memory"], { store, stdin: "{" })
      assert.deepStrictEqual([exitCode, opened], [2, []])
    }),
  )

  for (const stdin of ["", "\n \r\n", "[]"]) {
    it.effect(`deletes nothing if standard input is ${JSON.stringify(stdin)}`, () =>
      Effect.gen(function* () {
        const { exitCode, err, left } = yield* remove(["-", "--yes"], { stdin })
        assert.strictEqual(exitCode, 0)
        assert.strictEqual(err, "Standard input has no ids; nothing was deleted")
        assert.deepStrictEqual(left, ["1", "2", "3"])
      }),
    )
  }

  const notIds: ReadonlyArray<readonly [stdin: string | Uint8Array, err: RegExp]> = [
    [
      "1\nid\tBerlin\n",
      /^Line 2 of standard input is not an id\. Write one id per line, or a JSON array of ids as /,
    ],
    ['1\n\n{"id":"3"}', /^Line 3 of standard input is not an id/],
    ['""', /^Line 1 of standard input is not an id/],
    ['["1",', /^Line 1 of standard input is not an id/],
    ['["1", {"id":"3"}]', /^Item 2 of standard input is not an id/],
    ['["1", ""]', /^Item 2 of standard input is not an id/],
    [Uint8Array.of(0xff, 0x31), /^standard input: Line 1 is not UTF-8\. /],
    ["1\n\0", /^standard input: Line 2 has a NUL character: /],
  ]
  for (const [stdin, expected] of notIds) {
    it.effect(`refuses ${JSON.stringify(String(stdin))} as ids before it sends anything`, () =>
      Effect.gen(function* () {
        const { exitCode, err } = yield* odj(["delete", "-", "--yes", "--store", "memory"], {
          store: () => Layer.mock(ConnectorStore, {}),
          stdin,
        })
        assert.strictEqual(exitCode, 2)
        assert.match(err, expected)
      }),
    )
  }

  for (const terminal of [false, true]) {
    it.effect(`needs --yes for ids in standard input ${terminal ? "on" : "without"} a terminal`, () =>
      Effect.gen(function* () {
        const { exitCode, err, left } = yield* remove(["-"], { terminal, stdin: "1\ny\n" })
        assert.strictEqual(exitCode, 2)
        assert.match(
          err,
          /^odj can't ask for confirmation, because standard input has the ids\. Pass --yes\.$/,
        )
        assert.deepStrictEqual(left, ["1", "2", "3"])
      }),
    )
  }

  it.effect("asks on a terminal, shows the connectors, and reports each deletion", () =>
    Effect.gen(function* () {
      const { exitCode, err, left } = yield* remove(["1", "3"], { terminal: true, stdin: "yes\n" })
      assert.strictEqual(exitCode, 0)
      assert.include(err, "1  Berlin, active, last contact 2026-01-31T13:30:00.123456789012+02:00")
      assert.include(err, "Delete these 2 connectors? [y/N] ")
      assert.include(err, "Deleted 1\nDeleted 3")
      assert.deepStrictEqual(left, ["2"])
    }),
  )

  it.effect("shows a missing connector as not found, and deletes the others", () =>
    Effect.gen(function* () {
      const { exitCode, err, left } = yield* remove(["1", "x"], { terminal: true, stdin: "y\n" })
      assert.strictEqual(exitCode, 4)
      assert.include(err, "  x  (not found)\nDelete the other connector? [y/N] ")
      assert.include(err, "x: There is no connector with the id x")
      assert.deepStrictEqual(left, ["2", "3"])
    }),
  )

  it.effect("asks nothing and deletes nothing if none of the connectors is found", () =>
    Effect.gen(function* () {
      for (const ids of [["x"], ["x", "y"]]) {
        const { exitCode, err } = yield* odj(["delete", ...ids, "--store", "memory"], {
          store: () => Layer.mock(ConnectorStore, { get: (id) => new ConnectorNotFound({ id }) }),
          terminal: true,
          stdin: "y\n",
        })
        assert.strictEqual(exitCode, 4)
        assert.notInclude(err, "[y/N]")
        assert.include(err, "There is no connector with the id x")
      }
    }),
  )

  it.effect("shows that a connector has no name, whether that is null or empty", () =>
    Effect.gen(function* () {
      const store = yield* storeOf([{ ...berlin, displayName: "" }, nameless])
      const { err } = yield* odj(["delete", "1", "3", "--store", "memory"], { store, terminal: true })
      assert.include(err, "  1  (no name), active")
      assert.include(err, "  3  (no name), ")
    }).pipe(Effect.scoped),
  )

  it.effect("reports what was done, is unknown and was not tried when it is interrupted", () =>
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
        /^1: deleted\nx: not found\n2: unknown, since its deletion was interrupted\n3: not tried\n/,
      )
    }),
  )

  it.effect("deletes nothing after the answer no", () =>
    Effect.gen(function* () {
      const { exitCode, left } = yield* remove(["1"], { terminal: true, stdin: "n\n" })
      assert.strictEqual(exitCode, 130)
      assert.deepStrictEqual(left, ["1", "2", "3"])
    }),
  )

  it.effect("sends nothing without --yes and without a terminal", () =>
    Effect.gen(function* () {
      const { exitCode, err } = yield* odj(["delete", "1", "--store", "memory"], {
        store: () => Layer.mock(ConnectorStore, {}),
      })
      assert.strictEqual(exitCode, 2)
      assert.match(err, /^odj can't ask for confirmation without a terminal\. Pass --yes/)
    }),
  )

  it.effect("deletes the others if one is not found, and names that one", () =>
    Effect.gen(function* () {
      const { exitCode, err, left } = yield* remove(["1", "x", "2", "--yes"])
      assert.strictEqual(exitCode, 4)
      assert.match(err, /^x: There is no connector with the id x\n/)
      assert.deepStrictEqual(left, ["3"])
    }),
  )

  it.effect("stops at a failure that every id would have, and names the ids not tried", () =>
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
      assert.match(err, /^1: There is no .*\n2: No usable response from the service: gone\n3: not tried\n/)
      assert.deepStrictEqual(asked, ["1", "2"])
    }),
  )

  it.effect("explains a refusal of Intune, which removes inactive connectors itself", () =>
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
