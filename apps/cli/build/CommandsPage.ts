/** Writes the help of all commands as one Markdown page. */
import { Option } from "effect"
import type { HelpDoc } from "effect/cli"
import { targetFlags } from "../src/target/Target.ts"
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

/** The paragraphs of a description. Lines with two indents, such as exit codes, become a code block. */
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

/** Whether the flag names the target of a command. These flags have a section of their own. */
const isTargetFlag = ({ name }: HelpDoc.FlagDoc) => Object.hasOwn(targetFlags, name)

const hasTarget = ({ flags }: HelpDoc.HelpDoc) => flags.some(({ name }) => name === "store")

/** The flags of a command, without those for the target if it has all of them. */
const ownFlags = (doc: HelpDoc.HelpDoc) =>
  hasTarget(doc) ? doc.flags.filter((flag) => !isTargetFlag(flag)) : doc.flags

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
  ...table("flag", ownFlags(doc).map(flagRow)),
  ...(hasTarget(doc) ? ["It also takes the [flags for the target](#where-a-command-works).", ""] : []),
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
  const [, withTarget] = commands.find(([, doc]) => hasTarget(doc)) ?? []
  return [
    "# Commands of odj",
    "",
    "This is what `odj COMMAND --help` prints. `node --run docs` in apps/cli generates the page.",
    "",
    "## Flags of every command",
    "",
    ...table("flag", (root?.globalFlags ?? []).map(flagRow)),
    "## Where a command works",
    "",
    "Without --store, --url and --profile, a command uses ODJ_DATABASE_URL or ODJ_TOKEN if it is set, and otherwise the sign-in that ODJ_PROFILE names, or the latest. With --cloud, it does not use ODJ_DATABASE_URL.",
    "",
    ...table("flag", (withTarget?.flags ?? []).filter(isTargetFlag).map(flagRow)),
    ...commands.flatMap(section),
  ]
    .join("\n")
    .trimEnd()
    .concat("\n")
}
