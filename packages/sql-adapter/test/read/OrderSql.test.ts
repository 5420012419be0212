import { assert, describe, it } from "@effect/vitest"
import { encodePageToken } from "@odj/core"
import { type ConnectorOrder, OrderBy, type OrderPosition } from "@odj/domain"
import { Effect, Option } from "effect"
import { Statement } from "effect/sql"
import { afterSql, isIndexed, orderSql, positionOf } from "../../src/read/OrderSql.ts"

const sql = Statement.make(Effect.die("not executed"), Statement.makeCompilerSqlite(), [], undefined)

const { ascending: up, descending: down } = OrderBy

const name = "coalesce('.' || substr(display_name, 1, 256), '')"

describe("An order in SQL", () => {
  for (const [order, text] of [
    [[], "sequence"],
    [[up("lastConnectionDateTime")], "last_connection_sort_key, sequence"],
    [[down("displayName"), up("id")], `${name} DESC, substr(id, 1, 256), sequence`],
    [[down("version"), down("state")], "substr(version, 1, 256) DESC, state DESC, sequence"],
  ] as const satisfies ReadonlyArray<readonly [ConnectorOrder, string]>) {
    it(`is ${text}`, () => {
      assert.deepStrictEqual(sql`${orderSql(sql, order)}`.compile(), [text, []])
    })
  }

  it("has an index by creation, display name and last connection, in both directions", () => {
    const orders = [
      [],
      [up("displayName")],
      [up("lastConnectionDateTime")],
      [down("displayName")],
      [up("lastConnectionDateTime"), up("id")],
      [up("id")],
      [up("state")],
    ]
    assert.deepStrictEqual(orders.map(isIndexed), [true, true, true, true, false, false, false])
  })
})

describe("The condition for connectors after a position", () => {
  for (const [what, order, position, text, parameters] of [
    ["by creation", [], [], "sequence > ?", [7n]],
    [
      "ascending",
      [up("state")],
      ["error"],
      "(state >= ? AND (state,sequence) > (?,?))",
      ["error", "error", 7n],
    ],
    ["at null", [up("displayName")], [null], `(${name} >= ? AND (${name},sequence) > (?,?))`, ["", "", 7n]],
    [
      "at the empty text",
      [up("displayName")],
      [""],
      `(${name} >= ? AND (${name},sequence) > (?,?))`,
      [".", ".", 7n],
    ],
    [
      "descending",
      [down("state")],
      ["error"],
      "(state <= ? AND (state < ? OR (state = ? AND sequence > ?)))",
      ["error", "error", "error", 7n],
    ],
    [
      "in both directions",
      [up("state"), down("displayName")],
      ["error", "HQ"],
      `(state >= ? AND (state > ? OR (state = ? AND ${name} < ?) OR (state = ? AND ${name} = ? AND sequence > ?)))`,
      ["error", "error", "error", ".HQ", "error", ".HQ", 7n],
    ],
  ] as const satisfies ReadonlyArray<
    readonly [string, ConnectorOrder, OrderPosition, string, ReadonlyArray<unknown>]
  >) {
    it(`is right ${what}`, () => {
      const condition = afterSql(sql, order, { position, sequence: 7 })
      assert.deepStrictEqual(sql`${condition}`.compile(), [text, parameters])
    })
  }
})

describe("A token's position", () => {
  for (const [what, order, position, isPlace] of [
    ["valid by creation", [], [], true],
    ["valid with a text", [up("id")], ["a"], true],
    ["valid with null for a nullable property", [up("displayName")], [null], true],
    ["invalid with null for another property", [up("id")], [null], false],
    ["invalid for a shorter order", [], ["a"], false],
    ["invalid for a longer order", [up("id"), up("state")], ["a"], false],
    ["invalid with a text that can't be stored", [up("displayName")], ["a\0"], false],
  ] as const satisfies ReadonlyArray<readonly [string, ConnectorOrder, OrderPosition, boolean]>) {
    it(`is ${what}`, () => {
      const place = { position, sequence: 7 }
      assert.deepStrictEqual(
        positionOf(order, encodePageToken(place)),
        isPlace ? Option.some(place) : Option.none(),
      )
    })
  }

  it("is missing if the token is invalid", () => {
    assert.deepStrictEqual(positionOf([], "?"), Option.none())
  })
})
