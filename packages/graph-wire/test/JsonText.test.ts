/**
 * Shows what counts as JSON and where a name repeats. It is long for a reader and a writer of its own, so that nothing
 * is checked against the code under test.
 */
import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, Result, Schema } from "effect"
import { InvalidJson, parseJson } from "../src/index.ts"

const once = "Expected the property once, found it again"
const onceInside = "Expected each of its names once, found one again"

const problemsOf = (text: string) => {
  const result = parseJson(text)
  return Result.isFailure(result) ? result.failure.problems : []
}

/** The value of a text which is JSON, and the paths of the names that repeat in it, read by descending into it. */
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

/** A JSON text before it is written: names may repeat, and what has no quotes is written as it is. */
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

/** Writes a tree, with the spaces and escapes that the choices make, taken in turn and again from the first. */
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

/** What JSON.parse and the reader above find wrong with a text. */
const expectedProblems = (text: string) => {
  try {
    JSON.parse(text)
  } catch (error) {
    return [{ path: [], message: `Expected JSON: ${(error as SyntaxError).message}` }]
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
  it("names every property that is there again, or that has a name again inside, once", () => {
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

  it("reports less than it read, however much repeats and however deep", () => {
    const deep = `${'{"a":0,"a":'.repeat(5_000)}0${"}".repeat(5_000)}`
    assert.deepStrictEqual(problemsOf(deep), [{ path: ["a"], message: onceInside }])
  })

  it("tells what is written in a string from what is written around it", () => {
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

  it("refuses what is no JSON, and says what was found", () => {
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
      assert.match(problem?.message ?? "", /^Expected JSON: \S/, text)
    }
  })

  it.prop("reads every JSON text, unless a name repeats", [texts], ([text]) => assertRead(text), {
    arbitrary: { runs: 500, size: 20 },
  })

  it.prop("answers any text at all", [attempts], ([text]) => assertRead(text), {
    arbitrary: { runs: 500, size: 20 },
  })

  it("takes a name with an escape for no other, though JSON.parse may", () => {
    // No other test reads an object that begins so: only then does JSON.parse expect one name after it.
    const [first, ...others] = ["\\\\", "\\u0062", '\\"'].map((name) => `{"only here":0,"${name}":0}`)
    JSON.parse(first ?? "")
    for (const text of others) assert.deepStrictEqual(parseJson(text), Result.succeed(read(text).value))
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
  it("says each problem on a line: where, and what was expected", () => {
    const failure = new InvalidJson({
      problems: [
        { path: [], message: "Expected JSON" },
        { path: ["a", "b"], message: once },
      ],
    })
    assert.strictEqual(failure.message, `Expected JSON\na: b: ${once}`)
  })
})
