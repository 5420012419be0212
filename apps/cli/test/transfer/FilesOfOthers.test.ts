/** Files as other programs, services and people write them, given to `odj import`: each is imported, or refused with a way out. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it, onTestFinished } from "@effect/vitest"
import { Effect } from "effect"
import { odj, storeOf } from "../commandLine.ts"

const date = "2026-02-03T04:05:06.1234567Z"
const connector = {
  id: "a1",
  displayName: "Büro 1",
  lastConnectionDateTime: date,
  state: "active",
  version: "6.2",
}
const other = { ...connector, id: "a2", displayName: null }
const pascal = (value: object) =>
  Object.fromEntries(
    Object.entries(value).map(([name, field]) => [(name[0] ?? "").toUpperCase() + name.slice(1), field]),
  )

const json = (value: unknown) => JSON.stringify(value)
const indented = (value: unknown) => JSON.stringify(value, undefined, 4)
const columns = Object.keys(connector)
const fields = Object.values(connector)
const quoted = (texts: ReadonlyArray<string>, separator: string) =>
  texts.map((text) => `"${text}"`).join(separator)

const utf16le = (text: string) => Buffer.from(`\ufeff${text}`, "utf16le")
const utf16be = (text: string) => Buffer.from(`\ufeff${text}`, "utf16le").swap16()

const one = [connector]
const both = [connector, other]

/** Files that are imported, with the connectors that they have. */
const imported: ReadonlyArray<
  readonly [
    title: string,
    file: string | Uint8Array,
    connectors: ReadonlyArray<typeof connector | typeof other>,
  ]
> = [
  ["an array, with a byte order mark", `\ufeff${json(both)}`, both],
  ["an array in UTF-16", utf16le(json(both)), both],
  ["an array in UTF-16 with the high byte first", utf16be(json(both)), both],
  ["the list of a service", indented({ "@odata.context": "x", "@odata.count": 2, value: both }), both],
  ["the list of a service whose next link is null", json({ value: both, "@odata.nextLink": null }), both],
  ["a list of Windows PowerShell, with its count", indented({ value: both, Count: 2 }), both],
  ["an array under another name", indented({ domainJoinConnectors: both }), both],
  ["one object, as odj get prints it", indented(connector), one],
  ["one object inside value", json({ "@odata.context": "x", value: connector }), one],
  ["indented objects one after the other", `${indented(connector)}\n${indented(other)}\n`, both],
  ["objects with nothing between them", json(connector) + json(other), both],
  ["lines, with Windows line ends and a blank line", `${json(connector)}\r\n\r\n${json(other)}\r\n`, both],
  ["names of PowerShell", json([{ ...pascal(connector), AdditionalProperties: { a: 1 } }]), one],
  ["annotations", json([{ ...connector, "@odata.id": "x", "state@odata.type": "y" }]), one],
  [
    "the date of Windows PowerShell",
    json([{ ...connector, lastConnectionDateTime: "/Date(1770091506123)/" }]).replaceAll("/", "\\/"),
    [{ ...connector, lastConnectionDateTime: "2026-02-03T04:05:06.123Z" }],
  ],
  [
    "the date of Windows PowerShell with an offset",
    json([{ ...connector, lastConnectionDateTime: "/Date(1770091506123+0100)/" }]),
    [{ ...connector, lastConnectionDateTime: "2026-02-03T05:05:06.123+01:00" }],
  ],
  ["CSV with semicolons", [columns, fields].map((row) => row.join(";")).join("\r\n"), one],
  ["CSV with tabs", [columns, fields].map((row) => row.join("\t")).join("\n"), one],
  ["Unicode text of Excel", utf16le([columns, fields].map((row) => row.join("\t")).join("\r\n")), one],
  ["CSV of Excel with sep=", `sep=;\r\n${quoted(columns, ";")}\r\n${quoted(fields, ";")}\r\n`, one],
  [
    "CSV of PowerShell",
    utf16le(
      `#TYPE Some.Type\r\n${quoted([...Object.keys(pascal(connector)), "AdditionalProperties"], ",")}\r\n${quoted([...fields, "x"], ",")}\r\n`,
    ),
    one,
  ],
  [
    "CSV of PowerShell with a name that is null",
    `${quoted(columns, ",")}\r\n"a2",,"${date}","active","6.2"\r\n`,
    [other],
  ],
  ["CSV after blank lines", `\n\r\n${columns}\n${fields}\n\n`, one],
  ["CSV with blank rows", `${columns}\n,,,,\n${fields}\n,,,,\n,,,,`, one],
  ["CSV with blank columns at the end", `${columns},,\n${fields},,\n`, one],
  ["CSV with a blank column in some rows", `${columns}\n${fields},\n`, one],
  ["CSV with a blank column in between", `id,,${columns.slice(1)}\na1,,${fields.slice(1)}\n`, one],
  [
    "rows that an import rejected, after they were corrected",
    [connector, other].map((input) => `${json({ row: 7, reason: "state: wrong", input })}\n`).join(""),
    both,
  ],
]

