/**
 * Shows what each condition means. It is long for the tables of the three truth values, and for a reading of its own, so
 * that nothing is checked against the code under test.
 */
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import {
  type ComparisonOperator,
  type ConnectorFilter,
  type ConnectorProperty,
  DateTimeOffset,
  type DomainJoinConnector,
  type FilterOperand,
  matching,
} from "../src/index.ts"
import { Connector, Filter } from "./filters.ts"

const connector: DomainJoinConnector = {
  id: "c-1",
  displayName: null,
  lastConnectionDateTime: Schema.decodeSync(DateTimeOffset)("2016-12-31T23:58:36.6670033-08:00"),
  state: "pending",
  version: "6.2504.2001.8",
}

type Truth = boolean | null

const constant = (value: Truth): ConnectorFilter => ({ _tag: "Constant", value })
const not = (condition: ConnectorFilter): ConnectorFilter => ({ _tag: "Not", condition })
const property = (property: ConnectorProperty): FilterOperand => ({ _tag: "Property", property })
const literal = (value: string | null): FilterOperand => ({ _tag: "Literal", value })
const compare = (
  left: string | null,
  operator: ComparisonOperator,
  right: string | null,
): ConnectorFilter => ({
  _tag: "Compare",
  operator,
  left: literal(left),
  right: literal(right),
})

/** Which of the truth values a condition has: null neither matches nor does its opposite. */
const truth = (filter: ConnectorFilter, of = connector): Truth => {
  const [holds, holdsNot] = [matching(filter)(of), matching(not(filter))(of)]
  assert.isFalse(holds && holdsNot)
  return holds ? true : holdsNot ? false : null
}

const truths: ReadonlyArray<Truth> = [true, false, null]

describe("A condition of several", () => {
  const and = [
    [true, false, null],
    [false, false, false],
    [null, false, null],
  ]
  const or = [
    [true, true, true],
    [true, false, null],
    [true, null, null],
  ]
  for (const [_tag, table] of [
    ["And", and],
    ["Or", or],
  ] as const) {
    it(`has the truth value that the table of ${_tag} gives it`, () => {
      for (const [row, left] of truths.entries()) {
        for (const [column, right] of truths.entries()) {
          const filter: ConnectorFilter = { _tag, conditions: [constant(left), constant(right)] }
          assert.strictEqual(truth(filter), table[row]?.[column] ?? null, `${left} ${_tag} ${right}`)
        }
      }
    })

    it(`may have one, or more than two: ${_tag}`, () => {
      for (const value of truths) {
        assert.strictEqual(truth({ _tag, conditions: [constant(value)] }), value)
        const rest = [constant(_tag === "And"), constant(_tag === "And")]
        assert.strictEqual(truth({ _tag, conditions: [...rest, constant(value)] }), value)
        assert.strictEqual(truth({ _tag, conditions: [constant(value), ...rest] }), value)
      }
    })
  }

  it("is turned round by Not, save null", () => {
    for (const value of truths)
      assert.strictEqual(truth(not(constant(value))), value === null ? null : !value)
  })
})

describe("A comparison", () => {
  const operators = ["eq", "ne", "gt", "ge", "lt", "le"] as const
  const held = (left: string | null, right: string | null) =>
    operators.filter((operator) => truth(compare(left, operator, right)) === true)

  it("is by code points, and never null", () => {
    const examples: ReadonlyArray<
      readonly [left: string | null, right: string | null, held: ReadonlyArray<string>]
    > = [
      ["a", "a", ["eq", "ge", "le"]],
      ["a", "b", ["ne", "lt", "le"]],
      ["b", "a", ["ne", "gt", "ge"]],
      ["", "a", ["ne", "lt", "le"]],
      ["B", "a", ["ne", "lt", "le"]],
      ["😀", "Ａ", ["ne", "gt", "ge"]],
      [null, null, ["eq"]],
      [null, "", ["ne"]],
      ["", null, ["ne"]],
    ]
    for (const [left, right, expected] of examples) {
      assert.deepStrictEqual(held(left, right), expected, `${left} ${right}`)
      for (const operator of operators) assert.isNotNull(truth(compare(left, operator, right)))
    }
  })

  it("sees every property, the timestamp by its sort key", () => {
    const values: Record<ConnectorProperty, string | null> = {
      ...connector,
      lastConnectionDateTime: "2017-01-01T07:58:36.667003300000Z",
    }
    for (const [name, value] of Object.entries(values)) {
      const filter: ConnectorFilter = {
        _tag: "Compare",
        operator: "eq",
        left: property(name as ConnectorProperty),
        right: literal(value),
      }
      assert.isTrue(truth(filter), name)
    }
  })

  it("sees the other case of a text, by no language's rules, and null of null", () => {
    const cases: ReadonlyArray<readonly ["ToLower" | "ToUpper", of: string | null, text: string | null]> = [
      ["ToLower", "AbÉ I", "abé i"],
      ["ToUpper", "abé i ß", "ABÉ I SS"],
      ["ToLower", null, null],
      ["ToUpper", null, null],
    ]
    for (const [_tag, of, text] of cases) {
      const operand: FilterOperand = { _tag, operand: literal(of) }
      assert.isTrue(
        truth({ _tag: "Compare", operator: "eq", left: operand, right: literal(text) }),
        String(of),
      )
    }
  })
})

