import { PgClient } from "@effect/sql-pg"
import { assert, describe, it } from "@effect/vitest"
import { ConnectorFilter } from "@odj/domain"
import { Effect } from "effect"
import { Statement } from "effect/sql"
import { splitting } from "../../src/read/FilterSql.ts"

/** The words of a database that nobody asks. */
const wordsOf = (compiler: Statement.Compiler) => {
  const sql = Statement.make(Effect.die("nobody asks"), compiler, [], undefined)
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
    ["an id, in the words of the database", equals(id, a), "digest = ?", ["of a"]],
    ["an id, the other way round", notEquals(a, id), "NOT (digest = ?)", ["of a"]],
    [
      "an instant, by its sort key",
      isGreaterOrEqual(
        ConnectorFilter.property("lastConnectionDateTime"),
        literal("2017-01-01T07:58:00.000000000000Z"),
      ),
      "last_connection_sort_key >= ?",
      ["2017-01-01T07:58:00.000000000000Z"],
    ],
    [
      "a display name, by the index's key",
      equals(displayName, a),
      `(${key} = '.' || substr(?, 1, 256) AND display_name = ?)`,
      ["a", "a"],
    ],
    ["what comes before", isLess(a, displayName), "(display_name IS NOT NULL AND ? < display_name)", ["a"]],
    ["null", equals(displayName, nothing), `${key} = ''`, []],
    ["all but null", notEquals(nothing, displayName), `NOT (${key} = '')`, []],
    ["null where none is", equals(id, nothing), "FALSE", []],
    ["null of null", equals(nothing, nothing), "TRUE", []],
    ["nothing, which is not behind null", isGreaterOrEqual(nothing, nothing), "FALSE", []],
    [
      "the same twice",
      equals(displayName, displayName),
      "display_name IS NOT DISTINCT FROM display_name",
      [],
    ],
    ["what is no null", equals(id, displayName), "(display_name IS NOT NULL AND id = display_name)", []],
    ["one of several", isIn("version", ["a", "b"]), "(version = ? OR version = ?)", ["a", "b"]],
    ["one of one, which is null", isIn(displayName, [null]), `${key} = ''`, []],
    ["one of none", isIn(id, []), "FALSE", []],
    ["a part", contains(displayName, a), "instr(display_name, ?) > 0", ["a"]],
    ["a beginning", ConnectorFilter.startsWith(id, a), "substr(id, 1, length(?)) = ?", ["a", "a"]],
    ["an end", ConnectorFilter.endsWith(id, a), "substr(id, length(id) - length(?) + 1) = ?", ["a", "a"]],
    ["a part that is null", contains(id, nothing), "NULL", []],
    [
      "either, or the opposite of a constant",
      or(equals("version", a), not(constant(null))),
      "(version = ? OR NOT (NULL))",
      ["a"],
    ],
    ["the opposite of nothing at all", not(and()), "NOT (TRUE)", []],
  ] as const satisfies ReadonlyArray<readonly [string, ConnectorFilter, string, ReadonlyArray<string>]>) {
    it(`asks for ${what}`, () => {
      assert.deepStrictEqual(sqlite(filter), { text, parameters, isWhole: true })
    })
  }

  it("tells PostgreSQL that a parameter is a text, and how it compares", () => {
    assert.deepStrictEqual(postgres(contains(id, a)), {
      text: 'strpos(id, $1::text COLLATE "C") > 0',
      parameters: ["a"],
      isWhole: true,
    })
  })

  it("asks for nothing where there is no filter", () => {
    assert.deepStrictEqual(sqlite(undefined), { text: "", parameters: [], isWhole: true })
  })

  it("is the same text for other values", () => {
    const [one, other] = ["a", "it's"].map((value) => equals(displayName, value))
    assert.strictEqual(sqlite(one).text, sqlite(other).text)
  })

  const lower = equals(ConnectorFilter.toLower(displayName), a)
  const upper = isIn(ConnectorFilter.toUpper(displayName), ["A"])

  for (const [what, filter] of [
    ["a text in another case", lower],
    ["one of several in another case", upper],
    ["a text with NUL", isLess(id, "a\0")],
    ["a text with a lone surrogate", contains(id, "\ud83d")],
    ["a value that is none", isIn(id, ["a", "\udc00"])],
    ["the opposite of what is evaluated here", not(lower)],
    ["one of two, where one is evaluated here", or(equals(id, a), lower)],
    [
      "more values than a statement may have",
      isIn(
        id,
        Array.from({ length: 400 }, (_, index) => `${index}`),
      ),
    ],
  ] as const satisfies ReadonlyArray<readonly [string, ConnectorFilter]>) {
    it(`is evaluated here where it asks for ${what}`, () => {
      assert.deepStrictEqual(sqlite(filter), { text: "", parameters: [], isWhole: false })
    })
  }

  it("is asked for as far as it can be, where all of several conditions have to hold", () => {
    assert.deepStrictEqual(sqlite(and(lower, and(equals("version", a), upper, isGreater(id, a)))), {
      text: "version = ?,id > ?",
      parameters: ["a", "a"],
      isWhole: false,
    })
  })

  it("is asked for up to a size, and the rest of it evaluated here", () => {
    const conditions = Array.from({ length: 401 }, () => equals(id, a))
    const { parameters, isWhole } = sqlite(and(...conditions))
    assert.deepStrictEqual([parameters.length, isWhole], [400, false])
  })
})
