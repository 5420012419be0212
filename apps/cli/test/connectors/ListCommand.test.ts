import { assert, describe, it } from "@effect/vitest"
import { ConnectorStore, ConnectorStoreUnavailable } from "@odj/core"
import {
  DomainJoinConnector,
  exampleConnector,
  type NewDomainJoinConnector,
  propertyNames,
} from "@odj/domain"
import { largestPage } from "@odj/graph-wire"
import { Effect, Layer, PlatformError, Schema } from "effect"
import { TestClock } from "effect/testing"
import { odj, storeOf } from "../commandLine.ts"

const now = Date.parse("2026-01-31T12:00:00Z")

const connector = Schema.decodeSync(DomainJoinConnector)

const first = connector({
  ...exampleConnector,
  id: "1",
  displayName: "Berlin",
  lastConnectionDateTime: "2026-01-31T13:30:00.123456789012+02:00",
  state: "active",
  version: "2",
})

const second = connector({
  ...exampleConnector,
  id: "2",
  displayName: "berlin-2",
  lastConnectionDateTime: "2026-01-26T12:00:00Z",
  state: "error",
  version: "1",
})

const third = connector({
  ...exampleConnector,
  id: "3",
  displayName: null,
  lastConnectionDateTime: "2026-01-26T11:59:59.999999999999Z",
  state: "inactive",
  version: "1",
})

const connectors = [first, second, third] as ReadonlyArray<NewDomainJoinConnector>

const idsIn = (out: string) => (JSON.parse(out) as ReadonlyArray<{ readonly id: string }>).map(({ id }) => id)

const list = (...flags: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    yield* TestClock.setTime(now)
    return yield* odj(["list", "--store", "memory", ...flags], { store: yield* storeOf(connectors) })
  }).pipe(Effect.scoped)

