import { PgClient } from "@effect/sql-pg"
import { assert, describe, it } from "@effect/vitest"
import type { ConnectorFilter, ConnectorProperty, FilterOperand } from "@odj/domain"
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

const property = (property: ConnectorProperty): FilterOperand => ({ _tag: "Property", property })
const literal = (value: string | null): FilterOperand => ({ _tag: "Literal", value })
const compare = (
  operator: "eq" | "ne" | "gt" | "ge" | "lt" | "le",
  left: FilterOperand,
  right: FilterOperand,
): ConnectorFilter => ({ _tag: "Compare", operator, left, right })

const test = (
  _tag: "Contains" | "StartsWith" | "EndsWith",
  text: FilterOperand,
  part: FilterOperand,
): ConnectorFilter => ({ _tag, text, part })

const isIn = (operand: FilterOperand, values: ReadonlyArray<string | null>): ConnectorFilter => ({
  _tag: "In",
  operand,
  values,
})

const id = property("id")
const displayName = property("displayName")
const a = literal("a")
const version = property("version")
const nothing = literal(null)

const key = "coalesce('.' || substr(display_name, 1, 256), '')"

describe("A filter in SQL", () => {
  for (const [what, filter, text, parameters] of [
    ["a text", compare("eq", version, a), "version = ?", ["a"]],
    ["another text", compare("ne", version, a), "NOT (version = ?)", ["a"]],
    ["an id, in the words of the database", compare("eq", id, a), "digest = ?", ["of a"]],
    ["an id, the other way round", compare("ne", a, id), "NOT (digest = ?)", ["of a"]],
    [
      "an instant, by its sort key",
      compare("ge", property("lastConnectionDateTime"), literal("2017-01-01T07:58:00.000000000000Z")),
      "last_connection_sort_key >= ?",
      ["2017-01-01T07:58:00.000000000000Z"],
    ],
    [
      "a display name, by the index's key",
      compare("eq", displayName, a),
      `(${key} = '.' || substr(?, 1, 256) AND display_name = ?)`,
      ["a", "a"],
    ],
    [
      "what comes before",
      compare("lt", a, displayName),
      "(display_name IS NOT NULL AND ? < display_name)",
      ["a"],
    ],
    ["null", compare("eq", displayName, nothing), `${key} = ''`, []],
    ["all but null", compare("ne", nothing, displayName), `NOT (${key} = '')`, []],
    ["null where none is", compare("eq", id, nothing), "FALSE", []],
    ["null of null", compare("eq", nothing, nothing), "TRUE", []],
    ["nothing, which is not behind null", compare("ge", nothing, nothing), "FALSE", []],
    [
      "the same twice",
      compare("eq", displayName, displayName),
      "display_name IS NOT DISTINCT FROM display_name",
      [],
    ],
    [
      "what is no null",
      compare("eq", id, displayName),
      "(display_name IS NOT NULL AND id = display_name)",
      [],
    ],
    ["one of several", isIn(version, ["a", "b"]), "(version = ? OR version = ?)", ["a", "b"]],
    ["one of one, which is null", isIn(displayName, [null]), `${key} = ''`, []],
    ["one of none", isIn(id, []), "FALSE", []],
    ["a part", test("Contains", displayName, a), "instr(display_name, ?) > 0", ["a"]],
    ["a beginning", test("StartsWith", id, a), "substr(id, 1, length(?)) = ?", ["a", "a"]],
    ["an end", test("EndsWith", id, a), "substr(id, length(id) - length(?) + 1) = ?", ["a", "a"]],
    ["a part that is null", test("Contains", id, nothing), "NULL", []],
    [
      "either, or the opposite of a constant",
      {
        _tag: "Or",
        conditions: [
          compare("eq", version, a),
          { _tag: "Not", condition: { _tag: "Constant", value: null } },
        ],
      },
      "(version = ? OR NOT (NULL))",
      ["a"],
    ],
    [
      "the opposite of nothing at all",
      { _tag: "Not", condition: { _tag: "And", conditions: [] } },
      "NOT (TRUE)",
      [],
    ],
  ] as const satisfies ReadonlyArray<readonly [string, ConnectorFilter, string, ReadonlyArray<string>]>) {
    it(`asks for ${what}`, () => {
      assert.deepStrictEqual(sqlite(filter), { text, parameters, isWhole: true })
    })
  }

  it("tells PostgreSQL that a parameter is a text, and how it compares", () => {
    assert.deepStrictEqual(postgres(test("Contains", id, a)), {
      text: 'strpos(id, $1::text COLLATE "C") > 0',
      parameters: ["a"],
      isWhole: true,
    })
  })

  it("asks for nothing where there is no filter", () => {
    assert.deepStrictEqual(sqlite(undefined), { text: "", parameters: [], isWhole: true })
  })

  it("is the same text for other values", () => {
    const [one, other] = ["a", "it's"].map((value) => compare("eq", displayName, literal(value)))
    assert.strictEqual(sqlite(one).text, sqlite(other).text)
  })

  const lower = compare("eq", { _tag: "ToLower", operand: displayName }, a)
  const upper = isIn({ _tag: "ToUpper", operand: displayName }, ["A"])

  for (const [what, filter] of [
    ["a text in another case", lower],
    ["one of several in another case", upper],
    ["a text with NUL", compare("lt", id, literal("a\0"))],
    ["a text with a lone surrogate", test("Contains", id, literal("\ud83d"))],
    ["a value that is none", isIn(id, ["a", "\udc00"])],
    ["the opposite of what is evaluated here", { _tag: "Not", condition: lower }],
    ["one of two, where one is evaluated here", { _tag: "Or", conditions: [compare("eq", id, a), lower] }],
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
    const filter: ConnectorFilter = {
      _tag: "And",
      conditions: [
        lower,
        { _tag: "And", conditions: [compare("eq", version, a), upper, compare("gt", id, a)] },
      ],
    }
    assert.deepStrictEqual(sqlite(filter), {
      text: "version = ?,id > ?",
      parameters: ["a", "a"],
      isWhole: false,
    })
  })

  it("is asked for up to a size, and the rest of it evaluated here", () => {
    const conditions = Array.from({ length: 401 }, () => compare("eq", id, a))
    const { parameters, isWhole } = sqlite({ _tag: "And", conditions })
    assert.deepStrictEqual([parameters.length, isWhole], [400, false])
  })
})
