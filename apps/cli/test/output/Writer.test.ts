import { stripVTControlCharacters } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { DomainJoinConnector } from "@odj/domain"
import { parse } from "csv-parse/sync"
import { Effect, Schema } from "effect"
import { CliOutput } from "effect/cli"
import { type OutputFormat, outputFormats } from "../../src/flags/GlobalFlags.ts"
import { writerOf } from "../../src/output/Writer.ts"

const columns = Object.keys(DomainJoinConnector.fields)

/** The text of a list that arrives in pages of this size. */
const written = Effect.fnUntraced(function* (
  format: OutputFormat,
  values: ReadonlyArray<unknown>,
  pageSize: number,
  colors = false,
  names = columns,
) {
  const writer = yield* writerOf(format, { properties: names, colors })
  const pages = Array.from({ length: Math.ceil(values.length / pageSize) }, (_, page) =>
    writer.some(values.slice(page * pageSize, (page + 1) * pageSize)),
  )
  return pages.join("") + writer.end()
})

const Connectors = Schema.Array(DomainJoinConnector)
const PageSize = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 5 }))

const wide = {
  id: "日本",
  displayName: "a\u001b[31m\nb",
  lastConnectionDateTime: "t",
  state: "error",
  version: null,
}
const narrow = { id: "7", displayName: "", lastConnectionDateTime: "t", state: "active", version: "6" }

describe("A list", () => {
  it.effect.prop("is one JSON array, whatever its pages", [Connectors, PageSize], ([connectors, pageSize]) =>
    Effect.gen(function* () {
      assert.strictEqual(
        yield* written("json", connectors, pageSize),
        `${JSON.stringify(connectors, null, 2)}\n`,
      )
    }),
  )

  it.effect.prop("is one line of JSON for each connector", [Connectors, PageSize], ([connectors, pageSize]) =>
    Effect.gen(function* () {
      const lines = (yield* written("ndjson", connectors, pageSize)).split("\n")
      assert.strictEqual(lines.pop(), "")
      assert.deepStrictEqual(
        lines.map((line): unknown => JSON.parse(line)),
        Array.from(connectors),
      )
    }),
  )

  it.effect.prop(
    "is CSV with a header, in which null differs from the empty text",
    [Connectors, PageSize],
    ([connectors, pageSize]) =>
      Effect.gen(function* () {
        const [names, ...rows]: ReadonlyArray<unknown> = parse(yield* written("csv", connectors, pageSize), {
          record_delimiter: "\n",
          cast: (value, { quoting }) => (value === "" && !quoting ? null : value),
        })
        assert.deepStrictEqual(names, columns)
        assert.deepStrictEqual(
          rows,
          connectors.map((connector) =>
            columns.map((name) => connector[name as keyof DomainJoinConnector]?.toWellFormed() ?? null),
          ),
        )
      }),
  )

  it.effect.prop("is one line of a table for each row", [Connectors], ([connectors]) =>
    Effect.gen(function* () {
      const lines = (yield* written("table", connectors, Math.max(1, connectors.length))).split("\n")
      assert.strictEqual(lines.pop(), "")
      assert.strictEqual(lines.length, connectors.length + 1)
      for (const line of lines) assert.notMatch(line, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
    }),
  )

  it.effect("is aligned in a table by display width, with control characters escaped", () =>
    Effect.gen(function* () {
      const table = yield* written("table", [wide, narrow], 2, false, Object.keys(narrow))
      assert.strictEqual(
        table,
        [
          "id    displayName        lastConnectionDateTime  state   version",
          "日本  a\\u{1b}[31m\\u{a}b  t                       error",
          "7                        t                       active  6",
          "",
        ].join("\n"),
      )
      const [names = "", first = ""] = table.split("\n")
      assert.strictEqual(
        CliOutput.displayWidth(first.slice(0, first.indexOf("error"))),
        names.indexOf("state"),
      )
    }),
  )

  it.effect("keeps the columns of a table from page to page, or widens them", () =>
    Effect.gen(function* () {
      const [, first = "", second = ""] = (yield* written("table", [wide, narrow], 1)).split("\n")
      assert.strictEqual(
        second.indexOf("active"),
        CliOutput.displayWidth(first.slice(0, first.indexOf("error"))),
      )
    }),
  )

  it.effect("is coloured only if colours are wanted", () =>
    Effect.gen(function* () {
      const plain = yield* written("table", [narrow], 1)
      const coloured = yield* written("table", [narrow], 1, true)
      assert.notInclude(plain, "\u001b")
      assert.include(coloured, "\u001b[32mactive\u001b[0m")
      assert.strictEqual(stripVTControlCharacters(coloured), plain)
    }),
  )

  const empty: Record<OutputFormat, string> = {
    json: "[]\n",
    ndjson: "",
    csv: `${columns.join(",")}\n`,
    tsv: "",
    table: `${columns.join("  ")}\n`,
    wide: `${columns.join("  ")}\n`,
    none: "",
  }
  for (const format of outputFormats) {
    it.effect(`that is empty is ${JSON.stringify(empty[format])} as ${format}`, () =>
      Effect.gen(function* () {
        assert.strictEqual(yield* written(format, [], 1), empty[format])
      }),
    )
  }
})

describe("A list as tsv", () => {
  it.effect("is a line for each value, with the fields of an object or a list separated by tabs", () =>
    Effect.gen(function* () {
      const writer = yield* writerOf("tsv", { colors: false })
      assert.strictEqual(
        writer.some(["a", null, 1, { x: "b", y: 2 }, ["c", null, "d"]]),
        "a\n\n1\nb\t2\nc\t\td\n",
      )
    }),
  )

  it.effect.prop(
    "has a line for each connector, with its properties in the order of the table",
    [Connectors, PageSize],
    ([connectors, pageSize]) =>
      Effect.gen(function* () {
        const lines = (yield* written("tsv", connectors, pageSize)).split("\n")
        assert.strictEqual(lines.pop(), "")
        const plain: Readonly<Record<string, string>> = { t: "\t", n: "\n", r: "\r", "\\": "\\" }
        assert.deepStrictEqual(
          lines.map((line) =>
            line
              .split("\t")
              .map((field) => field.replace(/\\(.)/g, (_, letter: string) => plain[letter] ?? "")),
          ),
          connectors.map((connector) =>
            columns.map((name) => connector[name as keyof DomainJoinConnector] ?? ""),
          ),
        )
      }),
  )
})

describe("A table on a terminal", () => {
  const onTerminal = Effect.fnUntraced(function* (
    width: number,
    ...pages: ReadonlyArray<ReadonlyArray<unknown>>
  ) {
    const writer = yield* writerOf("table", { colors: false, width })
    return pages.map(writer.some).join("") + writer.end()
  })

  it.effect("has no header without rows", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* onTerminal(80), "")
    }),
  )

  it.effect("keeps the columns of the first page, and cuts wider cells of later pages", () =>
    Effect.gen(function* () {
      assert.strictEqual(
        yield* onTerminal(
          80,
          [{ a: "12345", b: "x" }],
          [{ a: "123456789", b: "東京" }],
          [{ a: "1", b: "y" }],
        ),
        ["a      b", "12345  x", "1234…  …", "1      y", ""].join("\n"),
      )
    }),
  )

  it.effect.prop(
    "has no line that is wider than the terminal, whatever is in its cells",
    [Connectors, PageSize, Schema.Int.check(Schema.isBetween({ minimum: 13, maximum: 90 }))],
    ([connectors, pageSize, width]) =>
      Effect.gen(function* () {
        const writer = yield* writerOf("table", { colors: false, width })
        for (let start = 0; start < connectors.length; start += pageSize) {
          const lines = writer.some(connectors.slice(start, start + pageSize)).split("\n")
          for (const line of lines) {
            assert.isAtMost(CliOutput.displayWidth(line), width)
            assert.notMatch(line, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
          }
        }
      }),
  )

  it.effect("is coloured by the whole text of a cell, also if that is cut", () =>
    Effect.gen(function* () {
      const writer = yield* writerOf("table", { colors: true, width: 6 })
      assert.include(writer.some([{ state: "inactive" }]), "\u001b[31minact…\u001b[0m")
    }),
  )

  it.effect("is one line for one object that fits, else a line for each property, uncut", () =>
    Effect.gen(function* () {
      const value = { id: "7", text: "a\nb", state: "active" }
      const plain = yield* writerOf("table", { colors: false, width: 24 })
      const narrow = yield* writerOf("table", { colors: false, width: 17 })
      const coloured = yield* writerOf("table", { colors: true, width: 17 })
      assert.strictEqual(plain.one(value), "id  text     state\n7   a\\u{a}b  active\n")
      assert.strictEqual(narrow.one(value), "id     7\ntext   a\\u{a}b\nstate  active\n")
      assert.strictEqual(stripVTControlCharacters(coloured.one(value)), narrow.one(value))
      assert.include(coloured.one(value), "\u001b[32mactive\u001b[0m")
    }),
  )
})

