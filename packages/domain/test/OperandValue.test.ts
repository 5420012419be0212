import { assert, describe, it } from "@effect/vitest"
import {
  ConnectorFilter,
  exampleConnector,
  type FilterOperand,
  type FilterValue,
  filterPredicate,
  withId,
} from "../src/index.ts"
import { operandValue } from "../src/OperandValue.ts"

const { concat, contains, indexOf, length, literal, property, substring, toLower, toUpper, trim } =
  ConnectorFilter

const connector = withId("c-1", { ...exampleConnector, displayName: null, version: "a😀b" })

const evaluated = (operand: FilterOperand, of = connector): FilterValue => operandValue(operand)(of)

describe("A function of a text", () => {
  const examples: ReadonlyArray<readonly [operand: FilterOperand, value: FilterValue]> = [
    [length("version"), 3],
    [length(literal("")), 0],
    [length(literal("\ud83d")), 1],
    [indexOf("version", "b"), 2],
    [indexOf("version", "😀b"), 1],
    [indexOf("version", ""), 0],
    [indexOf("version", "c"), -1],
    [indexOf(literal("aab"), "ab"), 1],
    [substring("version", 1), "😀b"],
    [substring("version", 1, 1), "😀"],
    [substring("version", 2, 9), "b"],
    [substring("version", 3), ""],
    [substring("version", 9), ""],
    [substring("version", -1), "a😀b"],
    [substring("version", -1, 1), "a"],
    [substring("version", 0, -1), ""],
    [substring("version", 1.9, 1.9), "😀"],
    [substring("version", 1e21), ""],
    [substring("version", 0, 1e21), "a😀b"],
    [concat("version", literal("-")), "a😀b-"],
    [concat(literal("\ud83d"), literal("\ude00")), "😀"],
    [trim(literal(" \t\n\u00a0\u2003a \u2028b\ufeff ")), "a \u2028b"],
    [trim(literal(" \n")), ""],
  ]
  it("counts code points from 0", () => {
    for (const [operand, value] of examples)
      assert.strictEqual(evaluated(operand), value, JSON.stringify(operand))
  })

  it("is null if one of its operands is null or of another kind", () => {
    const nothing = literal(null)
    for (const operand of [
      ...[length("displayName"), indexOf("displayName", "a"), indexOf("id", nothing), trim(nothing)],
      ...[concat("displayName", "id"), concat("id", nothing), substring("displayName", 0)],
      ...[substring("id", nothing), substring("id", 0, nothing), toLower(nothing), toUpper("displayName")],
      ...[length(literal(5)), substring("id", literal("0")), concat("id", length("id"))],
    ]) {
      assert.isNull(evaluated(operand), JSON.stringify(operand))
    }
  })
})

const nested = (depth: number, outer: (operand: FilterOperand) => FilterOperand): FilterOperand =>
  depth === 0 ? property("version") : outer(nested(depth - 1, outer))

/** The longest text that a request can store: every second character triples in upper case. */
const longest = { ...connector, version: "ΐa".repeat(699_050) }

describe("The value of an operand", () => {
  it("is never longer than three times the longest text, however its functions are nested", () => {
    const tripled = 3 * longest.version.length
    const change = (operand: FilterOperand) => toUpper(trim(toLower(substring(operand, 0))))
    assert.isAtMost(String(evaluated(nested(8, change), longest)).length, tripled)
    const doubled = (operand: FilterOperand) => concat(operand, operand)
    assert.strictEqual(String(evaluated(nested(6, doubled), longest)).length, 2 ** 16)
  })

  it("does not grow by a repeated change of case, for any character", () => {
    const changes = (text: string) => [text.toUpperCase(), text.toLowerCase()]
    for (let point = 0; point <= 0x10ffff; point++) {
      const text = String.fromCodePoint(point)
      const once = changes(text)
      if (once[0] === text && once[1] === text) continue
      let now: ReadonlyArray<string> = once
      for (let time = 0; time < 4; time++) now = Array.from(new Set(now.flatMap(changes)))
      const most = Math.max(...now.map((changed) => changed.length))
      assert.isAtMost(most, 3 * text.length, text)
    }
  })

  it("takes linear time for texts that repeat", () => {
    const half = "a".repeat(1_000_000)
    const repeating = { ...connector, displayName: half + half, version: `${half}b` }
    assert.isFalse(filterPredicate(contains("displayName", property("version")))(repeating))
    assert.strictEqual(evaluated(indexOf("displayName", property("version")), repeating), -1)
  })
})
