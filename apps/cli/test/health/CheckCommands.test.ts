import { assert, describe, it } from "@effect/vitest"
import { ConnectorStore, ConnectorStoreRefused } from "@odj/core"
import { DateTimeOffset, DomainJoinConnector, type NewDomainJoinConnector } from "@odj/domain"
import { Effect, Layer, Schema } from "effect"
import { TestClock } from "effect/testing"
import { checks } from "../../src/health/Checks.ts"
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

const samplesOf = (metrics: string) => metrics.split("\n").filter((line) => /^[^#]/.test(line))

describe("odj stale", () => {
  const rows: ReadonlyArray<
    readonly [
      connectors: ReadonlyArray<NewDomainJoinConnector>,
      flags: ReadonlyArray<string>,
      exitCode: number,
      line: string,
    ]
  > = [
    [
      [berlin],
      now,
      0,
      "ODJ OK - 0 of 1 connector is stale | stale=0;0;;0;1 critical=0;;0;0;1 connectors=1;;;0;",
    ],
    [
      [berlin],
      [...now, "-w", "10m"],
      1,
      "ODJ WARNING - 1 of 1 connector is stale: Berlin no contact for 29m | stale=1;0;;0;1 critical=0;;0;0;1 connectors=1;;;0;",
    ],
    [
      [berlin],
      [...now, "--warning", "10m", "--critical", "29m"],
      2,
      "ODJ CRITICAL - 1 of 1 connector is stale: Berlin no contact for 29m | stale=1;0;;0;1 critical=1;;0;0;1 connectors=1;;;0;",
    ],
    [
      [berlin, paris, nameless],
      now,
      2,
      "ODJ CRITICAL - 2 of 3 connectors are stale: 3 no contact ever, Paris no contact for 5d | stale=2;0;;0;3 critical=2;;0;0;3 connectors=3;;;0;",
    ],
    [
      [paris],
      [...now, "-w", "6d", "-c", "6d"],
      0,
      "ODJ OK - 0 of 1 connector is stale | stale=0;0;;0;1 critical=0;;0;0;1 connectors=1;;;0;",
    ],
    [
      [berlin, paris],
      [...now, "--min-count", "3"],
      2,
      "ODJ CRITICAL - too few connectors: 2 of at least 3; 1 of 2 connectors is stale: Paris no contact for 5d | stale=1;0;;0;2 critical=1;;0;0;2 connectors=2;;;0;",
    ],
    [
      [],
      [...now, "--min-count", "0"],
      0,
      "ODJ OK - 0 of 0 connectors are stale | stale=0;0;;0;0 critical=0;;0;0;0 connectors=0;;;0;",
    ],
    [
      [],
      [...now, "--min-count", "1"],
      2,
      "ODJ CRITICAL - too few connectors: 0 of at least 1 | stale=0;0;;0;0 critical=0;;0;0;0 connectors=0;;;0;",
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

  it.effect("prints the details below the line, on a terminal truncated to its width", () =>
    Effect.gen(function* () {
      const { out } = yield* check([berlin, paris], ["stale", ...now])
      const wide = yield* check([berlin, paris], ["stale", ...now, "-o", "wide"], true)
      const shown = yield* check([berlin, paris], ["stale", ...now], true)
      const [, names = "", row = "", ...others] = out.split("\n")
      assert.match(names, /^severity +displayName +silentFor +state +version +removalDate +id$/)
      assert.match(row, /^critical +Paris +5d 0h +error +6\.2504\.2001\.10 +2026-02-25 +2$/)
      assert.deepStrictEqual(others.slice(0, 2), ["", "What to do:"])
      assert.strictEqual(wide.out, out)
      assert.deepStrictEqual(shown.out.split("\n").slice(1, 4), [
        "SEVERITY  NAME   NO CONTACT FOR  STATE  VERSION         REMOVAL     ID",
        "critical  Paris  5d 0h           error  6.2504.2001.10  2026-02-25  2",
        "",
      ])
      for (const line of shown.out.split("\n").slice(1)) assert.isAtMost(line.length, 80)
    }),
  )

  it.effect("names three connectors at most, those with the oldest contact, and truncates long names", () =>
    Effect.gen(function* () {
      const silentFor = (days: number, displayName: string) => ({
        ...paris,
        id: `id-${days}`,
        displayName,
        lastConnectionDateTime: DateTimeOffset.make(`2026-01-${20 - days}T12:00:00Z`),
      })
      const names = ["a", "b", "c", " ", "\u001b[31m|\n", "x".repeat(500)]
      const connectors = names.map((name, index) => silentFor(index, name))
      const [line = ""] = (yield* check(connectors, ["stale", ...now])).out.split("\n")
      assert.include(
        line,
        `: ${"x".repeat(39)}… no contact for 16d, \\u{1b}[31m/ no contact for 15d, id-3 no contact for 14d, +3 | `,
      )
    }),
  )

  it.effect("has no | below the line, which would start performance data", () =>
    Effect.gen(function* () {
      const { out } = yield* check([{ ...paris, displayName: "a | b=1" }], ["stale", ...now], true)
      assert.match(out, /a \/ b=1/)
      assert.strictEqual(out.split("|").length, 2)
    }),
  )

  it.prop(
    "prints one line with performance data, whatever the names are",
    [Schema.Array(DomainJoinConnector)],
    ([connectors]) =>
      Effect.gen(function* () {
        const stale = connectors.flatMap((connector, index) => ({
          ...connector,
          id: String(index),
          state: paris.state,
        }))
        const { out } = yield* check([paris, ...stale], ["stale", ...now])
        const [line = ""] = out.split("\n")
        // The form of the Monitoring Plugins Development Guidelines.
        assert.match(line, /^ODJ (?:OK|WARNING|CRITICAL) - [^|]{1,400} \|(?: [a-z]+=\d+;\d*;\d*;0;\d*)+$/)
      }).pipe(Effect.runPromise),
  )

  it.effect("prints a hundred rows at most, and how many are left", () =>
    Effect.gen(function* () {
      const many = Array.from({ length: 1_234 }, (_, index) => ({ ...paris, id: `id-${index}` }))
      const { out } = yield* check(many, ["stale", ...now])
      assert.strictEqual(out.split("\n").filter((line) => line.startsWith("critical ")).length, 100)
      assert.include(out, "\nand 1,134 more; -o json for all\n")
      const json = yield* check(many, ["stale", ...now, "-o", "json"])
      const data = JSON.parse(json.out)
      assert.lengthOf(data.stale, 1_234)
      assert.strictEqual(json.out, `${JSON.stringify(data, null, 2)}\n`)
    }),
  )

  it.effect("prints all data as JSON", () =>
    Effect.gen(function* () {
      const { exitCode, out } = yield* check([berlin, paris], ["stale", ...now, "-o", "json"])
      assert.strictEqual(exitCode, 2)
      assert.strictEqual(out, `${JSON.stringify(JSON.parse(out), null, 2)}\n`)
      assert.deepStrictEqual(JSON.parse(out), {
        status: "CRITICAL",
        exitCode: 2,
        summary: "1 of 2 connectors is stale: Paris no contact for 5d",
        now: "2026-01-31T12:00:00Z",
        total: 2,
        warning: "1h",
        critical: "5d",
        stale: [
          {
            severity: "critical",
            id: "2",
            displayName: "Paris",
            lastConnectionDateTime: "2026-01-26T12:00:00Z",
            silentFor: "5d 0h",
            silentSeconds: 432_000,
            state: "error",
            expectedState: "inactive",
            version: "6.2504.2001.10",
            removalDate: "2026-02-25",
            daysLeft: 25,
            remedy: checks.stale.remedy,
          },
        ],
        unreadable: [],
      })
    }),
  )

  describe("over connectors that can't be read", () => {
    const store = () =>
      Layer.mock(ConnectorStore, {
        list: () =>
          Effect.succeed({ connectors: [nameless], unreadable: [{ id: "4", problems: [], properties: {} }] }),
      })
    const stale = (...flags: ReadonlyArray<string>) =>
      odj(["stale", "--store", "memory", ...now, ...flags], { store, terminal: true, env: { NO_COLOR: "1" } })

    it.effect(
      "says on a terminal only of the others that there was never any contact, and shows ids for missing names",
      () =>
        Effect.gen(function* () {
          const { out } = yield* stale()
          assert.match(out, /^critical +3 +never +inactive/m)
          assert.match(out, /^warning +4 +4$/m)
        }),
    )

    it.effect("has the same fields in every line of TSV", () =>
      Effect.gen(function* () {
        const { out } = yield* stale("-o", "tsv")
        const lines = out.trimEnd().split("\n")
        assert.deepStrictEqual(
          lines.map((line) => line.split("\t")).map((fields) => [fields.length, fields[1]]),
          [
            [14, "3"],
            [14, "4"],
          ],
        )
      }),
    )

    it.effect("counts them as metrics", () =>
      Effect.gen(function* () {
        const { out } = yield* stale("-o", "prometheus")
        assert.include(samplesOf(out), 'odj_connectors_unreadable{command="stale"} 1')
      }),
    )
  })

  it.effect("writes rows of data in pieces, with one header", () =>
    Effect.gen(function* () {
      const many = Array.from({ length: 250 }, (_, index) => ({ ...paris, id: `id-${index}` }))
      const csv = yield* check(many, ["stale", ...now, "-o", "csv"])
      const lines = csv.out.trimEnd().split("\n")
      assert.deepStrictEqual(
        [lines.length, lines.filter((line) => line.startsWith("severity,")).length],
        [251, 1],
      )
      const none = yield* check([], ["stale", ...now, "-o", "csv"])
      assert.strictEqual(none.out, "")
    }),
  )

  it.effect("prints metrics, and then exits with 0", () =>
    Effect.gen(function* () {
      const { exitCode, out, err } = yield* check(
        [berlin, { ...paris, displayName: '"P"' }, nameless],
        ["stale", ...now, "-o", "prometheus"],
      )
      assert.deepStrictEqual([exitCode, err], [0, ""])
      assert.deepStrictEqual(samplesOf(out), [
        'odj_check_success{command="stale"} 1',
        'odj_check_status{command="stale"} 2',
        'odj_check_timestamp_seconds{command="stale"} 1769860800',
        'odj_connectors{command="stale"} 3',
        'odj_connectors_stale{severity="warning"} 0',
        'odj_connectors_stale{severity="critical"} 2',
        'odj_connectors_unreadable{command="stale"} 0',
        'odj_connector_last_contact_timestamp_seconds{id="1",name="Berlin",state="active",version="6.2504.2001.8"} 1769859000.123',
        'odj_connector_last_contact_timestamp_seconds{id="2",name="\\"P\\"",state="error",version="6.2504.2001.10"} 1769428800',
        'odj_connector_last_contact_timestamp_seconds{id="3",name="",state="inactive",version=""} 0',
      ])
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
  it.effect("reports that a connector is healthy, with notes that change no exit code", () =>
    Effect.gen(function* () {
      const { exitCode, out } = yield* check([berlin], ["doctor", ...now])
      assert.strictEqual(exitCode, 0)
      assert.match(out, /^ODJ OK - 1 connector is healthy, with 1 note \| problems=0;0;;0; critical=0;;0;0; /)
      assert.match(out, /^note +Berlin +one-active /m)
    }),
  )

  it.effect("is critical for a build that Intune does not support, although it is active", () =>
    Effect.gen(function* () {
      const old = { ...berlin, version: "6.1803.0.0" }
      const { exitCode, out } = yield* check([old], ["doctor", ...now])
      assert.strictEqual(exitCode, 2)
      assert.match(out, /^ODJ CRITICAL - 1 problem in 1 of 1 connector: Berlin version-unsupported \| /)
      assert.include(
        out,
        "\nWhat to do:\nversion-unsupported: Uninstall this connector, and install the current one ",
      )
      assert.strictEqual((yield* check([old], ["doctor", ...now, "--min-version", "0"])).exitCode, 0)
      const json = yield* check([old], ["doctor", ...now, "-o", "json"])
      assert.deepInclude(JSON.parse(json.out), { minVersion: "6.2501.2000.5" })
      assert.deepInclude(JSON.parse(json.out).findings[0], {
        check: "version-unsupported",
        message: "Version 6.1803.0.0 is older than 6.2501.2000.5: Intune gives it no enrolment requests",
        remedy: checks["version-unsupported"].remedy,
      })
    }),
  )

  it.effect("prints its findings as a table or as CSV", () =>
    Effect.gen(function* () {
      const text = yield* check([berlin, nameless], ["doctor", ...now, "--min-version", "7"])
      const csv = yield* check([berlin, nameless], ["doctor", ...now, "--min-version", "7", "-o", "csv"])
      assert.strictEqual(text.exitCode, 2)
      assert.match(
        text.out,
        /^ODJ CRITICAL - 3 problems in 2 of 2 connectors: 3 never-connected, 3 version-unknown, Berlin version-below \| /,
      )
      assert.match(text.out, /^critical +never-connected +It has never contacted Intune +3$/m)
      assert.strictEqual(csv.exitCode, 2)
      assert.strictEqual(
        csv.out.split("\n")[0],
        "severity,check,id,displayName,message,remedy,lastConnectionDateTime,state,version,silentSeconds",
      )
    }),
  )

  it.effect("prints metrics of its findings", () =>
    Effect.gen(function* () {
      const { exitCode, out } = yield* check([paris], ["doctor", ...now, "-o", "prometheus"])
      assert.strictEqual(exitCode, 0)
      assert.deepStrictEqual(samplesOf(out).slice(4), [
        'odj_findings{severity="critical"} 1',
        'odj_findings{severity="warning"} 1',
        'odj_findings{severity="note"} 0',
        'odj_finding{check="stale",severity="critical",id="2",name="Paris"} 1',
        'odj_finding{check="state",severity="warning",id="2",name="Paris"} 1',
      ])
    }),
  )
})

describe("A check", () => {
  const unknown: ReadonlyArray<readonly [title: string, args: ReadonlyArray<string>, out: RegExp]> = [
    ["an unknown flag", ["stale", "--bogus"], /^ODJ UNKNOWN - .*--bogus/],
    ["an invalid age", ["stale", "--store", "memory", "-w", "x"], /^ODJ UNKNOWN - --warning: /],
    [
      "a warning after the critical age",
      ["stale", "--store", "memory", "-w", "6d"],
      /^ODJ UNKNOWN - --warning \(6d\) can't be longer than --critical \(5d\)\.$/,
    ],
    ["a negative age", ["stale", "--store", "memory", "-w", "-1h"], /^ODJ UNKNOWN - --warning: /],
    ["an invalid number", ["stale", "--store", "memory", "--min-count", "-1"], /^ODJ UNKNOWN - /],
    [
      "a query on metrics",
      ["stale", "--store", "memory", "-o", "prometheus", "--query", "total"],
      /^odj_check_success\{command="stale"\} 0$/m,
    ],
    [
      "an unknown flag, as metrics",
      ["doctor", "-o", "prometheus", "--bogus"],
      /^odj_check_success\{command="doctor"\} 0$/m,
    ],
    ["an invalid instant", ["doctor", "--store", "memory", "--now", "today"], /^ODJ UNKNOWN - --now: Use/],
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

  for (const command of ["stale", "doctor"]) {
    it.effect(`is UNKNOWN over no connectors, and odj ${command} names the likely causes`, () =>
      Effect.gen(function* () {
        const { exitCode, out } = yield* check([], [command, ...now])
        assert.strictEqual(exitCode, 3)
        assert.match(out, /^ODJ UNKNOWN - there are no connectors: check the tenant, the scope tags .* \| /)
        const json = yield* check([], [command, ...now, "-o", "json"])
        assert.strictEqual(json.exitCode, 3)
        assert.deepInclude(JSON.parse(json.out), { status: "UNKNOWN", exitCode: 3, total: 0 })
        assert.strictEqual(json.out, `${JSON.stringify(JSON.parse(json.out), null, 2)}\n`)
        assert.strictEqual((yield* check([], [command, ...now, "--min-count", "0"])).exitCode, 0)
      }),
    )
  }

  it.effect("prints metrics if the service fails, the reason on standard error, and exits with 3", () =>
    Effect.gen(function* () {
      const { exitCode, out, err } = yield* odj(["stale", "--store", "memory", "-o", "prometheus"], {
        store: () =>
          Layer.mock(ConnectorStore, {
            list: () =>
              new ConnectorStoreRefused({ report: { message: "no token" }, reason: "SignInRequired" }),
          }),
      })
      assert.strictEqual(exitCode, 3)
      assert.deepStrictEqual(samplesOf(out), [
        'odj_check_success{command="stale"} 0',
        'odj_check_status{command="stale"} 3',
        'odj_check_timestamp_seconds{command="stale"} 0',
      ])
      assert.match(err, /^The sign-in failed or has expired: no token\n/)
    }),
  )

  it.effect("exits with 3 with JSON output as well", () =>
    Effect.gen(function* () {
      const { exitCode, err } = yield* odj(["stale", "-o", "json", "--store", "memory", "-w", "x"])
      assert.strictEqual(exitCode, 3)
      assert.strictEqual(JSON.parse(err).error.exitCode, 3)
    }),
  )
})

describe("Other commands", () => {
  it.effect.each([["list"], ["export"], ["get", "7"]])("refuse -o prometheus: %j", (args) =>
    Effect.gen(function* () {
      const ended = yield* odj([...args, "--store", "memory", "-o", "prometheus"])
      assert.strictEqual(ended.exitCode, 2)
      assert.match(ended.err, /only for `odj stale` and `odj doctor`|Use ndjson, json or csv/)
    }),
  )
})
