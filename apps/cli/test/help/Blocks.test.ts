import { assert, describe, it } from "@effect/vitest"
import { blocksOf, withoutExitCodes } from "../../src/help/Blocks.ts"

const description = `First line
  and its end.

  - an item
    of two lines
  - another

  Exit codes:
      0  done, which
         takes two lines
    130  interrupted`

describe("blocksOf", () => {
  it("joins the lines of paragraphs, items and rows", () => {
    assert.deepStrictEqual(blocksOf(description), [
      { _tag: "Paragraph", text: "First line and its end." },
      { _tag: "Break" },
      { _tag: "Item", text: "an item of two lines" },
      { _tag: "Item", text: "another" },
      { _tag: "Break" },
      { _tag: "Paragraph", text: "Exit codes:" },
      { _tag: "Row", name: "0", text: "done, which takes two lines" },
      { _tag: "Row", name: "130", text: "interrupted" },
    ])
  })
})

describe("withoutExitCodes", () => {
  it("takes the exit codes off the end", () => {
    const [others, codes] = withoutExitCodes(blocksOf(description))
    assert.deepStrictEqual(others.at(-1), { _tag: "Item", text: "another" })
    assert.deepStrictEqual(
      codes.map(({ name }) => name),
      ["0", "130"],
    )
  })

  it("leaves a description without exit codes as it is", () => {
    const blocks = blocksOf("A description")
    assert.deepStrictEqual(withoutExitCodes(blocks), [blocks, []])
  })
})