describe("odj import takes", () => {
  for (const [title, file, connectors] of imported) {
    it.effect(title, () =>
      Effect.gen(function* () {
        const store = yield* storeOf([])
        const { exitCode, err } = yield* odj(["import", "-", "--store", "memory"], { stdin: file, store })
        assert.strictEqual(exitCode, 0, err)
        const { out } = yield* odj(["export", "--store", "memory"], { store })
        assert.deepStrictEqual(
          out
            .trim()
            .split("\n")
            .map((line) => JSON.parse(line)),
          [...connectors],
        )
      }),
    )
  }
})

const dated = (lastConnectionDateTime: unknown) => json([{ ...connector, lastConnectionDateTime }])

/** Files that have no row to create, with the exit code and the message. */
const refused: ReadonlyArray<
  readonly [title: string, file: string | Uint8Array, exitCode: 2 | 7, message: RegExp]
> = [
  ["an empty file", "", 2, /^standard input: It is empty\./],
  ["a file with a byte order mark and nothing else", "\ufeff\r\n", 2, /^standard input: It is empty\./],
  [
    "text of Windows-1252",
    Buffer.from(`${columns}\n${fields}\n`, "latin1"),
    2,
    /: Line 2 is not UTF-8\. Save the file as UTF-8/,
  ],
  [
    "UTF-16 that ends in a half character",
    utf16le(json(one)).subarray(0, -1),
    2,
    /: It is not complete UTF-16\. Save/,
  ],
  [
    "UTF-16 without a byte order mark",
    Buffer.from("[{}]", "utf16le"),
    2,
    /: Line 1 has a NUL character: .* Save/,
  ],
  [
    "NULs after a power failure",
    `${json(connector)}\n\0\0\0`,
    2,
    /: Line 2 has a NUL character: the file is damaged/,
  ],
  ["Ctrl-Z at the end", `${columns}\n${fields}\n\u001a`, 2, /: Line 3 ends with Ctrl-Z, .* Remove it$/],
  [
    "a page of a longer list",
    json({ value: one, "@odata.nextLink": "https://x.test/?$skiptoken=1" }),
    2,
    /It is one page of a longer list: .* `odj export`$/,
  ],
  [
    "a page of a longer list of old OData",
    json({ value: one, "odata.nextLink": "x" }),
    2,
    /It is one page of a longer list/,
  ],
  [
    "an error of a service",
    json({ error: { code: "Forbidden", message: "No licence" } }),
    2,
    /It is an error response, without connectors: Forbidden: No licence$/,
  ],
  [
    "a web page",
    "<!DOCTYPE html><html><head><title>Sign in\n to Contoso</title></head></html>",
    2,
    /It is a web page, not connectors: "Sign in to Contoso"$/,
  ],
  ["XML", '<?xml version="1.0"?><a/>', 2, /It is XML\. Write the connectors as JSON or CSV instead$/],
  [
    "a comment before the connectors",
    `// from Monday\n${json(one)}`,
    2,
    /It begins with a comment, and JSON has none\. Remove it$/,
  ],
  [
    "a comment between connectors",
    `[${json(connector)}, /* two */ ${json(other)}]`,
    2,
    /Line 1 has a comment, and JSON has none\. Remove it$/,
  ],
  [
    "a comma after the last connector",
    `[${json(connector)},]`,
    2,
    /Line 1 has a comma without a value beside it\. Remove it$/,
  ],
  [
    "an array that is truncated",
    indented(both).slice(0, -9),
    2,
    /The array that begins in line 1 does not end: the file is truncated, /,
  ],
  [
    "lines that are cut short",
    `${json(connector)}\n${json(other).slice(0, -9)}`,
    2,
    /The object that begins in line 2 does not end/,
  ],
  [
    "the output of Format-List",
    Object.entries(connector)
      .map(([name, field]) => `${name.padEnd(22)} : ${field}\r\n`)
      .join(""),
    2,
    /output of Format-Table or Format-List, which can't be imported\. Use Export-Csv or ConvertTo-Json instead$/,
  ],
  [
    "the output of Format-Table",
    `\r\nId State\r\n-- -----\r\na1 active\r\n`,
    2,
    /output of Format-Table or Format-List/,
  ],
  [
    "an unknown column",
    `${columns},machineName\n${fields},srv\n`,
    2,
    /Unknown column "machineName" .* To ignore it, pass --ignore-unknown$/,
  ],
  [
    "spaces after the separators",
    `${columns.join(", ")}\n${fields.join(", ")}\n`,
    2,
    /The column " displayName" has spaces around its name\./,
  ],
  [
    "an unknown property",
    json([{ ...connector, machineName: "srv" }]),
    7,
    /^Unknown properties: machineName\. To ignore them, pass --ignore-unknown\.\n/,
  ],
  [
    "two names that differ in case",
    json([{ ...connector, State: "error" }]),
    7,
    /row 1: State: Given twice: also as state\n/,
  ],
  [
    "a date of the United States",
    dated("11/1/2026 10:00:00 AM"),
    7,
    /"11\/1\/2026 10:00:00 AM" is read differently .* Use the form 20/,
  ],
  ["a date of Germany", dated("29.11.2026 10:00"), 7, /is read differently in different countries/],
  [
    "the day number of Excel",
    `${columns}\na1,S,45867.25885,active,6.2\n`,
    7,
    /row 2: lastConnectionDateTime: This is a number, not a date: Excel stores dates as numbers of days\. Format the column as text\. Use the form /,
  ],
  ["a date without a zone", dated("2026-02-03T04:05:06.1234567"), 7, /The time zone is missing: Z for UTC/],
  [
    "a date as an object",
    dated({ value: date, DisplayHint: 2, DateTime: "Tuesday" }),
    7,
    /PowerShell wrote an object\. Use the form /,
  ],
  [
    "a date that no calendar has",
    dated("/Date(99999999999999999)/"),
    7,
    /lastConnectionDateTime: Expected a date and time like/,
  ],
  [
    "a state in other letters",
    json([{ ...connector, state: "Active" }]),
    7,
    /row 1: state: Write it in lower case: active\n/,
  ],
  [
    "a state as a number",
    json([{ ...connector, state: 0 }]),
    7,
    /row 1: state: This is a number, not a state\. Use active, error or inactive\n/,
  ],
  [
    "objects that PowerShell truncated to strings",
    json({ value: ["@{id=a1; state=active}"] }),
    7,
    /row 1: PowerShell truncated it to a string\. .* -Depth 5\n/,
  ],
  ["a value without a column", `${columns},\n${fields},5\n`, 7, /row 2: The row has 6 fields instead of 5\n/],
  [
    "a value in a column without a name",
    `id,,${columns.slice(1)}\na1,x,${fields.slice(1)}\n`,
    7,
    /row 2: Field 2 has a value, but its column has no name\n/,
  ],
  [
    "a rejected row that was no JSON",
    `${json({ row: 1, reason: "x", input: "{oops" })}\n`,
    7,
    /row 1: input: This row was not JSON\. Replace the string with the connector as a JSON object\n/,
  ],
]

