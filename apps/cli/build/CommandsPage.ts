/** The page of all commands, as Markdown, made of what the program says of them. */
import { Option } from "effect"
import type { HelpDoc } from "effect/cli"
import type { CommandHelp } from "./HelpDocs.ts"

const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll(/\s*\n\s*/g, " ")

const table = (title: string, rows: ReadonlyArray<readonly [name: string, meaning: string]>) =>
  rows.length === 0
    ? []
    : [
        `| ${title} | |`,
        "| --- | --- |",
        ...rows.map(([name, meaning]) => `| \`${cell(name)}\` | ${cell(meaning)} |`),
        "",
      ]

const flagRow = ({ name, aliases, type, description }: HelpDoc.FlagDoc) => {
  const names = [...aliases, `--${name}`].join(", ")
  const value = type === "boolean" ? "" : ` ${type}`
  return [names + value, Option.getOrElse(description, () => "")] as const
}

const argumentRow = ({ name, variadic, description }: HelpDoc.ArgDoc) =>
  [variadic ? `${name}…` : name, Option.getOrElse(description, () => "")] as const

/** Paragraphs as they are; what is indented twice, such as exit codes, stays a table of its own. */
const description = (text: string) =>
  text
    .split("\n\n")
    .map((paragraph) => {
      const lines = paragraph.split("\n").map((line) => line.replace(/^ {2}/, ""))
      const plain = lines.filter((line) => !/^ {2}/.test(line))
      const indented = lines.filter((line) => /^ {2}/.test(line))
      const code = indented.length === 0 ? [] : ["", "```text", ...indented, "```"]
      return [plain.join("\n"), ...code].join("\n")
    })
    .join("\n\n")

const section = ([path, doc]: CommandHelp): ReadonlyArray<string> => [
  `## ${["odj", ...path].join(" ")}`,
  "",
  "```text",
  doc.usage,
  "```",
  "",
  description(doc.description),
  "",
  ...table("argument", (doc.args ?? []).map(argumentRow)),
  ...table("flag", doc.flags.map(flagRow)),
  ...(doc.examples ?? []).flatMap(({ command, description }) => [
    ...(description === undefined ? [] : [`${description}:`, ""]),
    "```sh",
    command,
    "```",
    "",
  ]),
]

export const commandsPage = (docs: ReadonlyArray<CommandHelp>): string => {
  const [[, root] = [], ...commands] = docs
  return [
    "# The commands of odj",
    "",
    "Made from the program by `node --run docs` in apps/cli; `odj COMMAND --help` says the same.",
    "",
    ...table("every command has", (root?.globalFlags ?? []).map(flagRow)),
    ...commands.flatMap(section),
  ]
    .join("\n")
    .trimEnd()
    .concat("\n")
}
