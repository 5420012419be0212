/** The description of a command as blocks: paragraphs, list items, and rows such as exit codes. */

export interface Row {
  readonly _tag: "Row"
  readonly name: string
  readonly text: string
}

export type Block =
  | { readonly _tag: "Paragraph"; readonly text: string }
  | { readonly _tag: "Item"; readonly text: string }
  | Row
  /** An empty line. */
  | { readonly _tag: "Break" }

const beginningWith = (line: string): Block => {
  const [, name, text] = /^ +(\S+) {2,}(.*)$/.exec(line) ?? []
  if (name !== undefined && text !== undefined) return { _tag: "Row", name, text }
  const item = line.startsWith("- ")
  return { _tag: item ? "Item" : "Paragraph", text: line.slice(item ? 2 : 0).trim() }
}

/** Joins the lines of each block. A description indents all its lines but the first by two spaces. */
export const blocksOf = (description: string): ReadonlyArray<Block> => {
  const blocks: Array<Block> = []
  for (const indented of description.split("\n")) {
    const line = indented.replace(/^ {2}/, "")
    const previous = blocks.at(-1)
    const block: Block = line.trim() === "" ? { _tag: "Break" } : beginningWith(line)
    const continues = block._tag === "Paragraph" && previous !== undefined && previous._tag !== "Break"
    if (continues) blocks.splice(-1, 1, { ...previous, text: `${previous.text} ${block.text}` })
    else blocks.push(block)
  }
  return blocks
}

const exitCodes = "Exit codes:"

/** The exit codes of a description, and what comes before them. */
export const withoutExitCodes = (
  blocks: ReadonlyArray<Block>,
): readonly [others: ReadonlyArray<Block>, codes: ReadonlyArray<Row>] => {
  const found = blocks.findIndex((block) => block._tag === "Paragraph" && block.text === exitCodes)
  if (found === -1) return [blocks, []]
  const others = blocks.slice(0, found)
  return [
    others.at(-1)?._tag === "Break" ? others.slice(0, -1) : others,
    blocks.slice(found).filter((block) => block._tag === "Row"),
  ]
}