describe("odj list", () => {
  it.effect("takes text in backticks that is not JSON in a query, as az and aws do", () =>
    Effect.gen(function* () {
      const bare = yield* list("--query", "[?state==`active` || version==`6.2504.2001.8`].id")
      const quoted = yield* list("--query", '[?state==`"active"`].id')
      const number = yield* list("--query", "[?version==`1`].id")
      assert.deepStrictEqual(JSON.parse(bare.out), ["1"])
      assert.strictEqual(quoted.out, bare.out)
      assert.deepStrictEqual(JSON.parse(number.out), [])
    }),
  )

  it.effect("exits with 2 if the query can't be applied to the connectors, and names it", () =>
    Effect.gen(function* () {
      const { exitCode, out, err } = yield* list("--query", "sort_by(@, &displayName)")
      assert.strictEqual(exitCode, 2)
      assert.strictEqual(out, "")
      assert.match(err, /^--query sort_by\(@, &displayName\) can't be applied: .*null/)
    }),
  )

  it.effect("prints bare text for a script with -o tsv", () =>
    Effect.gen(function* () {
      const one = yield* list("--query", "[0].id", "-o", "tsv")
      const ids = yield* list("--query", "[].id", "-o", "tsv")
      const rows = yield* list("--query", "[].[id, displayName]", "-o", "tsv")
      assert.strictEqual(one.out, "1\n")
      assert.strictEqual(ids.out, "1\n2\n3\n")
      assert.strictEqual(rows.out, "1\tBerlin\n2\tberlin-2\n3\t\n")
    }),
  )

  it.effect("lists every connector unchanged", () =>
    Effect.gen(function* () {
      const { exitCode, out, err } = yield* list()
      assert.strictEqual(exitCode, 0)
      assert.strictEqual(out, `${JSON.stringify(connectors, [...propertyNames], 2)}\n`)
      assert.strictEqual(err, "")
    }),
  )

  const filters: ReadonlyArray<readonly [flags: ReadonlyArray<string>, ids: ReadonlyArray<string>]> = [
    [["--state", "error"], ["2"]],
    [
      ["--state", "error", "--state", "active"],
      ["1", "2"],
    ],
    [
      ["--state", "error,active"],
      ["1", "2"],
    ],
    [
      ["--state=error", "--state", "inactive,active"],
      ["1", "2", "3"],
    ],
    [["--older-than", "5d"], ["3"]],
    [["--newer-than", "5d"], ["1"]],
    [
      ["--older-than", "30m"],
      ["2", "3"],
    ],
    [["--newer-than", "30m"], ["1"]],
    [
      ["--older-than", "1h", "--newer-than", "1w"],
      ["2", "3"],
    ],
    [
      ["--name", "BERLIN"],
      ["1", "2"],
    ],
    [["--name", "-2"], ["2"]],
    [["--display-name", "-2"], ["2"]],
    [["--display-name=-2"], ["2"]],
    [["--connector-version", "1", "--name", "berlin"], ["2"]],
    [
      ["--order-by", "lastConnectionDateTime"],
      ["3", "2", "1"],
    ],
    [
      ["--order-by", "version desc, id desc"],
      ["1", "3", "2"],
    ],
    [
      ["--order-by", " id  asc "],
      ["1", "2", "3"],
    ],
    [
      ["--top", "2"],
      ["1", "2"],
    ],
    [["--top", "1", "--order-by", "id desc"], ["3"]],
    [["--name", "%"], []],
  ]
  for (const [flags, ids] of filters) {
    it.effect(`${flags.join(" ")} lists ${ids.join(", ") || "nothing"}`, () =>
      Effect.gen(function* () {
        const { exitCode, out, err } = yield* list(...flags)
        assert.strictEqual(exitCode, 0, err)
        assert.deepStrictEqual(idsIn(out), ids)
      }),
    )
  }

  const refused: ReadonlyArray<readonly [flags: ReadonlyArray<string>, err: RegExp]> = [
    [["--older-than", "5"], /^--older-than: Use minutes, hours, days or weeks, such as 90m/],
    [["--newer-than=-5d"], /^--newer-than: Use minutes/],
    [["--older-than", "999999w"], /^--older-than: Use a shorter age$/],
    [["--order-by", "colour"], /^--order-by: Unknown property "colour" \(known: id, displayName, .*\)$/],
    [["--order-by", "id,"], /^--order-by: Unknown property "" \(known: /],
    [["--order-by", "id up"], /^--order-by: Write asc, desc or nothing after id$/],
    [["--order-by", "id desc asc"], /^--order-by: Write asc, desc or nothing after id$/],
    [["--order-by", "id,version,id desc"], /^--order-by: The property id occurs twice$/],
    [["--top", "0"], /"0"\. Use a whole number, 1 or more\.$/m],
    [["--top", "1.5"], /"1\.5"\. Use a whole number, 1 or more\.$/m],
    [["--top", "ten"], /"ten"\. Use a whole number, 1 or more\.$/m],
    [["--state", "paused"], /paused/],
    [["--state", "active,paused"], /paused/],
    [["--state", "active,"], /active,/],
    [["--version-from", "six"], /Use up to four numbers separated by dots/],
    [["--version-below", "6.1.1.1.1"], /Use up to four numbers separated by dots/],
    [["--version-from", "6.2", "--version-below", "6.2.0.0"], /^--version-from has to be lower than/],
    [["--query", "[?state=='error'"], /^--query: Not a JMESPath expression: /],
    [["--query", "&id"], /^--query: Not a JMESPath expression: &… is allowed only as an argument/],
    [["--query", "[].{a: &id}"], /^--query: Not a JMESPath expression: &… is allowed only as an argument/],
    [["--query", "[].{a: length(shout(@))}"], /unknown function shout$/],
    [["--query", "shout(@)"], /^--query: .*unknown function shout$/],
  ]
  for (const [flags, expected] of refused) {
    it.effect(`refuses ${flags.join(" ")} before it sends anything`, () =>
      Effect.gen(function* () {
        const { exitCode, out, err } = yield* odj(["list", "--store", "memory", ...flags], {
          store: () => Layer.mock(ConnectorStore, { list: () => Effect.die("asked") }),
        })
        assert.strictEqual(exitCode, 2, err)
        assert.match(err, expected)
        assert.strictEqual(out, "")
      }),
    )
  }

  const versions = ["6.2504.2001.8", "6.2504.2001.10", "6.1803.0.0", "5.9", "", "7"]

  const listVersions = (...flags: ReadonlyArray<string>) =>
    Effect.gen(function* () {
      const store = yield* storeOf(
        versions.map((version, index) => ({ ...exampleConnector, id: `${index}`, version })),
      )
      const query = ["--query", "[].version", "-o", "json"]
      return yield* odj(["list", "--store", "memory", ...query, ...flags], { store })
    }).pipe(Effect.scoped)

  const ranges: ReadonlyArray<readonly [flags: ReadonlyArray<string>, versions: ReadonlyArray<string>]> = [
    [
      ["--version-below", "6.2504.2001.10"],
      ["6.2504.2001.8", "6.1803.0.0", "5.9"],
    ],
    [
      ["--version-from", "6.2504.2001.10"],
      ["6.2504.2001.10", "7"],
    ],
    [
      ["--version-from", "6", "--version-below", "7"],
      ["6.2504.2001.8", "6.2504.2001.10", "6.1803.0.0"],
    ],
    [["--version-from", "7.0.0.0"], ["7"]],
    [["--version-below", "5"], []],
  ]
  for (const [flags, expected] of ranges) {
    it.effect(`${flags.join(" ")} lists ${expected.join(", ") || "nothing"}, and says what it left out`, () =>
      Effect.gen(function* () {
        const { exitCode, out, err } = yield* listVersions(...flags)
        assert.strictEqual(exitCode, 0)
        assert.deepStrictEqual(JSON.parse(out), expected)
        assert.strictEqual(err, "Left out 1 connector whose version can't be compared.")
      }),
    )
  }

  it.effect("counts --top after the filter by version, and reads no more pages than it needs", () =>
    Effect.gen(function* () {
      const pages = [[first], [{ ...second, version: "6" }], [{ ...third, version: "7" }]]
      const asked: Array<number | undefined> = []
      const flags = ["--version-from", "6", "--top", "1", "--query", "[].id", "-o", "json"]
      const { out } = yield* odj(["list", "--store", "memory", ...flags], {
        store: () =>
          Layer.mock(ConnectorStore, {
            list: ({ after, limit }) => {
              asked.push(limit)
              const index = Number(after ?? 0)
              return Effect.succeed({ connectors: pages[index] ?? [], next: `${index + 1}` })
            },
          }),
      })
      assert.deepStrictEqual(JSON.parse(out), ["2"])
      assert.deepStrictEqual(asked, [largestPage, largestPage])
    }),
  )

  it.effect("follows every page, and requests one only when the one before is written", () =>
    Effect.gen(function* () {
      const asked: Array<string | undefined> = []
      const { out, exitCode, err } = yield* odj(["list", "--store", "memory", "-o", "ndjson"], {
        store: () =>
          Layer.mock(ConnectorStore, {
            list: ({ after }) => {
              asked.push(after)
              if (after === undefined) return Effect.succeed({ connectors: [first], next: "a" })
              if (after === "a") return Effect.succeed({ connectors: [second], next: "b" })
              return Effect.fail(new ConnectorStoreUnavailable({ report: { message: "gone" } }))
            },
          }),
      })
      assert.deepStrictEqual(asked, [undefined, "a", "b"])
      assert.strictEqual(out, `${JSON.stringify(first)}\n${JSON.stringify(second)}\n`)
      assert.strictEqual(exitCode, 5)
      assert.match(err, /gone/)
    }),
  )

  it.effect("applies a query, and writes the selection in the format", () =>
    Effect.gen(function* () {
      const json = yield* list("--query", "[?state!='active'].{id: id, name: displayName}")
      const csv = yield* list("--query", "[].id", "-o", "csv")
      const count = yield* list("--query", "length(@)", "-otable")
      const last = yield* list("--query", "max_by(@, &id).id", "-ojson")
      assert.strictEqual(last.out, '"3"\n')
      assert.deepStrictEqual(JSON.parse(json.out), [
        { id: "2", name: "berlin-2" },
        { id: "3", name: null },
      ])
      assert.strictEqual(csv.out, 'value\n"1"\n"2"\n"3"\n')
      assert.strictEqual(count.out, "value\n3\n")
    }),
  )

  const broken = (code: string) =>
    PlatformError.systemError({
      _tag: "Unknown",
      module: "Stdio",
      method: "stdout",
      cause: Object.assign(new Error(`${code}: no space left on device, write`), { code }),
    })

  it.effect("ends quietly if its reader closes the pipe", () =>
    Effect.gen(function* () {
      const store = yield* storeOf(connectors)
      const { exitCode, err } = yield* odj(["list", "--store", "memory"], {
        store,
        outputFailure: broken("EPIPE"),
        takes: 1,
      })
      assert.strictEqual(exitCode, 0)
      assert.strictEqual(err, "")
    }).pipe(Effect.scoped),
  )

  it.effect("exits with 1 if its result can't be written", () =>
    Effect.gen(function* () {
      const store = yield* storeOf(connectors)
      const { exitCode, err } = yield* odj(["list", "--store", "memory"], {
        store,
        outputFailure: broken("ENOSPC"),
      })
      assert.strictEqual(exitCode, 1)
      assert.strictEqual(err, "Can't write the result: no space left on device")
    }).pipe(Effect.scoped),
  )

  describe("on a terminal", () => {
    /** The list on a terminal of this width, at noon of 2026-01-31. */
    const shown = (width: number, args: ReadonlyArray<string> = [], env: Record<string, string> = {}) =>
      Effect.gen(function* () {
        yield* TestClock.setTime(now)
        return yield* odj(["list", "--store", "memory", ...args], {
          store: yield* storeOf(connectors),
          terminal: true,
          env: { NO_COLOR: "1", COLUMNS: String(width), ...env },
        })
      }).pipe(Effect.scoped)

    it.effect("shows name, state, time since the last contact, version and id", () =>
      Effect.gen(function* () {
        const { out, err } = yield* shown(80)
        assert.strictEqual(
          out,
          [
            "NAME             STATE     LAST SEEN    VERSION        ID",
            "Berlin           active    29 min ago   2              1",
            "berlin-2         error     5 days ago   1              2",
            "                 inactive  5 days ago   1              3",
            "",
          ].join("\n"),
        )
        assert.strictEqual(err, "")
      }),
    )

    it.effect("leaves out what does not fit", () =>
      Effect.gen(function* () {
        const { out } = yield* shown(40)
        assert.strictEqual(out.split("\n")[1], "Berlin           active    29 min ago")
      }),
    )

    it.effect("shows everything as in a pipe with -o wide", () =>
      Effect.gen(function* () {
        const wide = yield* shown(40, ["-o", "wide"])
        const piped = yield* list("-o", "table")
        assert.strictEqual(wide.out, piped.out)
        assert.match(wide.out, /^id {2}displayName {2}lastConnectionDateTime +state +version$/m)
      }),
    )

    it.effect("says on standard error that there is nothing", () =>
      Effect.gen(function* () {
        const { exitCode, out, err } = yield* shown(80, ["--name", "Rome"])
        const wide = yield* shown(80, ["--name", "Rome", "-o", "wide"])
        const json = yield* shown(80, ["--name", "Rome", "-o", "json"])
        assert.deepStrictEqual([exitCode, out, err], [0, "", "No connectors."])
        assert.strictEqual(wide.err, "")
        assert.strictEqual(json.err, "")
        for (const query of ["[?state==`x`]", "[0].rank"]) {
          const { out, err } = yield* shown(80, ["--query", query])
          assert.deepStrictEqual([out, err], ["", "The query selects nothing."])
        }
      }),
    )

    it.effect("does not say that there is nothing if connectors could not be read", () =>
      Effect.gen(function* () {
        const page = { connectors: [], unreadable: [{ id: "4", problems: [], properties: {} }] }
        const { exitCode, err } = yield* odj(["list", "--store", "memory"], {
          store: () => Layer.mock(ConnectorStore, { list: () => Effect.succeed(page) }),
          terminal: true,
        })
        assert.strictEqual(exitCode, 8)
        assert.match(err, /^1 connector could not be read\n4: /)
      }),
    )

    it.effect("has 80 columns if neither the terminal nor COLUMNS says how many", () =>
      Effect.gen(function* () {
        const [wrong, right] = [yield* shown(0, [], { COLUMNS: "wide" }), yield* shown(80)]
        assert.strictEqual(wrong.out, right.out)
      }),
    )

    it.effect("cuts the result of a query as well", () =>
      Effect.gen(function* () {
        const { out } = yield* shown(20, ["--query", "[].{name: displayName, seen: lastConnectionDateTime}"])
        assert.strictEqual(out.split("\n")[1], "Berlin    2026-01-3…")
      }),
    )
  })
})
