import { assert, describe, it } from "@effect/vitest"
import { DateTimeOffset } from "@odj/domain"
import { Schema } from "effect"
import { type Column, fit, lineWidth } from "../../src/output/Column.ts"
import { connectorColumns } from "../../src/output/ConnectorColumns.ts"

const columnOf = (column: Partial<Column>): Column => ({ name: "", cell: () => null, ...column })

/** The widths of columns that fit, each after its name. */
const fitted = (columns: ReadonlyArray<readonly [column: Partial<Column>, width: number]>, width: number) =>
  fit(
    columns.map(([column, width]) => ({ column: columnOf(column), width })),
    width,
  ).map(({ column, width }) => `${column.name}${width}`)

const Natural = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 200 }))

const connectors = connectorColumns(DateTimeOffset.make("2026-01-31T12:00:00Z"))

describe("Columns", () => {
  it("stay as wide as they are if they fit", () => {
    assert.deepStrictEqual(
      fitted(
        [
          [{ name: "a" }, 10],
          [{ name: "b" }, 8],
        ],
        20,
      ),
      ["a10", "b8"],
    )
  })

  it("are narrowed from the widest on", () => {
    assert.deepStrictEqual(
      fitted(
        [
          [{ name: "a" }, 9_000_000],
          [{ name: "b" }, 30],
          [{ name: "c" }, 4],
        ],
        40,
      ),
      ["a16", "b16", "c4"],
    )
  })

  it("are left out from the last optional one on, until the others have the least that they need", () => {
    const columns = [
      [{ name: "a", least: 10 }, 20],
      [{ name: "b", least: 10, isOptional: true }, 20],
      [{ name: "c", least: 36, isOptional: true }, 36],
    ] as const
    assert.deepStrictEqual(fitted(columns, 60), ["a10", "b10", "c36"])
    assert.deepStrictEqual(fitted(columns, 59), ["a20", "b20"])
    assert.deepStrictEqual(fitted(columns, 21), ["a20"])
    assert.deepStrictEqual(fitted(columns, 5), ["a5"])
  })

  it.prop(
    "of any width fit a terminal",
    [Schema.Array(Natural).check(Schema.isMinLength(1), Schema.isMaxLength(6)), Natural],
    ([widths, width]) => {
      const found = fit(
        widths.map((width) => ({ column: columnOf({ least: 8 }), width })),
        width,
      )
      const narrowest = lineWidth(widths.map(() => 1))
      assert.isAtMost(lineWidth(found.map(({ width }) => width)), Math.max(width, narrowest))
      assert.lengthOf(found, widths.length)
    },
  )

  it("of connectors all fit 80 columns, with whole ids", () => {
    const widest = [120, 8, 12, 13, 36]
    const found = fit(
      connectors.map((column, index) => ({ column, width: widest[index] ?? 0 })),
      80,
    )
    assert.deepStrictEqual(
      found.map(({ column, width }) => [column.name, width]),
      [
        ["NAME", 9],
        ["STATE", 8],
        ["LAST CONTACT", 12],
        ["VERSION", 7],
        ["ID", 36],
      ],
    )
  })

  it("of connectors are the first three on 40 columns", () => {
    const found = fit(
      connectors.map((column) => ({ column, width: column.least ?? 0 })),
      40,
    )
    assert.deepStrictEqual(
      found.map(({ column }) => column.name),
      ["NAME", "STATE", "LAST CONTACT"],
    )
  })
})
