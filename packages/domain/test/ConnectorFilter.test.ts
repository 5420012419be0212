/**
 * Shows what each condition means.
 *
 * It is long because it has the tables of the three truth values, and an evaluation of its own to compare with the code.
 */
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { compareText } from "../src/CodePointOrder.ts"
import {
  ConnectorFilter,
  comparableOf,
  DateTimeOffset,
  type DomainJoinConnector,
  exampleConnector,
  type FilterOperand,
  type FilterValue,
  filterPredicate,
  functionOf,
  propertyNames,
  type TextFunction,
  type TimestampPart,
  withId,
} from "../src/index.ts"
import { withoutRepeats } from "../src/OperandValue.ts"
import { Connector, Filter } from "./filters.ts"

const connector: DomainJoinConnector = {
  ...withId("c-1", { ...exampleConnector, displayName: null }),
  state: "pending",
}

type Truth = boolean | null

const { constant, not, literal } = ConnectorFilter

/** The truth value of a condition. If it is null, neither the condition nor its opposite matches. */
const truth = (filter: ConnectorFilter, of = connector): Truth => {
  const [holds, holdsNot] = [filterPredicate(filter)(of), filterPredicate(not(filter))(of)]
  assert.isFalse(holds && holdsNot)
  return holds ? true : holdsNot ? false : null
}

const truths: ReadonlyArray<Truth> = [true, false, null]

describe("A combined condition", () => {
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
  for (const [name, join, table] of [
    ["And", ConnectorFilter.and, and],
    ["Or", ConnectorFilter.or, or],
  ] as const) {
    it(`has the truth value of the table for ${name}`, () => {
      for (const [row, left] of truths.entries()) {
        for (const [column, right] of truths.entries()) {
          const filter = join(constant(left), constant(right))
          assert.strictEqual(truth(filter), table[row]?.[column] ?? null, `${left} ${name} ${right}`)
        }
      }
    })

    it(`may have one part, or more than two: ${name}`, () => {
      for (const value of truths) {
        assert.strictEqual(truth(join(constant(value))), value)
        const rest = [constant(name === "And"), constant(name === "And")]
        assert.strictEqual(truth(join(...rest, constant(value))), value)
        assert.strictEqual(truth(join(constant(value), ...rest)), value)
      }
    })
  }

  it("is reversed by Not, except null", () => {
    for (const value of truths)
      assert.strictEqual(truth(not(constant(value))), value === null ? null : !value)
  })
})

describe("A comparison", () => {
  const comparisons = Object.entries({
    eq: ConnectorFilter.equals,
    ne: ConnectorFilter.notEquals,
    gt: ConnectorFilter.isGreater,
    ge: ConnectorFilter.isGreaterOrEqual,
    lt: ConnectorFilter.isLess,
    le: ConnectorFilter.isLessOrEqual,
  })

  it("compares code points, and is never null", () => {
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
      for (const [name, compare] of comparisons) {
        const isHeld = truth(compare(literal(left), right))
        assert.strictEqual(isHeld, expected.includes(name), `${left} ${name} ${right}`)
      }
    }
  })

  it("can use every property, a timestamp as its sort key", () => {
    const values = { ...connector, lastConnectionDateTime: "2017-01-01T07:58:36.667003300000Z" }
    for (const name of propertyNames) {
      assert.isTrue(truth(ConnectorFilter.equals(name, literal(values[name]))), name)
    }
  })

  it("applies a repeated change of case once", () => {
    const { toLower, toUpper } = ConnectorFilter
    const special = ["ß", "ẞ", "ı", "İ", "ΑΣ", "ΑΣΑ", "ŉ", "ﬃ", "K", "Å", "ᾳ", "ǆ"]
    const lower = (text: string) => text.toLowerCase()
    const upper = (text: string) => text.toUpperCase()
    for (const text of special) {
      for (let pattern = 0; pattern < 64; pattern++) {
        const isLower = Array.from({ length: 6 }, (_, bit) => (pattern & (1 << bit)) !== 0)
        const changed = isLower.reduce((text, is) => (is ? lower : upper)(text), text)
        const operand = isLower.reduce((operand, is) => (is ? toLower : toUpper)(operand), literal(text))
        assert.isTrue(truth(ConnectorFilter.equals(operand, literal(changed))), `${text} ${pattern}`)
      }
    }
    const nested = (depth: number, change: (operand: FilterOperand) => FilterOperand): FilterOperand =>
      depth === 0 ? ConnectorFilter.property("id") : change(nested(depth - 1, change))
    assert.deepStrictEqual(withoutRepeats(nested(90, toLower)), toLower("id"))
    assert.deepStrictEqual(
      withoutRepeats(nested(90, (operand) => toUpper(toLower(operand)))),
      toUpper(toLower("id")),
    )
  })

  it("can use a text in lower or upper case in any locale, and null is null", () => {
    const { toLower, toUpper } = ConnectorFilter
    for (const [operand, text] of [
      [toLower(literal("AbÉ I")), "abé i"],
      [toUpper(literal("abé i ß")), "ABÉ I SS"],
      [toLower(literal(null)), null],
      [toUpper(literal(null)), null],
    ] as const) {
      assert.isTrue(truth(ConnectorFilter.equals(operand, text)), `${operand._tag} ${text}`)
    }
  })
})

