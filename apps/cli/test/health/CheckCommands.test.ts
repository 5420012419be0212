import { assert, describe, it } from "@effect/vitest"
import { ConnectorStore, ConnectorStoreRefused } from "@odj/core"
import type { NewDomainJoinConnector } from "@odj/domain"
import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { odj, storeOf } from "../commandLine.ts"
import { berlin, nameless, paris } from "../connectors.ts"

const now = ["--now", "2026-01-31T12:00:00Z"]

const check = (
  connectors: ReadonlyArray<NewDomainJoinConnector>,
  args: ReadonlyArray<string>,
  terminal = false,
) =>
  Effect.gen(function* () {
    const store = yield* storeOf(connectors)
    const [command = "", ...flags] = args
    return yield* odj([command, "--store", "memory", ...flags], { store, terminal, env: { NO_COLOR: "1" } })
  }).pipe(Effect.scoped)

describe("odj stale", () => {
  const rows: ReadonlyArray<
    readonly [
      connectors: ReadonlyArray<NewDomainJoinConnector>,
      flags: ReadonlyArray<string>,
      exitCode: number,
      line: string,
    ]
  > = [
    [[], now, 0, "ODJ OK - there are no connectors | stale=0;0;;0;0 critical=0;;0;0;0"],
    [[berlin], now, 0, "ODJ OK - 0 of 1 connector is stale | stale=0;0;;0;1 critical=0;;0;0;1"],
    [
      [berlin],
      [...now, "--older-than", "10m"],
      1,
      "ODJ WARNING - 1 of 1 connector is stale | stale=1;0;;0;1 critical=0;;0;0;1",
    ],
    [
      [berlin, paris, nameless],
      now,
      2,
      "ODJ CRITICAL - 2 of 3 connectors are stale | stale=2;0;;0;3 critical=2;;0;0;3",
    ],
    [
      [paris],
      [...now, "--older-than", "6d"],
      0,
      "ODJ OK - 0 of 1 connector is stale | stale=0;0;;0;1 critical=0;;0;0;1",
    ],
  ]
  for (const [connectors, flags, exitCode, line] of rows) {
    it.effect(`prints ${line}, and exits with ${exitCode}`, () =>
      Effect.gen(function* () {
        const { out, err, ...ended } = yield* check(connectors, ["stale", ...flags])
        assert.strictEqual(ended.exitCode, exitCode)
        assert.strictEqual(out.split("\n")[0], line)
        assert.strictEqual(err, "")
      }),
    )
  }

  it.effect("prints the details below the line", () =>
    Effect.gen(function* () {
      const { out } = yield* check([berlin, paris], ["stale", ...now], true)
      const [, names = "", row = ""] = out.split("\n")
      assert.match(
        names,
        /^severity +id +displayName +lastConnectionDateTime +silentFor +state +expectedState +daysLeft$/,
      )
      assert.match(row, /^critical +2 +Paris +2026-01-26T12:00:00Z +5d 0h +error +inactive +25$/)
    }),
  )

  it.effect("has no | below the line, which would start performance data", () =>
    Effect.gen(function* () {
      const { out } = yield* check([{ ...paris, displayName: "a | b=1" }], ["stale", ...now], true)
      assert.match(out, /a \/ b=1/)
      assert.strictEqual(out.split("|").length, 2)
    }),
  )

  it.effect("prints all data as JSON", () =>
    Effect.gen(function* () {
      const { exitCode, out } = yield* check([berlin, paris], ["stale", ...now, "-o", "json"])
      assert.strictEqual(exitCode, 2)
      assert.deepStrictEqual(JSON.parse(out), {
        status: "CRITICAL",
        exitCode: 2,
        summary: "1 of 2 connectors is stale",
        now: "2026-01-31T12:00:00Z",
        olderThan: "1h",
        total: 2,
        stale: [
          {
            severity: "critical",
            id: "2",
            displayName: "Paris",
            lastConnectionDateTime: "2026-01-26T12:00:00Z",
            silentFor: "5d 0h",
            state: "error",
            expectedState: "inactive",
            daysLeft: 25,
          },
        ],
      })
    }),
  )

  it.effect("applies a query, and keeps the exit code", () =>
    Effect.gen(function* () {
      const { exitCode, out } = yield* check([paris], ["stale", ...now, "--query", "stale[].id"])
      assert.strictEqual(exitCode, 2)
      assert.deepStrictEqual(JSON.parse(out), ["2"])
    }),
  )

  it.effect("counts from the current time without --now, and with --now now", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.parse("2026-01-31T12:30:00.124Z"))
      for (const flags of [[], ["--now", "now"]]) {
        const { exitCode } = yield* check([berlin], ["stale", ...flags])
        assert.strictEqual(exitCode, 1)
      }
    }),
  )
})

