/** Connectors in each form in which programs write them, read back equal. */
import { assert, describe, it } from "@effect/vitest"
import { DateTimeOffset, NewDomainJoinConnector, propertyNames } from "@odj/domain"
import { Effect, Schema } from "effect"
import { checkRows } from "../../src/rows/CheckRows.ts"
import { decodeText } from "../../src/rows/DecodeText.ts"
import { readRows } from "../../src/rows/ReadRows.ts"

type Connectors = ReadonlyArray<NewDomainJoinConnector>

const pascal = (name: string) => (name[0] ?? "").toUpperCase() + name.slice(1)

const withPascalNames = (value: object) =>
  Object.fromEntries([
    ...Object.entries(value).map(([name, field]) => [pascal(name), field]),
    ["AdditionalProperties", { "@odata.type": "x" }],
  ])

const indented = (value: unknown) => JSON.stringify(value, undefined, 2)

/** Each way to write connectors as JSON. */
const jsonForms: Readonly<Record<string, (connectors: ReadonlyArray<object>) => string>> = {
  "an array": JSON.stringify,
  "an indented array": indented,
  "the list of a service": (value) => indented({ "@odata.context": "x", value }),
  "a list with its count": (value) => indented({ value, Count: value.length }),
  "an array under another name": (domainJoinConnectors) => JSON.stringify({ domainJoinConnectors }),
  "indented objects one after the other": (connectors) => connectors.map(indented).join("\r\n"),
  "objects with nothing between them": (connectors) =>
    connectors.map((value) => JSON.stringify(value)).join(""),
  lines: (connectors) => connectors.map((value) => `${JSON.stringify(value)}\n`).join("\n"),
  "rejected rows": (connectors) =>
    connectors.map((input, index) => `${JSON.stringify({ row: index + 1, reason: "x", input })}\n`).join(""),
}

const csvOf = (connectors: Connectors, separator: string, nameOf: (name: string) => string) => {
  const field = (value: string | null | undefined) =>
    value == null ? "" : `"${value.replaceAll('"', '""')}"`
  const rows = connectors.map((connector) => propertyNames.map((name) => field(connector[name])))
  return [propertyNames.map((name) => field(nameOf(name))), ...rows]
    .map((row) => row.join(separator))
    .join("\r\n")
}

/** Each way to write connectors as CSV. */
const csvForms: Readonly<Record<string, (connectors: Connectors) => string>> = {
  "CSV with commas": (connectors) => csvOf(connectors, ",", (name) => name),
  "CSV with semicolons": (connectors) => csvOf(connectors, ";", (name) => name),
  "CSV with tabs": (connectors) => csvOf(connectors, "\t", (name) => name),
  "CSV with sep=": (connectors) => `sep=;\r\n${csvOf(connectors, ";", (name) => name)}\r\n`,
  "CSV of PowerShell": (connectors) => `#TYPE A.B\r\n${csvOf(connectors, ",", pascal)}\r\n`,
  "CSV with blank rows": (connectors) =>
    `\r\n${csvOf(connectors, ",", pascal).replaceAll('"\r\n"', '"\r\n,,,,\r\n"')}`,
}

/** The connectors with dates to the millisecond, in UTC, as Windows PowerShell keeps them. */
const toMillisecond = (connectors: Connectors) =>
  connectors.map((connector) => {
    const instant = DateTimeOffset.sortKey(connector.lastConnectionDateTime)
    return { ...connector, lastConnectionDateTime: DateTimeOffset.make(`${instant.slice(0, 23)}Z`) }
  })

const withJsonDate = (connector: NewDomainJoinConnector) => ({
  ...connector,
  lastConnectionDateTime: `/Date(${Date.parse(connector.lastConnectionDateTime)})/`,
})

const encodings: Readonly<Record<string, (text: string) => Uint8Array>> = {
  "UTF-8": (text) => Buffer.from(text),
  "UTF-8 with a mark": (text) => Buffer.from(`\ufeff${text}`),
  "UTF-16LE": (text) => Buffer.from(`\ufeff${text}`, "utf16le"),
  "UTF-16BE": (text) => Buffer.from(`\ufeff${text}`, "utf16le").swap16(),
}

/** Asserts that the text, in each encoding, is read as the connectors. */
const assertRead = Effect.fnUntraced(function* (text: string, connectors: Connectors) {
  for (const [encoding, encode] of Object.entries(encodings)) {
    const decoded = yield* Effect.fromResult(decodeText(encode(text)))
    const rows = yield* readRows(decoded, { format: undefined, ignoreUnknown: false })
    const { valid, invalid } = checkRows(rows, false)
    assert.deepStrictEqual(invalid, [], encoding)
    assert.deepStrictEqual(
      valid.map(({ connector }) => connector),
      [...connectors],
      encoding,
    )
  }
})

const ids = ({ id }: NewDomainJoinConnector) => id

/** At least one connector, and no id twice. */
const SomeConnectors = Schema.NonEmptyArray(NewDomainJoinConnector).check(
  Schema.makeFilter((connectors) => {
    const given = connectors.map(ids).filter((id) => id !== undefined)
    return new Set(given).size === given.length
  }),
)

const options = { arbitrary: { size: 20, runs: 30 } }

describe("Connectors are read back equal", () => {
  for (const [form, write] of Object.entries({ ...jsonForms, ...csvForms })) {
    it.effect.prop(
      `as ${form}`,
      [SomeConnectors],
      ([connectors]) => assertRead(write(connectors), connectors),
      options,
    )
  }

  for (const [form, write] of Object.entries(jsonForms)) {
    it.effect.prop(
      `as ${form}, with names and dates of PowerShell`,
      [SomeConnectors],
      ([connectors]) => {
        const expected = toMillisecond(connectors)
        const text = write(expected.map(withJsonDate).map(withPascalNames)).replaceAll("/", "\\/")
        return assertRead(text, expected)
      },
      options,
    )
  }

  it.effect.prop(
    "as one object",
    [NewDomainJoinConnector],
    ([connector]) =>
      Effect.forEach(
        [connector, withPascalNames(connector), { "@odata.context": "x", value: connector }],
        (value) => assertRead(indented(value), [connector]),
      ),
    options,
  )
})