describe("A condition on a part of a text", () => {
  const examples: ReadonlyArray<readonly [text: string | null, part: string | null, Truth, Truth, Truth]> = [
    // The text, the part, and whether the text contains the part, starts with it and ends with it.
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
  it("is null if the text or the part is null", () => {
    for (const [text, part, contains, startsWith, endsWith] of examples) {
      const tests = [ConnectorFilter.contains, ConnectorFilter.startsWith, ConnectorFilter.endsWith]
      assert.deepStrictEqual(
        tests.map((test) => truth(test(literal(text), part))),
        [contains, startsWith, endsWith],
        `${text} ${part}`,
      )
    }
  })
})

describe("A condition on a list", () => {
  it("is true if a value is equal, also if both are null, and is never null", () => {
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
        truth(ConnectorFilter.isIn(literal(value), values)),
        expected,
        `${value} in ${values}`,
      )
    }
  })
})

// The evaluation to compare with. Truth values are numbers, so that And is the minimum, and Or the maximum.

const points = (text: string) => Array.from(text)

/** The functions, on arrays of code points. */
const calls: Record<
  TextFunction,
  (texts: ReadonlyArray<ReadonlyArray<string>>, numbers: ReadonlyArray<number>) => FilterValue
> = {
  concat: ([one = [], other = []]) => [...one, ...other].join(""),
  indexof: ([text = [], part = []]) =>
    text.concat("").findIndex((_, at) => part.every((point, index) => text[at + index] === point)),
  length: ([text = []]) => text.length,
  substring: ([text = []], [start = 0, length = text.length]) =>
    text
      .filter(
        (_, at) =>
          at >= Math.trunc(Math.max(start, 0)) && at < Math.trunc(Math.max(start, 0)) + Math.trunc(length),
      )
      .join(""),
  tolower: ([text = []]) => text.join("").toLowerCase(),
  toupper: ([text = []]) => text.join("").toUpperCase(),
  trim: ([text = []]) => /^\s*(.*?)\s*$/s.exec(text.join(""))?.[1] ?? "",
}

/** The parts of a timestamp by an expression of their own. */
const partsIn = (text: string): Record<TimestampPart, FilterValue> => {
  const [, date = "", minute = "", seconds = "00", digits = "", sign = "+", hours = "0", minutes = "0"] =
    /^(.{10})[Tt](\d\d:\d\d)(?::(\d\d)(?:\.(\d+))?)?(?:[Zz]|([+-])(\d\d):(\d\d))$/.exec(text) ?? []
  return {
    date,
    year: Number(date.split("-")[0]),
    month: Number(date.split("-")[1]),
    day: Number(date.split("-")[2]),
    time: `${minute}:${seconds}.${digits.padEnd(12, "0")}`,
    hour: Number(minute.split(":")[0]),
    minute: Number(minute.split(":")[1]),
    second: Number(seconds),
    fractionalseconds: Number(`0.${digits}0`),
    totaloffsetminutes: (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)),
  }
}

const read = (operand: FilterOperand, connector: DomainJoinConnector): FilterValue => {
  if (operand._tag === "Literal") return operand.value
  if (operand._tag === "Part") return partsIn(connector[operand.property])[operand.part]
  if (operand._tag === "Call") {
    const values = operand.operands.map((part) => read(part, connector))
    const isNumber = functionOf(operand.name).parameters.map((kind) => kind === "number")
    if (values.some((value, index) => value === null || (typeof value === "number") !== isNumber[index]))
      return null
    return calls[operand.name](
      values.filter((value) => typeof value === "string").map(points),
      values.filter((value) => typeof value === "number"),
    )
  }
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
      if (left === null || right === null || typeof left !== typeof right) return no
      const order =
        typeof left === "number"
          ? Math.sign(left - Number(right))
          : Buffer.compare(Buffer.from(left), Buffer.from(String(right)))
      return Number({ gt: [1], ge: [0, 1], lt: [-1], le: [-1, 0] }[filter.operator].includes(order))
    }
    default: {
      const [text, part] = [read(filter.text, connector), read(filter.part, connector)]
      if (typeof text !== "string" || typeof part !== "string") return unknown
      const places = Array.from({ length: text.length + 1 }, (_, at) => at).filter(
        (at) => text.slice(at, at + part.length) === part && at + part.length <= text.length,
      )
      const wanted = { Contains: places[0], StartsWith: 0, EndsWith: text.length - part.length }[filter._tag]
      return Number(wanted !== undefined && places.includes(wanted))
    }
  }
}

