import { assert, describe, it } from "@effect/vitest"
import { commandDocs } from "../../build/CommandDocs.ts"
import { helpText, startText } from "../../src/help/HelpText.ts"

const docs = await commandDocs

const plain = (text: string) => text.replaceAll(/\\\n +/g, "").replaceAll(/\s+/g, " ")

const widths = Array.from({ length: 200 - 40 + 1 }, (_, index) => 40 + index)

describe("helpText", () => {
  for (const doc of docs) {
    const name = ["odj", ...doc.path].join(" ")

    it(`fits every width from 40 to 200 columns, for ${name}`, () => {
      for (const columns of widths) {
        for (const text of [helpText(doc, { columns }), startText(doc, { columns })])
          for (const line of text.split("\n")) assert.isAtMost(line.length, columns, line)
      }
    })

    it(`says all of it at 40 columns and at 80, for ${name}`, () => {
      const words = (columns: number) => helpText(doc, { columns }).replaceAll(/[\s\\#]/g, "").length
      assert.strictEqual(words(40), words(80))
      const text = plain(helpText(doc, { columns: 80 }))
      for (const { names } of [...doc.flags, ...doc.targetFlags, ...doc.globalFlags])
        for (const flag of names) assert.include(text, flag)
    })

    it(`has examples that a shell reads as they were, for ${name}`, () => {
      for (const columns of [40, 60, 80]) {
        const text = helpText(doc, { columns }).replaceAll(/ \\\n +/g, " ")
        for (const { command } of doc.examples) assert.include(text, `\n  ${command}`)
      }
    })
  }

  it("is 80 columns wide if there is no terminal, and at most 100 if there is one", () => {
    const lengths = (columns?: number) =>
      docs.flatMap((doc) =>
        helpText(doc, columns === undefined ? {} : { columns })
          .split("\n")
          .map(({ length }) => length),
      )
    assert.strictEqual(Math.max(...lengths()), 80)
    assert.strictEqual(Math.max(...lengths(0)), 80)
    assert.strictEqual(Math.max(...lengths(200)), 100)
  })

  it("puts the target's flags and those of every command apart, after the command's own", () => {
    const list = docs.find(({ path }) => path[0] === "list")
    assert.isDefined(list)
    assert.match(helpText(list, {}), /\nFLAGS\n.*--top.*\nTARGET FLAGS\n.*--store.*\nGLOBAL FLAGS\n.*--help/s)
  })

  it("indents the lines of a description below its first line", () => {
    const list = docs.find(({ path }) => path[0] === "list")
    assert.isDefined(list)
    assert.match(
      helpText(list, { columns: 80 }),
      /^( {2}--state choice +)Only connectors in this[^\n]*\n {30,36}\S/m,
    )
  })

  it("puts descriptions below the flags if the width leaves no room beside them", () => {
    const [root] = docs
    assert.isDefined(root)
    assert.match(helpText(root, { columns: 40 }), /^ {2}--verbose\n {6}Log each request/m)
  })

  it("prints headings in bold on a terminal with colours alone", () => {
    const [root] = docs
    assert.isDefined(root)
    assert.include(helpText(root, { hasColors: () => true }), "\u001b[1mUSAGE\u001b[22m\n")
    assert.notInclude(helpText(root, { hasColors: () => false }), "\u001b")
  })
})