describe("A test of a text", () => {
  const examples: ReadonlyArray<readonly [text: string | null, part: string | null, Truth, Truth, Truth]> = [
    // The text, the part, and whether it contains it, begins and ends with it.
    ["abc", "b", true, false, false],
    ["abc", "ab", true, true, false],
    ["abc", "bc", true, false, true],
    ["abc", "abc", true, true, true],
    ["abc", "", true, true, true],
    ["", "a", false, false, false],
    ["abc", "B", false, false, false],
    [null, "a", null, null, null],
    ["a", null, null, null, null],
    [null, null, null, null, null],
  ]
  it("is null where a null takes part in it", () => {
    for (const [text, part, contains, startsWith, endsWith] of examples) {
      const [a, b, c] = (["Contains", "StartsWith", "EndsWith"] as const).map((_tag) =>
        truth({ _tag, text: literal(text), part: literal(part) }),
      )
      assert.deepStrictEqual([a, b, c], [contains, startsWith, endsWith], `${text} ${part}`)
    }
  })
})

describe("A condition on a list", () => {
  it("holds where one of the values is equal, null among them, and is never null", () => {
    const examples: ReadonlyArray<
      readonly [value: string | null, values: ReadonlyArray<string | null>, Truth]
    > = [
      ["a", ["b", "a"], true],
      ["a", ["A", null], false],
      ["a", [], false],
      [null, ["a", null], true],
      [null, ["a"], false],
      [null, [], false],
    ]
    for (const [value, values, expected] of examples) {
      assert.strictEqual(
        truth({ _tag: "In", operand: literal(value), values }),
        expected,
        `${value} in ${values}`,
      )
    }
  })
})

// The reading of its own: truth values as numbers, so that And is the least of them, and Or the greatest.

const read = (operand: FilterOperand, connector: DomainJoinConnector): string | null => {
  if (operand._tag === "Literal") return operand.value
  if (operand._tag === "ToLower") return read(operand.operand, connector)?.toLowerCase() ?? null
  if (operand._tag === "ToUpper") return read(operand.operand, connector)?.toUpperCase() ?? null
  const { lastConnectionDateTime, ...texts } = connector
  return operand.property === "lastConnectionDateTime"
    ? DateTimeOffset.sortKey(lastConnectionDateTime)
    : texts[operand.property]
}

const [yes, unknown, no] = [1, 0.5, 0]

const measure = (filter: ConnectorFilter, connector: DomainJoinConnector): number => {
  switch (filter._tag) {
    case "And":
      return Math.min(...filter.conditions.map((condition) => measure(condition, connector)))
    case "Or":
      return Math.max(...filter.conditions.map((condition) => measure(condition, connector)))
    case "Not":
      return 1 - measure(filter.condition, connector)
    case "Constant":
      return filter.value === null ? unknown : Number(filter.value)
    case "In": {
      const value = read(filter.operand, connector)
      return filter.values.some((other) => other === value) ? yes : no
    }
    case "Compare": {
      const [left, right] = [read(filter.left, connector), read(filter.right, connector)]
      if (filter.operator === "eq") return Number(left === right)
      if (filter.operator === "ne") return Number(left !== right)
      if (left === null || right === null) return no
      const order = Buffer.compare(Buffer.from(left), Buffer.from(right))
      return Number({ gt: [1], ge: [0, 1], lt: [-1], le: [-1, 0] }[filter.operator].includes(order))
    }
    default: {
      const [text, part] = [read(filter.text, connector), read(filter.part, connector)]
      if (text === null || part === null) return unknown
      const places = Array.from({ length: text.length + 1 }, (_, at) => at).filter(
        (at) => text.slice(at, at + part.length) === part && at + part.length <= text.length,
      )
      const wanted = { Contains: places[0], StartsWith: 0, EndsWith: text.length - part.length }[filter._tag]
      return Number(wanted !== undefined && places.includes(wanted))
    }
  }
}

describe("matching", () => {
  it.prop(
    "answers as an independent reading does",
    [Filter, Schema.Array(Connector).check(Schema.isMinLength(2))],
    ([filter, connectors]) => {
      const matches = matching(filter)
      for (const connector of connectors) {
        assert.strictEqual(matches(connector), measure(filter, connector) === yes)
        assert.strictEqual(matching(not(filter))(connector), measure(filter, connector) === no)
      }
    },
    { arbitrary: { runs: 1000, size: 15 } },
  )

  it("leaves out those for which the condition is null", () => {
    assert.isFalse(matching(constant(null))(connector))
    assert.isFalse(matching(not(constant(null)))(connector))
  })
})
