import { PgClient } from "@effect/sql-pg"
import { assert, describe, it } from "@effect/vitest"
import { ConnectorFilter } from "@odj/domain"
import { Effect } from "effect"
import { Statement } from "effect/sql"
import { splitting } from "../../src/read/FilterSql.ts"

/** A client that only composes statements. */
const wordsOf = (compiler: Statement.Compiler) => {
  const sql = Statement.make(Effect.die("not executed"), compiler, [], undefined)
  const split = splitting(sql, (id) => sql`digest = ${`of ${id}`}`)
  return (filter: ConnectorFilter | undefined) => {
    const { conditions, passes } = split(filter)
    const [text, parameters] = sql`${sql.csv(conditions)}`.compile()
    return { text, parameters, isWhole: passes === undefined }
  }
}

const sqlite = wordsOf(Statement.makeCompilerSqlite())
const postgres = wordsOf(PgClient.makeCompiler())

const {
  and,
  constant,
  contains,
  equals,
  isGreater,
  isGreaterOrEqual,
  isIn,
  isLess,
  literal,
  not,
  notEquals,
  or,
} = ConnectorFilter

const id = ConnectorFilter.property("id")
const displayName = ConnectorFilter.property("displayName")
const a = literal("a")
const nothing = literal(null)

const key = "coalesce('.' || substr(display_name, 1, 256), '')"

describe("A filter in SQL", () => {
  for (const [what, filter, text, parameters] of [
    ["a text", equals("version", a), "version = ?", ["a"]],
    ["another text", notEquals("version", a), "NOT (version = ?)", ["a"]],
    ["an id by the database's own condition", equals(id, a), "digest = ?", ["of a"]],
    ["an id on the right-hand side", notEquals(a, id), "NOT (digest = ?)", ["of a"]],
    [
      "an instant by its sort key",
      isGreaterOrEqual(
        ConnectorFilter.property("lastConnectionDateTime"),
        literal("2017-01-01T07:58:00.000000000000Z"),
      ),
      "last_connection_sort_key >= ?",
      ["2017-01-01T07:58:00.000000000000Z"],
    ],
    [
      "a display name by the index's key",
      equals(displayName, a),
      `(${key} = '.' || substr(?, 1, 256) AND display_name = ?)`,
      ["a", "a"],
    ],
    ["an order of texts", isLess(a, displayName), "(display_name IS NOT NULL AND ? < display_name)", ["a"]],
    ["null", equals(displayName, nothing), `${key} = ''`, []],
    ["any text but null", notEquals(nothing, displayName), `NOT (${key} = '')`, []],
    ["null of a property that can't be null", equals(id, nothing), "FALSE", []],
    ["null of null", equals(nothing, nothing), "TRUE", []],
    ["an order of nulls", isGreaterOrEqual(nothing, nothing), "FALSE", []],
    [
      "two nullable values",
      equals(displayName, displayName),
      "display_name IS NOT DISTINCT FROM display_name",
      [],
    ],
    [
      "a nullable and another value",
      equals(id, displayName),
      "(display_name IS NOT NULL AND id = display_name)",
      [],
    ],
    ["one of several texts", isIn("version", ["a", "b"]), "(version = ? OR version = ?)", ["a", "b"]],
    ["one of a list with only null", isIn(displayName, [null]), `${key} = ''`, []],
    ["one of an empty list", isIn(id, []), "FALSE", []],
    ["a part", contains(displayName, a), "instr(display_name, ?) > 0", ["a"]],
    ["a beginning", ConnectorFilter.startsWith(id, a), "substr(id, 1, length(?)) = ?", ["a", "a"]],
    [
      "the end of a text",
      ConnectorFilter.endsWith(id, a),
      "substr(id, length(id) - length(?) + 1) = ?",
      ["a", "a"],
    ],
    ["a part that is null", contains(id, nothing), "NULL", []],
    [
      "an alternative with a negated constant",
      or(equals("version", a), not(constant(null))),
      "(version = ? OR NOT (NULL))",
      ["a"],
    ],
    ["the negation of an empty conjunction", not(and()), "NOT (TRUE)", []],
  ] as const satisfies ReadonlyArray<readonly [string, ConnectorFilter, string, ReadonlyArray<string>]>) {
    it(`compares ${what}`, () => {
      assert.deepStrictEqual(sqlite(filter), { text, parameters, isWhole: true })
    })
  }

  it("gives PostgreSQL the type and the collation of a parameter", () => {
    assert.deepStrictEqual(postgres(contains(id, a)), {
      text: 'strpos(id, $1::text COLLATE "C") > 0',
      parameters: ["a"],
      isWhole: true,
    })
  })

  it("has no conditions without a filter", () => {
    assert.deepStrictEqual(sqlite(undefined), { text: "", parameters: [], isWhole: true })
  })

  it("has the same text for other values", () => {
    const [one, other] = ["a", "it's"].map((value) => equals(displayName, value))
    assert.strictEqual(sqlite(one).text, sqlite(other).text)
  })

  const lower = equals(ConnectorFilter.toLower(displayName), a)
  const upper = isIn(ConnectorFilter.toUpper(displayName), ["A"])

  for (const [what, filter] of [
    ["a text in another case", lower],
    ["a length", equals(ConnectorFilter.length(id), 1)],
    ["a number", equals(literal(1), literal(1))],
    ["a part of a timestamp", equals(ConnectorFilter.timestampPart("year", "lastConnectionDateTime"), 2016)],
    ["a search for another property", contains(id, displayName)],
    ["one of several texts in another case", upper],
    ["a text with NUL", isLess(id, "a\0")],
    ["a text with a lone surrogate", contains(id, "\ud83d")],
    ["a value that is none", isIn(id, ["a", "\udc00"])],
    ["the negation of a condition that is evaluated here", not(lower)],
    ["an alternative to a condition that is evaluated here", or(equals(id, a), lower)],
    [
      "more values than a statement may have",
      isIn(
        id,
        Array.from({ length: 400 }, (_, index) => `${index}`),
      ),
    ],
  ] as const satisfies ReadonlyArray<readonly [string, ConnectorFilter]>) {
    it(`is evaluated here for ${what}`, () => {
      assert.deepStrictEqual(sqlite(filter), { text: "", parameters: [], isWhole: false })
    })
  }

  it("is translated in part if only some conditions of a conjunction can be", () => {
    assert.deepStrictEqual(sqlite(and(lower, and(equals("version", a), upper, isGreater(id, a)))), {
      text: "version = ?,id > ?",
      parameters: ["a", "a"],
      isWhole: false,
    })
  })

  it("is translated up to a size, and the rest is evaluated here", () => {
    const conditions = Array.from({ length: 401 }, () => equals(id, a))
    const { parameters, isWhole } = sqlite(and(...conditions))
    assert.deepStrictEqual([parameters.length, isWhole], [400, false])
  })
})