describe("odj import refuses", () => {
  for (const [title, file, expected, message] of refused) {
    it.effect(`${title}, and creates nothing`, () =>
      Effect.gen(function* () {
        const store = yield* storeOf([])
        const folder = mkdtempSync(join(tmpdir(), "odj-"))
        onTestFinished(() => rmSync(folder, { recursive: true }))
        const args = ["import", "-", "--store", "memory", "--journal", join(folder, "journal")]
        const { exitCode, err } = yield* odj(args, { stdin: file, store })
        assert.strictEqual(exitCode, expected, err)
        assert.match(err, message)
        assert.strictEqual((yield* odj(["export", "--store", "memory"], { store })).out, "")
      }),
    )
  }
})

describe("--ignore-unknown", () => {
  const files: ReadonlyArray<readonly [format: string, file: string]> = [
    ["properties", json([{ ...connector, machineName: "srv", Notes: 1 }])],
    ["columns", `${columns},machineName,Notes\n${fields},srv,1\n`],
  ]
  for (const [what, file] of files) {
    it.effect(`leaves unknown ${what} out, and names them once`, () =>
      Effect.gen(function* () {
        const store = yield* storeOf([])
        const args = ["import", "-", "--store", "memory", "--ignore-unknown"]
        const { exitCode, err } = yield* odj(args, { stdin: file, store })
        assert.strictEqual(exitCode, 0, err)
        assert.strictEqual(err.split("\n")[0], "Ignored unknown properties: machineName, Notes")
        const { out } = yield* odj(["export", "--store", "memory"], { store })
        assert.deepStrictEqual(JSON.parse(out), connector)
      }),
    )
  }
})
