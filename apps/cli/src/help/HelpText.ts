/**
 * The help of a command as text that fits a width.
 *
 * The entry of the bundle uses it as well, so it needs nothing but the data: no module of Node.js, and no library.
 */
import { wrapped } from "@odj/command-line"
import type { Block } from "./Blocks.ts"
import type { CommandDoc, ParameterDoc } from "./CommandDoc.ts"

type Lines = ReadonlyArray<string>

/** The width of help in a pipe, and how far it grows on a terminal: longer lines are hard to read. */
const usual = 80
const widest = 100

/** A terminal, or another stream. */
export interface Paper {
  readonly columns?: number
  readonly hasColors?: () => boolean
}

const styleOf = (paper: Paper) => ({
  // A terminal of unknown size has 0 columns.
  width: Math.min(paper.columns || usual, widest),
  heading: (title: string) => (paper.hasColors?.() === true ? `\u001b[1m${title}\u001b[22m` : title),
})

const gap = 2
const indent = 2

/** The narrowest column of descriptions, and the widest column of names. */
const narrowest = 30
const widestName = 32

/** Names with their meanings: beside each other, or below each other if the width or the name leaves no room. */
const rows = (entries: ReadonlyArray<readonly [name: string, text: string]>, width: number): Lines => {
  const longest = Math.max(...entries.map(([name]) => name.length))
  const column = indent + Math.min(longest, widestName) + gap
  const isBeside = width - column >= narrowest
  const start = isBeside ? column : 3 * indent
  return entries.flatMap(([given, text]) => {
    // Names below each other need not be aligned.
    const name = isBeside ? given : given.trimStart()
    if (isBeside && name.length <= widestName)
      return wrapped(text, width, (" ".repeat(indent) + name).padEnd(start))
    const before = " ".repeat(indent + name.search(/\S/))
    return [
      ...wrapped(name.trimStart(), width, before, " ".repeat(3 * indent)),
      ...wrapped(text, width, " ".repeat(start)),
    ]
  })
}

const blockLines = (block: Block, width: number): Lines => {
  switch (block._tag) {
    case "Break":
      return [""]
    case "Paragraph":
      return wrapped(block.text, width)
    case "Item":
      return wrapped(block.text, width, "- ")
    case "Row":
      return wrapped(block.text, width, `  ${block.name}  `)
  }
}

/** As `-o, --output choice`. */
export const flagText = ({ names, value }: ParameterDoc): string =>
  names.join(", ") + (value === undefined ? "" : ` ${value}`)

/** The flags of a section. If one has a short name, the long names are below each other. */
const flagTexts = (flags: ReadonlyArray<ParameterDoc>) => {
  const isAligned = flags.some(({ names }) => names.length > 1)
  return (flag: ParameterDoc) => (isAligned && flag.names.length === 1 ? "    " : "") + flagText(flag)
}

const argumentText = ({ names: [name = ""], variadic }: ParameterDoc) => (variadic ? `${name}...` : name)

/** A command line in several lines of a shell, which can be pasted as they are. */
const commandLines = (command: string, width: number): Lines => {
  const words = command.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? []
  const rest = " ".repeat(width < 60 ? indent : 2 * indent)
  const lines: Array<string> = []
  let line = " ".repeat(indent)
  let isEmpty = true
  for (const [index, word] of words.entries()) {
    const end = index === words.length - 1 ? 0 : " \\".length
    if (!isEmpty && line.length + 1 + word.length + end > width) {
      lines.push(`${line} \\`)
      line = rest
      isEmpty = true
    }
    line += isEmpty ? word : ` ${word}`
    isEmpty = false
  }
  return [...lines, line]
}

const exampleLines = ({ command, description }: CommandDoc["examples"][number], width: number): Lines => [
  ...(description === undefined ? [] : wrapped(description, width, "  # ", "  # ")),
  ...commandLines(command, width),
]

/** Joins groups of lines with an empty line between them. */
const apart = (groups: ReadonlyArray<Lines>): Lines =>
  groups.flatMap((lines, index) => (index === 0 ? lines : ["", ...lines]))

const described = (parameters: ReadonlyArray<ParameterDoc>, text: (parameter: ParameterDoc) => string) =>
  parameters.map((parameter) => [text(parameter), parameter.description] as const)

/** The help of a command. */
export const helpText = (doc: CommandDoc, paper: Paper): string => {
  const { width, heading } = styleOf(paper)
  const section = (title: string, lines: Lines): ReadonlyArray<Lines> =>
    lines.length === 0 ? [] : [[heading(title), ...lines]]
  const flags = (title: string, given: ReadonlyArray<ParameterDoc>) =>
    section(title, rows(described(given, flagTexts(given)), width))
  const digits = Math.max(...doc.exitCodes.map(({ name }) => name.length))
  return apart([
    doc.description.flatMap((block) => blockLines(block, width)),
    ...section("USAGE", wrapped(doc.usage, width, "  ", "    ")),
    ...doc.groups.flatMap(({ title, commands }) =>
      section(
        title.toUpperCase(),
        rows(
          commands.map(({ name, summary }) => [name, summary]),
          width,
        ),
      ),
    ),
    ...section("ARGUMENTS", rows(described(doc.args, argumentText), width)),
    ...flags("FLAGS", doc.flags),
    ...flags("TARGET FLAGS", doc.targetFlags),
    ...flags("GLOBAL FLAGS", doc.globalFlags),
    ...section("EXAMPLES", apart(doc.examples.map((example) => exampleLines(example, width)))),
    ...section(
      "EXIT CODES",
      doc.exitCodes.flatMap(({ name, text }) => wrapped(text, width, `  ${name.padStart(digits)}  `)),
    ),
  ]).join("\n")
}

/** What `odj` prints without arguments: what it is, the examples of the program, and the way to its help. */
export const startText = (doc: CommandDoc, paper: Paper): string => {
  const { width, heading } = styleOf(paper)
  const long = doc.examples.findIndex(({ command }) => command.length > widestName)
  const short = long === -1 ? doc.examples : doc.examples.slice(0, long)
  return apart([
    doc.description.slice(0, 1).flatMap((block) => blockLines(block, width)),
    [
      heading("BEGIN WITH"),
      ...rows(
        short.map(({ command, description = "" }) => [command, description]),
        width,
      ),
      ...doc.examples.slice(short.length).flatMap((example) => exampleLines(example, width)),
    ],
    wrapped("`odj help` lists all commands, and `odj help COMMAND` explains one.", width),
  ]).join("\n")
}
