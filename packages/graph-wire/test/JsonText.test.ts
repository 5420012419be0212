/**
 * Tests what counts as JSON, and which names are repeated. It is long because it has its own parser and writer, so that
 * the code under test is not checked against itself.
 */
import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, Result, Schema } from "effect"
import { InvalidJson, parseJson, parseLines } from "../src/index.ts"

const once = "Given twice"
const onceInside = "A property inside it is given twice"

const problemsOf = (text: string) => {
  const result = parseJson(text)
  return Result.isFailure(result) ? result.failure.problems : []
}

/** Parses valid JSON by recursive descent: its value, and the paths of its repeated names. */
const read = (text: string) => {
  const repeats: Array<ReadonlyArray<string>> = []
  let at = 0
  const take = (token: RegExp): string => {
    const sticky = new RegExp(`(${token.source})[ \\t\\n\\r]*`, "sy")
    sticky.lastIndex = at
    const [all = "", taken = ""] = sticky.exec(text) ?? []
    assert.isNotEmpty(all, `expected ${token} at ${at} of ${text}`)
    at += all.length
    return taken
  }
  const readList = (close: string, readItem: () => void) => {
    take(/[[{]/)
    while (text[at] !== close) {
      readItem()
      if (text[at] !== close) take(/,/)
    }
    take(/[\]}]/)
  }
  const readValue = (path: ReadonlyArray<string>): unknown => {
    if (text[at] === "[") {
      const items: Array<unknown> = []
      readList("]", () => items.push(readValue(path)))
      return items
    }
    if (text[at] !== "{") return JSON.parse(take(/"(?:[^"\\]|\\.)*"|[^"\s,\]}]+/))
    const members: Array<[name: string, value: unknown]> = []
    readList("}", () => {
      const name: string = JSON.parse(take(/"(?:[^"\\]|\\.)*"/))
      const here = [...path, name]
      if (members.some(([other]) => other === name)) repeats.push(here)
      take(/:/)
      members.push([name, readValue(here)])
    })
    return Object.fromEntries(members)
  }
  at = text.search(/[^ \t\n\r]/)
  return { value: readValue([]), repeats }
}

/** The tree of a JSON text: names may repeat, and a text without quotes is written unchanged. */
type Tree =
  | string
  | { readonly text: string }
  | { readonly items: ReadonlyArray<Tree> }
  | { readonly members: ReadonlyArray<readonly [name: string, value: Tree]> }

const Text = Schema.Union([
  Schema.Literals(["a", "b", "", "__proto__", "constructor", '"', "\\", '\\"', ":", "{", "}", "a:b", "é😀"]),
  Schema.String,
])

const Tree: Schema.Schema<Tree> = Schema.Union([
  Schema.Literals(["0", "-0", "-1.5E+3", "1e400", "true", "false", "null"]),
  Schema.Struct({ text: Text }),
  Schema.Struct({ items: Schema.Array(Schema.suspend((): typeof Tree => Tree)) }),
  Schema.Struct({
    members: Schema.Array(Schema.Tuple([Text, Schema.suspend((): typeof Tree => Tree)])),
  }),
])

const choices = Arbitrary.array(
  Arbitrary.schema(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 7 }))),
  { minLength: 1 },
)

/** Writes a tree with spaces and escapes by the choices, which are used in turn and start over at the end. */
const write = (tree: Tree, choices: ReadonlyArray<number>): string => {
  let turn = 0
  const choose = <A>(first: A, ...others: ReadonlyArray<A>): A =>
    [first, ...others][choices[turn++ % choices.length] ?? 0] ?? first
  const space = () => choose("", "", "", "", " ", "\n\t", "\r", "  ")
  const quoteUnit = (unit: string) => {
    const code = unit.charCodeAt(0).toString(16).padStart(4, "0")
    const short = unit === "/" ? "\\/" : JSON.stringify(unit).slice(1, -1)
    return choose(short, short, short, short, `\\u${code}`, `\\u${code.toUpperCase()}`)
  }
  const quoteText = (text: string) => `"${text.split("").map(quoteUnit).join("")}"`
  const writeTree = (tree: Tree): string => {
    if (typeof tree === "string") return tree
    if ("text" in tree) return quoteText(tree.text)
    const parts =
      "items" in tree
        ? tree.items.map((item) => space() + writeTree(item) + space())
        : tree.members.map(
            ([name, value]) =>
              `${space()}${quoteText(name)}${space()}:${space()}${writeTree(value)}${space()}`,
          )
    const inside = parts.length === 0 ? space() : parts.join(",")
    return "items" in tree ? `[${inside}]` : `{${inside}}`
  }
  return space() + writeTree(tree) + space()
}