describe("odj doctor", () => {
  it.effect("reports that a connector is healthy", () =>
    Effect.gen(function* () {
      const { exitCode, out } = yield* check([berlin], ["doctor", ...now])
      assert.strictEqual(exitCode, 0)
      assert.match(out, /^ODJ OK - 1 connector is healthy \| findings=0;0;;0; /)
    }),
  )

  it.effect("prints its findings as a table or as CSV", () =>
    Effect.gen(function* () {
      const text = yield* check([berlin, nameless], ["doctor", ...now, "--min-version", "7"])
      const csv = yield* check([berlin, nameless], ["doctor", ...now, "--min-version", "7", "-o", "csv"])
      assert.strictEqual(text.exitCode, 2)
      assert.match(text.out, /^ODJ CRITICAL - 3 problems in 2 of 2 connectors \| /)
      assert.match(text.out, /^critical +never-connected +3 +It has never contacted Intune$/m)
      assert.strictEqual(csv.exitCode, 2)
      assert.strictEqual(csv.out.split("\n")[0], "severity,check,id,displayName,message")
    }),
  )
})

describe("A check", () => {
  const unknown: ReadonlyArray<readonly [title: string, args: ReadonlyArray<string>, out: RegExp]> = [
    ["an unknown flag", ["stale", "--bogus"], /^ODJ UNKNOWN - .*--bogus/],
    ["an invalid age", ["stale", "--store", "memory", "--older-than", "x"], /^ODJ UNKNOWN - --older-than: /],
    [
      "an invalid instant",
      ["doctor", "--store", "memory", "--now", "today"],
      /^ODJ UNKNOWN - --now: Expected/,
    ],
    ["an invalid version", ["doctor", "--store", "memory", "--min-version", "new"], /^ODJ UNKNOWN - /],
  ]
  for (const [title, args, expected] of unknown) {
    it.effect(`exits with 3 for ${title}, and reports it on standard output`, () =>
      Effect.gen(function* () {
        const { exitCode, out } = yield* odj(args)
        assert.strictEqual(exitCode, 3)
        assert.match(out, expected)
      }),
    )
  }

  it.effect("exits with 3 if the service fails, and prints the remedy", () =>
    Effect.gen(function* () {
      const { exitCode, out, err } = yield* odj(["doctor", "--store", "memory"], {
        store: () =>
          Layer.mock(ConnectorStore, {
            list: () =>
              new ConnectorStoreRefused({ report: { message: "no | token" }, reason: "SignInRequired" }),
          }),
      })
      assert.strictEqual(exitCode, 3)
      assert.match(out, /^ODJ UNKNOWN - The sign-in failed or has expired: no \/ token\nRun `odj login`/)
      assert.strictEqual(err, "")
    }),
  )

  it.effect("exits with 3 with JSON output as well", () =>
    Effect.gen(function* () {
      const { exitCode, err } = yield* odj(["stale", "-o", "json", "--store", "memory", "--older-than", "x"])
      assert.strictEqual(exitCode, 3)
      assert.strictEqual(JSON.parse(err).error.exitCode, 3)
    }),
  )
})