describe("A value", () => {
  const rows: ReadonlyArray<readonly [format: OutputFormat, value: unknown, text: string]> = [
    ["json", { a: [1] }, '{\n  "a": [\n    1\n  ]\n}\n'],
    ["json", undefined, "null\n"],
    ["ndjson", { a: [1] }, '{"a":[1]}\n'],
    ["csv", { a: true, "b,c": null }, 'a,"b,c"\n"true",\n'],
    ["table", { a: [1], b: null, c: 2 }, "a    b  c\n[1]     2\n"],
    ["table", null, ""],
    ["wide", { a: [1], b: null, c: 2 }, "a    b  c\n[1]     2\n"],
    ["tsv", 'it\'s "bare"', 'it\'s "bare"\n'],
    ["tsv", "a\tb\nc\rd\\e", "a\\tb\\nc\\rd\\\\e\n"],
    ["tsv", { b: "x", a: null, c: 2, d: true }, "x\t\t2\ttrue\n"],
    ["tsv", { a: { b: [1] } }, '{"b":[1]}\n'],
    ["tsv", 0, "0\n"],
    ["tsv", "", "\n"],
    ["tsv", null, ""],
    ["none", { a: 1 }, ""],
  ]
  for (const [format, value, text] of rows) {
    it.effect(`${JSON.stringify(value)} is ${JSON.stringify(text)} as ${format}`, () =>
      Effect.gen(function* () {
        const writer = yield* writerOf(format, { colors: false })
        assert.strictEqual(writer.one(value), text)
      }),
    )
  }
})