const texts = Arbitrary.all([Arbitrary.schema(Tree), choices]).pipe(
  Arbitrary.map(([tree, choices]) => write(tree, choices)),
)

const attempts = Arbitrary.all({
  text: texts,
  edits: Arbitrary.array(
    Arbitrary.schema(
      Schema.Struct({
        at: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 99 })),
        removed: Schema.Literals([0, 1, 9]),
        inserted: Schema.Literals(["", ...'"\\:,{}[] a0-.eu\n\0\ufeff\ud83d', '"a":0,', "NaN"]),
      }),
    ),
    { maxLength: 3 },
  ),
}).pipe(
  Arbitrary.map(({ text, edits }) =>
    edits.reduce((text, { at, removed, inserted }) => {
      const start = at % (text.length + 1)
      return text.slice(0, start) + inserted + text.slice(start + removed)
    }, text),
  ),
)

/** The problems that `JSON.parse` and the parser above find in a text. */
const expectedProblems = (text: string) => {
  try {
    JSON.parse(text)
  } catch (error) {
    return [{ path: [], message: `Invalid JSON: ${(error as SyntaxError).message}` }]
  }
  const problems = new Map(
    read(text).repeats.map(([name = "", ...rest]) => [name, rest.length === 0 ? once : onceInside]),
  )
  return Array.from(problems, ([name, message]) => ({ path: [name], message }))
}

const assertRead = (text: string) => {
  assert.deepStrictEqual(problemsOf(text), expectedProblems(text))
  const result = parseJson(text)
  if (Result.isSuccess(result)) assert.deepStrictEqual(result.success, read(text).value)
}