describe("A constructor", () => {
  const { property, toLower } = ConnectorFilter
  const called = (name: TextFunction, ...operands: ReadonlyArray<FilterOperand>): FilterOperand => ({
    _tag: "Call",
    name,
    operands,
  })
  const id = { _tag: "Property", property: "id" } as const
  const a = { _tag: "Literal", value: "a" } as const

  it("makes the condition of its name, from a property's name or another operand", () => {
    for (const [made, expected] of [
      [ConnectorFilter.equals("id", "a"), { _tag: "Compare", operator: "eq", left: id, right: a }],
      [ConnectorFilter.notEquals(a, property("id")), { _tag: "Compare", operator: "ne", left: a, right: id }],
      [ConnectorFilter.isGreater(id, "a"), { _tag: "Compare", operator: "gt", left: id, right: a }],
      [ConnectorFilter.isGreaterOrEqual("id", a), { _tag: "Compare", operator: "ge", left: id, right: a }],
      [ConnectorFilter.isLess("id", "a"), { _tag: "Compare", operator: "lt", left: id, right: a }],
      [ConnectorFilter.isLessOrEqual("id", id), { _tag: "Compare", operator: "le", left: id, right: id }],
      [ConnectorFilter.isIn("id", ["a"]), { _tag: "In", operand: id, values: ["a"] }],
      [ConnectorFilter.contains("id", "a"), { _tag: "Contains", text: id, part: a }],
      [ConnectorFilter.startsWith(a, id), { _tag: "StartsWith", text: a, part: id }],
      [ConnectorFilter.endsWith("id", null), { _tag: "EndsWith", text: id, part: literal(null) }],
      [ConnectorFilter.and(), { _tag: "And", conditions: [] }],
      [ConnectorFilter.or(constant(true)), { _tag: "Or", conditions: [{ _tag: "Constant", value: true }] }],
      [not(constant(null)), { _tag: "Not", condition: { _tag: "Constant", value: null } }],
      [toLower("id"), called("tolower", id)],
      [ConnectorFilter.toUpper(toLower(a)), called("toupper", called("tolower", a))],
      [ConnectorFilter.trim("id"), called("trim", id)],
      [ConnectorFilter.length("id"), called("length", id)],
      [ConnectorFilter.concat("id", a), called("concat", id, a)],
      [ConnectorFilter.indexOf("id", "a"), called("indexof", id, a)],
      [ConnectorFilter.indexOf(a, id), called("indexof", a, id)],
      [ConnectorFilter.substring("id", 1), called("substring", id, literal(1))],
      [ConnectorFilter.substring("id", 1, literal(2)), called("substring", id, literal(1), literal(2))],
      [
        ConnectorFilter.timestampPart("year", "lastConnectionDateTime"),
        { _tag: "Part", part: "year", property: "lastConnectionDateTime" },
      ],
    ] as const satisfies ReadonlyArray<readonly [ConnectorFilter | FilterOperand, unknown]>) {
      assert.deepStrictEqual<unknown>(made, expected)
    }
  })

  it.prop(
    "compares a property with its own type of values, a timestamp by its instant",
    [Connector, Connector],
    ([left, right]) => {
      for (const name of propertyNames) {
        const [of, value] = [comparableOf(name)(left), comparableOf(name)(right)]
        const matches = (condition: ConnectorFilter) => filterPredicate(condition)(left)
        assert.strictEqual(matches(ConnectorFilter.equals(name, right[name])), of === value, name)
        assert.strictEqual(matches(ConnectorFilter.isIn(name, [right[name]])), of === value, name)
        assert.strictEqual(
          matches(ConnectorFilter.isLess(name, right[name])),
          of !== null && value !== null && compareText(of, value) < 0,
          name,
        )
      }
    },
    { arbitrary: { size: 50 } },
  )
})

describe("filterPredicate", () => {
  it.prop(
    "decides as an independent evaluation does",
    [Filter, Schema.Array(Connector).check(Schema.isMinLength(2))],
    ([filter, connectors]) => {
      const matches = filterPredicate(filter)
      for (const connector of connectors) {
        assert.strictEqual(matches(connector), measure(filter, connector) === yes)
        assert.strictEqual(filterPredicate(not(filter))(connector), measure(filter, connector) === no)
      }
    },
    { arbitrary: { runs: 1000, size: 15 } },
  )

  it("excludes connectors for which the condition is null", () => {
    assert.isFalse(filterPredicate(constant(null))(connector))
    assert.isFalse(filterPredicate(not(constant(null)))(connector))
  })
})
