/** Writes the help of all commands as one Markdown page. */
import type { Block, Row } from "../src/help/Blocks.ts"
import type { CommandDoc, ParameterDoc } from "../src/help/CommandDoc.ts"
import { flagText } from "../src/help/HelpText.ts"

/** Where a command works without a target flag. */
export const targetText =
  "They choose where a command works. Without --store, --url and --profile, a command uses ODJ_DATABASE_URL or ODJ_TOKEN if one of them is set. Otherwise it uses the sign-in that ODJ_PROFILE names, or else the default sign-in. With --cloud, it does not use ODJ_DATABASE_URL."

type Lines = ReadonlyArray<string>

const cell = (text: string) => text.replaceAll("|", "\\|")

const table = (
  title: string,
  parameters: ReadonlyArray<ParameterDoc>,
  text: (parameter: ParameterDoc) => string,
): Lines =>
  parameters.length === 0
    ? []
    : [
        `| ${title} | |`,
        "| --- | --- |",
        ...parameters.map((parameter) => `| \`${cell(text(parameter))}\` | ${cell(parameter.description)} |`),
        "",
      ]

const argumentText = ({ names: [name = ""], variadic }: ParameterDoc) => (variadic ? `${name}…` : name)

const markdown = (block: Block): string => {
  switch (block._tag) {
    case "Break":
      return ""
    case "Paragraph":
      return block.text
    case "Item":
      return `- ${block.text}`
    case "Row":
      return `    ${block.name}  ${block.text}`
  }
}

const exitCodeLines = (codes: ReadonlyArray<Row>): Lines => [
  "Exit codes:",
  "",
  "```text",
  ...codes.map(({ name, text }) => `${name.padStart(5)}  ${text}`),
  "```",
  "",
]

const section = (doc: CommandDoc): Lines => [
  `## ${["odj", ...doc.path].join(" ")}`,
  "",
  "```text",
  doc.usage,
  "```",
  "",
  ...doc.description.map(markdown),
  "",
  ...exitCodeLines(doc.exitCodes),
  ...table("argument", doc.args, argumentText),
  ...table("flag", doc.flags, flagText),
  ...(doc.targetFlags.length > 0 ? ["It also takes the [target flags](#target-flags).", ""] : []),
  ...doc.examples.flatMap(({ command, description }) => [
    ...(description === undefined ? [] : [`${description}:`, ""]),
    `\`\`\`${description?.includes("PowerShell") === true ? "powershell" : "sh"}`,
    command,
    "```",
    "",
  ]),
]

export const commandsPage = ([root, ...commands]: ReadonlyArray<CommandDoc>): string =>
  [
    "# Commands of odj",
    "",
    "This is what `odj help COMMAND` prints. `node --run docs` in apps/cli generates the page.",
    "",
    "## Flags of every command",
    "",
    ...table("flag", root?.globalFlags ?? [], flagText),
    "## Target flags",
    "",
    targetText,
    "",
    ...table("flag", commands.find(({ targetFlags }) => targetFlags.length > 0)?.targetFlags ?? [], flagText),
    ...commands.flatMap(section),
  ]
    .join("\n")
    .trimEnd()
    .concat("\n")
