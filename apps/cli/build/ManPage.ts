/** Writes the help of all commands as the manual page odj(1), with the macros of man(7). */
import type { Block } from "../src/help/Blocks.ts"
import type { CommandDoc, ParameterDoc } from "../src/help/CommandDoc.ts"
import { flagText } from "../src/help/HelpText.ts"
import { targetText } from "./CommandsPage.ts"

type Lines = ReadonlyArray<string>

/**
 * A line of text, without anything that means more to roff. A hyphen of roff is not the minus sign that a shell reads, and
 * an apostrophe may become a curly one.
 */
const text = (line: string): string =>
  line
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replaceAll("'", "\\(aq")
    .replaceAll("`", "\\(ga")
    .replaceAll("^", "\\(ha")
    .replaceAll("~", "\\(ti")
    .replace(/^\./, "\\&.")

/** The argument of a macro. */
const argument = (line: string): string => `"${text(line).replaceAll('"', "\\(dq")}"`

const blockLines = (block: Block): Lines => {
  switch (block._tag) {
    case "Break":
      return []
    case "Paragraph":
      return [".PP", text(block.text)]
    case "Item":
      return [".IP \\(bu 2", text(block.text)]
    case "Row":
      return [`.IP ${argument(block.name)} 5`, text(block.text)]
  }
}

const parameterLines = (name: string, { description }: ParameterDoc): Lines => [
  ".TP",
  `.B ${argument(name)}`,
  text(description),
]

const parametersLines = (title: string, given: ReadonlyArray<ParameterDoc>, nameOf = flagText): Lines =>
  given.length === 0
    ? []
    : [".PP", title, ...given.flatMap((parameter) => parameterLines(nameOf(parameter), parameter))]

const exampleLines = ({ command, description }: CommandDoc["examples"][number]): Lines => [
  ...(description === undefined ? [] : [".PP", `${text(description)}:`]),
  ".PP",
  ".RS 4",
  ".EX",
  text(command),
  ".EE",
  ".RE",
]

const commandLines = (doc: CommandDoc): Lines => [
  `.SS ${argument(doc.usage)}`,
  ...doc.description.flatMap(blockLines),
  ...parametersLines("Arguments:", doc.args, ({ names: [name = ""], variadic }) =>
    variadic ? `${name}...` : name,
  ),
  ...parametersLines("Flags:", doc.flags),
  ...(doc.targetFlags.length > 0 ? [".PP", "It also takes the flags of WHERE A COMMAND WORKS."] : []),
  ...(doc.examples.length > 0 ? [".PP", "Examples:"] : []),
  ...doc.examples.flatMap(exampleLines),
  ...(doc.exitCodes.length > 0 ? [".PP", "Exit codes:"] : []),
  ...doc.exitCodes.flatMap(blockLines),
]

export const manPage = ([root, ...commands]: ReadonlyArray<CommandDoc>, version: string): string => {
  const target = commands.find(({ targetFlags }) => targetFlags.length > 0)?.targetFlags ?? []
  const lines = [
    `.TH ODJ 1 "" ${argument(`odj ${version}`)} "User Commands"`,
    ".SH NAME",
    text("odj - manage Intune's domain join connectors"),
    ".SH SYNOPSIS",
    `.B ${text("odj")}`,
    "command [flags]",
    ".SH DESCRIPTION",
    ...(root?.description ?? []).flatMap(blockLines),
    ".SH COMMANDS",
    ...commands.flatMap(commandLines),
    ".SH TARGET FLAGS",
    text(targetText),
    ...target.flatMap((flag) => parameterLines(flagText(flag), flag)),
    ".SH FLAGS OF EVERY COMMAND",
    ...(root?.globalFlags ?? []).flatMap((flag) => parameterLines(flagText(flag), flag)),
    "",
  ]
  // A heading begins a paragraph already.
  return lines.filter((line, index) => line !== ".PP" || !/^\.S[HS] /.test(lines[index - 1] ?? "")).join("\n")
}
