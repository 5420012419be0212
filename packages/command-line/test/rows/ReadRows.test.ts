import { assert, describe, it } from "@effect/vitest"
import { exampleConnector } from "@odj/domain"
import { Effect, Result } from "effect"
import { checkRows, readRows, type transferFormats } from "../../src/rows/index.ts"

const read = (text: string, format?: (typeof transferFormats)[number]) =>
  readRows(text, { format, ignoreUnknown: false })

const check = (rows: Effect.Success<ReturnType<typeof read>>) => checkRows(rows, false)

const columns = Object.keys(exampleConnector).join()
const values = Object.values(exampleConnector).join()
const width = Object.keys(exampleConnector).length
const object = JSON.stringify(exampleConnector)

describe("An input", () => {
  const numbers: ReadonlyArray<
    readonly [
      title: string,
      format: (typeof transferFormats)[number],
      text: string,
      rows: ReadonlyArray<number>,
    ]
  > = [
    ["lines, of which blank ones are none", "ndjson", `${object}\r\n\r\n \n${object}`, [1, 4]],
    ["elements", "json", ` [ ${object} ,\n${object} ] `, [1, 2]],
    [
      "rows of a spreadsheet, whose first names the columns",
      "csv",
      `${columns}\r\n${values}\r\n\r\n${values}`,
      [2, 4],
    ],
    ["rows, however they end", "csv", `${columns}\r${values}\r`, [2]],
    ["rows, of which blank ones are none", "csv", `${columns}\n  \n ,"",,\n${values}`, [4]],
    ["the rows of joined files", "csv", `${columns}\n${values}\n\ufeff${values}`, [2, 3]],
    [
      "rows, whatever the order of their columns",
      "csv",
      [columns, values].map((row) => row.split(",").toReversed().join()).join("\n"),
      [2],
    ],
  ]
  for (const [title, format, text, expected] of numbers) {
    it.effect(`of ${format} has ${title}`, () =>
      Effect.gen(function* () {
        const { valid, invalid } = check(yield* read(text, format))
        assert.deepStrictEqual(invalid, [])
        assert.deepStrictEqual(
          valid.map(({ row }) => row),
          [...expected],
        )
      }),
    )
  }

  it.effect("of joined files has no byte order mark in a text without quotes", () =>
    Effect.gen(function* () {
      const { valid } = check(yield* read(`${columns}\n\ufeff${values}`, "csv"))
      assert.deepStrictEqual(valid, [{ row: 2, connector: exampleConnector }])
    }),
  )

  const problems: ReadonlyArray<
    readonly [title: string, format: (typeof transferFormats)[number], text: string, problem: RegExp]
  > = [
    ["invalid JSON", "ndjson", `${object}\n{\n${object}`, /^2 .*Invalid JSON/],
    ["invalid JSON on the first line", "ndjson", `{"id":\n${object}\n${object}`, /^1 .*Invalid JSON/],
    ["no JSON", "ndjson", `${object}\noops\n${object}`, /^2 .*Invalid JSON/],
    ["a comma too many", "ndjson", `${object}\n{"id":"1",}\n${object}`, /^2 .*Invalid JSON/],
    [
      "two names of one property",
      "json",
      `[${object},{"State":"error","state":"active"}]`,
      /^2 state: Given twice: also as State/,
    ],
    [
      "a duplicate property",
      "json",
      `[${object},{"state":"error","state":"active"}]`,
      /^2 state: Given twice/,
    ],
    ["two values without a comma", "json", `[${object}${object}]`, /^1 .*Invalid JSON/],
    [
      "the id of an earlier row",
      "ndjson",
      `${object.replace("{", '{"id":"7",')}\n`.repeat(2),
      /^2 id: .*row 1$/,
    ],
    [
      "too few fields",
      "csv",
      `${columns}\n${values}\nHQ`,
      new RegExp(`^3 The row has 1 field instead of ${width}$`),
    ],
    [
      "too many fields",
      "csv",
      `${columns}\n${values},2`,
      new RegExp(`^2 The row has ${width + 1} fields instead of ${width}$`),
    ],
    [
      "a missing value",
      "csv",
      `${columns}\n${values.replace(exampleConnector.version, "")}`,
      /^2 version: Required/,
    ],
    ["an empty id", "csv", `id,${columns}\n"",${values}`, /^2 id: Expected at least one character$/],
  ]
  for (const [title, format, text, expected] of problems) {
    it.effect(`of ${format} names the row with ${title}, and keeps the others`, () =>
      Effect.gen(function* () {
        const rows = yield* read(text, format)
        const { valid, invalid } = check(rows)
        const [first] = invalid
        const reported = first?.problems.map(({ path, message }) => [...path, message].join(": ")).join()
        assert.match(`${first?.row} ${reported}`, expected)
        assert.strictEqual(valid.length + invalid.length, rows.length)
      }),
    )
  }

  const unreadable: ReadonlyArray<
    readonly [format: (typeof transferFormats)[number], text: string, reason: RegExp]
  > = [
    ["json", `[${object}`, /^The array that begins in line 1 does not end: /],
    ["json", `\n{"value":[${object}`, /^The object that begins in line 2 does not end: /],
    ["json", `[${object}}`, /^Line 1 has a } that closes a \[\. Correct the brackets$/],
    ["json", `[${object}]\n[]`, /^Line 2 has more text after the end of the array\. Remove it$/],
    ["json", `[\n${object},\n]`, /^Line 2 has a comma without a value beside it\. Remove it$/],
    ["json", `[${object},,${object}]`, /^Line 1 has a comma without a value beside it\. Remove it$/],
    ["json", `[,${object}]`, /^Line 1 has a comma without a value beside it\. Remove it$/],
    ["json", `{"value":[{"state":"active",}]}`, /^Line 1 has a comma without a value beside it\. Remove it$/],
    ["json", `[\n${object} // the first\n]`, /^Line 2 has a comment, and JSON has none\. Remove it$/],
    ["json", `x[${object}]`, /^Not JSON: /],
    ["json", '["]', /^The array .* does not end: /],
    ["json", "", /^Not JSON: /],
    [
      "ndjson",
      `${object}\n${object},\n${object}`,
      /^Line 2 has a comma after an object\. Remove these commas, or put \[ before /,
    ],
    ["json", `${object}, ${object}`, /^Line 1 has a comma after an object\. /],
    ["json", `["${'\\"'.repeat(4_000_000)}`, /^The array .* does not end: /],
    ["ndjson", `${object}\n${object.slice(0, -1)}`, /^The object that begins in line 2 does not end: /],
    ["csv", "", /^It is empty: the first row has to name the columns$/],
    ["csv", `${columns},serial\n`, /^Unknown column "serial" in the first row/],
    ["csv", `${columns},state\n`, /^The column state occurs twice$/],
    ["csv", columns.replace(",state", ""), /^Missing column state in the first row$/],
    ["csv", "Connectors of Contoso\n", /^The first row has none of the columns .*"Connectors of Contoso"$/],
    [
      "csv",
      columns.replaceAll(",", "|"),
      /^The first row has none of the columns .* by commas, semicolons or /,
    ],
    ["csv", "id,displayName\n", /^Missing columns lastConnectionDateTime, state, version in the first row$/],
    ["csv", columns.replace("state", "State").concat(",STATE"), /^The column state occurs twice$/],
    ["csv", columns.replaceAll(",", ", "), /^The column " [a-zA-Z]+" has spaces around its name\. Remove /],
    [
      "csv",
      `${columns}\n"H\nQ"\n"HQ`,
      /^Invalid CSV: the quote that opens a field in row 3 is never closed$/,
    ],
    [
      "csv",
      `${columns}\n"HQ"x,`,
      /^Invalid CSV in line 2: a closing quote must be followed by a separator or /,
    ],
    ["csv", `${columns}\n\nH"Q",`, /^Invalid CSV in line 3: a field with a quote must be in quotes\. /],
  ]
  for (const [format, text, reason] of unreadable) {
    it.effect(`of ${format} is refused as a whole if it is ${JSON.stringify(text.slice(-30))}`, () =>
      Effect.gen(function* () {
        const rows = yield* Effect.result(read(text, format))
        assert.match(Result.isFailure(rows) ? rows.failure : "", reason)
      }),
    )
  }
})
