/** The sentence for each problem that the parser finds in a command line: what is wrong, and what to do. */
import { nearestTo } from "@odj/domain"
import type { CliError } from "effect/cli"
import type { CommandDoc } from "./CommandDoc.ts"

/** Names that other programs have for our commands and flags. */
const synonyms: Readonly<Record<string, string>> = {
  add: "create",
  check: "doctor",
  edit: "update",
  ls: "list",
  new: "create",
  rm: "delete",
  remove: "delete",
  set: "update",
  show: "get",
  signin: "login",
  "--format": "--output",
  "--limit": "--top",
}

const suggestion = (word: string, candidates: ReadonlyArray<string>): string => {
  const hyphens = word.startsWith("--") ? "--" : ""
  const bare = candidates
    .filter((candidate) => candidate.startsWith(hyphens))
    .map((candidate) => candidate.slice(hyphens.length))
  const synonym = Object.hasOwn(synonyms, word) ? synonyms[word] : undefined
  if (synonym !== undefined && candidates.includes(synonym)) return ` Did you mean ${synonym}?`
  const [near] = nearestTo(word.slice(hyphens.length).toLowerCase(), bare)
  return near === undefined ? "" : ` Did you mean ${hyphens}${near}?`
}

/** The sentence for a command that does not exist, after the words before it and with the commands that exist there. */
export const unknownCommand = (
  word: string,
  path: ReadonlyArray<string>,
  commands: ReadonlyArray<string>,
): string => `${["odj", ...path].join(" ")} has no command "${word}".${suggestion(word, commands)}`

const commandsOf = ({ groups }: CommandDoc) =>
  groups.flatMap(({ commands }) => commands.map(({ name }) => name))

const namesOf = ({ flags, targetFlags, globalFlags }: CommandDoc) =>
  [...flags, ...targetFlags, ...globalFlags].flatMap(({ names }) => names)

const choices = /^(?:Expected )?("?[\w-]+"?(?: \| "?[\w-]+"?)+)$/

/** `Use a, b or c.` for `"a" | "b" | "c"`; anything else as it is. */
const readable = (expected: string) => {
  const [, words] = choices.exec(expected) ?? []
  if (words === undefined) return expected
  return `Use ${words
    .replaceAll('"', "")
    .split(" | ")
    .join(", ")
    .replace(/, (?=[^,]*$)/, " or ")}.`
}

/** Which problem a command has with its command line. */
export const usageProblem = (error: CliError.NonShowHelpErrors, doc: CommandDoc): string => {
  switch (error._tag) {
    case "UnrecognizedOption": {
      const near = suggestion(error.option, namesOf(doc))
      const advice = near === "" && doc.path.length === 0 ? " The flags of a command follow its name." : near
      return `${["odj", ...doc.path].join(" ")} has no flag ${error.option}.${advice}`
    }
    case "UnknownSubcommand":
      return unknownCommand(error.subcommand, doc.path, commandsOf(doc))
    case "MissingOption":
      return `Missing --${error.option}.`
    case "MissingArgument":
      return `Missing <${error.argument}>: ${doc.usage}`
    case "UnexpectedArgument": {
      const values = error.arguments.map((value) => JSON.stringify(value)).join(", ")
      return `Unexpected argument ${values}: ${doc.usage}`
    }
    case "InvalidValue": {
      const name = error.kind === "flag" ? `--${error.option}` : `<${error.option}>`
      if (error.kind === "flag" && error.value === "") {
        const expected = readable(error.expected)
        const isSentence = /^(?:Use|Expected) /.test(expected)
        return `Missing the value of ${name}${isSentence ? `. ${expected}` : ` (${expected}).`}`
      }
      if (error.expected === "at most 1 value")
        return `${name} was given ${Number.parseInt(error.value, 10)} times. Give it once.`
      return `${name} can't be "${error.value}". ${readable(error.expected)}`
    }
    default:
      return error.message
  }
}