describe("parseJson", () => {
  it("reports each property once that is repeated, or that has a repeated name inside", () => {
    const examples: ReadonlyArray<readonly [text: string, problems: Record<string, string>]> = [
      ['{"a": 1, "b": 2, "A": 3}', {}],
      ['{"a": 1, "a": 1}', { a: once }],
      ['{"A": 1, "a": 2, "A": 3}', { A: once }],
      ['{"a": 1, "b": 2, "\\u0061": 3}', { a: once }],
      ['{"\\u0061": 1, "a": 3}', { a: once }],
      ['{"a/\\n": 1, "\\u0061\\/\\u000A": 3}', { "a/\n": once }],
      ['{"a": 1, "a": 2, "a": 3}', { a: once }],
      ['{"": 1, "": 2}', { "": once }],
      ['{"__proto__": {}, "__proto__": {}}', { ["__proto__"]: once }],
      ['{"a": {"a": {"a": {}}}, "b": [{"a": 1}, {"a": 2}]}', {}],
      ['{"a": {"b": {"c": 1, "c": 2}}, "b": 3}', { a: onceInside }],
      ['[[], [{"a": 1}, {"b": {"c": 1, "c": 2}}]]', { b: onceInside }],
      ['{"a": {"c": 1, "c": 2}, "b": [{"d": 1, "d": 2, "d": 3}], "a": 0}', { a: once, b: onceInside }],
    ]
    for (const [text, problems] of examples) {
      assert.deepStrictEqual(
        problemsOf(text),
        Object.entries(problems).map(([name, message]) => ({ path: [name], message })),
        text,
      )
    }
  })

  it("makes a report shorter than the text, however many names repeat and however deep", () => {
    const deep = `${'{"a":0,"a":'.repeat(5_000)}0${"}".repeat(5_000)}`
    assert.deepStrictEqual(problemsOf(deep), [{ path: ["a"], message: onceInside }])
  })

  it("ignores colons, braces and quotes in strings", () => {
    for (const text of [
      '{"a": "\\"a\\": 1, \\"a\\": 2"}',
      '{"a": "\\\\", "b": "\\\\\\"", "c": "\\\\\\\\"}',
      '{"a\\\\": "{", "a\\"": "}", "a:": ":"}',
      '["{\\"a\\":1,\\"a\\":2}", ":::", "\\\\\\":", "}}}"]',
      '":"',
    ]) {
      assert.deepStrictEqual<unknown>(parseJson(text), Result.succeed(JSON.parse(text)))
    }
    const problems = problemsOf('{"a\\\\": "\\"", "b": "}", "{": "\\\\", "a\\\\": {"{": ":"}, "{": 0}')
    assert.deepStrictEqual(problems, [
      { path: ["a\\"], message: once },
      { path: ["{"], message: once },
    ])
  })

  it("rejects invalid JSON, and says what it found", () => {
    for (const text of [
      "",
      " ",
      "\ufeff{}",
      "\u00a0{}",
      "NaN",
      "Infinity",
      "undefined",
      '{"a": 1,}',
      "[1,]",
      "{'a': 1}",
      "{a: 1}",
      '{"a": 01}',
      '"\t"',
      '"\\x61"',
      '"a',
      '"\\',
      "{} {}",
      "// a\n{}",
      '{"a": 1, "a": 2',
    ]) {
      const [problem, ...others] = problemsOf(text)
      assert.deepStrictEqual(others, [])
      assert.deepStrictEqual(problem?.path, [])
      assert.match(problem?.message ?? "", /^Invalid JSON: \S/, text)
    }
  })

  it.prop("reads all JSON without repeated names", [texts], ([text]) => assertRead(text), {
    arbitrary: { runs: 500, size: 20 },
  })

  it.prop("never throws, whatever the text", [attempts], ([text]) => assertRead(text), {
    arbitrary: { runs: 500, size: 20 },
  })

  it("never mistakes a name with an escape for another, though JSON.parse may", () => {
    // JSON.parse makes the mistake only if the process has read no other object with this beginning before.
    const [first, ...others] = ["\\\\", "\\u0062", '\\"'].map((name) => `{"only here":0,"${name}":0}`)
    JSON.parse(first ?? "")
    for (const text of others) assert.deepStrictEqual(parseJson(text), Result.succeed(read(text).value))
  })

  it("reads __proto__ as an ordinary property, with escapes and without", () => {
    for (const text of [
      '{"__proto__":{"a":1}}',
      '{"\\u005f_proto__":{"a":1}}',
      '{"a\\n":{"__proto__":{"a":1}}}',
    ]) {
      assert.deepStrictEqual<unknown>(parseJson(text), Result.succeed(JSON.parse(text)), text)
    }
  })

  it("reads ten thousand levels", () => {
    const deep = `${'[{"a":'.repeat(10_000)}0${"}]".repeat(10_000)}`
    assert.isTrue(Result.isSuccess(parseJson(deep)))
    assert.deepStrictEqual(problemsOf(deep.replace("0", '{"b":0,"b":0}')), [
      { path: ["a"], message: onceInside },
    ])
  })

  it("reads long strings of quotes and backslashes", () => {
    for (const text of ['"', "\\", '\\"', '"\\', '\\\\"', ":{"]) {
      const value = { a: text.repeat(65_536 / text.length) }
      const json = JSON.stringify(value)
      assert.deepStrictEqual<unknown>(parseJson(json), Result.succeed(value))
      assert.deepStrictEqual(problemsOf(`${json.slice(0, -1)},${json.slice(1)}`), [
        { path: ["a"], message: once },
      ])
    }
  })
})

describe("InvalidJson", () => {
  it("has a message with one line for each problem: its path and a sentence", () => {
    const failure = new InvalidJson({
      problems: [
        { path: [], message: "Invalid JSON" },
        { path: ["a", "b"], message: once },
      ],
    })
    assert.strictEqual(failure.message, `Invalid JSON\na: b: ${once}`)
  })
})

describe("NDJSON", () => {
  const read = (text: string) => [...parseLines(text)]

  it("has a value on each line that is not blank", () => {
    assert.deepStrictEqual(read('{"a":1}\n\n [2]\r\n \t\r\nnull'), [
      ["line 1", Result.succeed({ a: 1 })],
      ["line 3", Result.succeed([2])],
      ["line 5", Result.succeed(null)],
    ])
    for (const blank of ["", "\n", " \r\n\n"]) assert.deepStrictEqual(read(blank), [])
  })

  it("stays readable after a line that is invalid", () => {
    const [first, second, third] = read('{"a":\n{"a":1,"a":2}\n{"a":1}')
    assert.match(String(first?.[1].pipe(Result.flip, Result.getOrThrow)), /Invalid JSON: /)
    assert.deepStrictEqual(second?.[1].pipe(Result.flip, Result.getOrThrow).problems, [
      { path: ["a"], message: once },
    ])
    assert.deepStrictEqual(third, ["line 3", Result.succeed({ a: 1 })])
  })

  it("is read until 101 lines are invalid", () => {
    assert.lengthOf(read(`1\n${"no\n".repeat(200)}`), 102)
    assert.lengthOf(read("no\n1\n".repeat(100)), 200)
  })
})
