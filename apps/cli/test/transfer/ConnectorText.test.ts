import { assert, describe, it } from "@effect/vitest"
import { checkRows, readRows, transferFormats } from "@odj/command-line/rows"
import { DomainJoinConnector, exampleConnector, NewDomainJoinConnector } from "@odj/domain"
import { MemoryConnectorStore } from "@odj/memory-adapter"
import { Effect, Schema, Stream } from "effect"
import { connectorText } from "../../src/transfer/ConnectorText.ts"

const difficult = [
  null,
  "",
  " ",
  "null",
  '"',
  '""',
  "=1+1",
  "@SUM(A1)",
  "a,b;c\td",
  "a\nb",
  "a\r\nb",
  "a\rb",
  "\r",
  "\u2028\u2029\u0085",
  "\ufeffa",
  "𝒳\\",
  "#",
  "\n-- -----\nState : x\n<html>",
  "[{",
]

const connectors = Schema.decodeSync(Schema.Array(DomainJoinConnector))(
  difficult.map((text, index) => ({
    ...exampleConnector,
    id: `${text}${index}`,
    displayName: text,
    lastConnectionDateTime: "2016-12-31T23:58:36.667003300000-08:00",
    version: text ?? "",
  })),
)

const textOf = (format: (typeof transferFormats)[number], connectors: ReadonlyArray<DomainJoinConnector>) =>
  Stream.mkString(connectorText(format, Stream.fromIterable(connectors)))

const read = (text: string, format?: (typeof transferFormats)[number]) =>
  readRows(text, { format, ignoreUnknown: false })

const check = (rows: Effect.Success<ReturnType<typeof read>>) => checkRows(rows, false)

describe("An export", () => {
  for (const format of transferFormats) {
    it.effect(`is read unchanged, to the character, as ${format}`, () =>
      Effect.gen(function* () {
        const text = yield* textOf(format, connectors)
        const { valid, invalid } = check(yield* read(text))
        assert.deepStrictEqual(invalid, [])
        assert.deepStrictEqual(
          valid.map(({ connector }) => connector),
          connectors as ReadonlyArray<unknown> as ReadonlyArray<NewDomainJoinConnector>,
        )
      }),
    )

    it.effect(`without connectors is read as no rows, as ${format}`, () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* read(yield* textOf(format, []), format), [])
      }),
    )

    it.effect.prop(
      `creates equal connectors in another store, as ${format}`,
      [Schema.Array(NewDomainJoinConnector)],
      ([given]) =>
        Effect.gen(function* () {
          const [from, to] = yield* Effect.all([MemoryConnectorStore.make, MemoryConnectorStore.make])
          yield* from.createMany(given)
          const { connectors } = yield* from.list({ limit: 100 })
          const { valid, invalid } = check(
            yield* read(yield* textOf(format, connectors), connectors.length === 0 ? format : undefined),
          )
          yield* to.createMany(valid.map(({ connector }) => connector))
          assert.deepStrictEqual(invalid, [])
          assert.deepStrictEqual((yield* to.list({ limit: 100 })).connectors, connectors)
        }),
      { arbitrary: { size: 20, runs: 50 } },
    )
  }
})
