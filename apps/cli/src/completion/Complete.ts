/**
 * What completes a word of a command line.
 *
 * The scripts ask odj instead of listing the words themselves. So one logic serves all shells, and the names of sign-ins
 * are known. The bundle has it in a separate file, so a completion does not load the program.
 */
import type { CommandDoc, ParameterDoc, Values } from "../help/CommandDoc.ts"

/** What a word can become, with its meaning; or the names of files, which the shell completes itself. */
export type Completion =
  | { readonly _tag: "Files" }
  | { readonly _tag: "Words"; readonly words: ReadonlyArray<Word> }

export interface Word {
  readonly text: string
  readonly description: string
}

/** The words of a command line up to the one that is completed. */
interface Position {
  readonly doc: CommandDoc
  /** The flag whose value comes next. */
  readonly flag: ParameterDoc | undefined
  /** The arguments before. */
  readonly args: ReadonlyArray<string>
  /** Whether `--` came before. */
  readonly isEnded: boolean
}

const flagsOf = ({ flags, targetFlags, globalFlags }: CommandDoc) => [
  ...flags,
  ...targetFlags,
  ...globalFlags,
]

const flagNamed = (doc: CommandDoc, name: string) => flagsOf(doc).find(({ names }) => names.includes(name))

const isFlag = (word: string) => /^-./.test(word)

const commandAt = (docs: ReadonlyArray<CommandDoc>, path: ReadonlyArray<string>) =>
  docs.find((doc) => doc.path.join(" ") === path.join(" "))

const commandsBelow = (doc: CommandDoc | undefined): ReadonlyArray<Word> =>
  (doc?.groups ?? []).flatMap(({ commands }) =>
    commands.map(({ name, summary }) => ({ text: name, description: summary })),
  )

const after =
  (docs: ReadonlyArray<CommandDoc>) =>
  (position: Position, word: string): Position => {
    const { doc, flag, args, isEnded } = position
    if (flag !== undefined && !isFlag(word)) return { ...position, flag: undefined }
    if (!isEnded && word === "--") return { ...position, flag: undefined, isEnded: true }
    if (!isEnded && isFlag(word)) {
      const named = flagNamed(doc, word)
      return { ...position, flag: named?.value === undefined ? undefined : named }
    }
    const command = args.length === 0 && !isEnded ? commandAt(docs, [...doc.path, word]) : undefined
    return command === undefined ? { ...position, args: [...args, word] } : { ...position, doc: command }
  }

const words = (typed: string, found: ReadonlyArray<Word>): Completion => ({
  _tag: "Words",
  words: found.filter(({ text }) => text.startsWith(typed)),
})

const plain = (texts: ReadonlyArray<string>) => texts.map((text) => ({ text, description: "" }))

/** The words that can follow in a list with commas: those that are not in it. */
const furtherIn = (typed: string, given: ReadonlyArray<string>) => {
  const before = typed.slice(0, typed.lastIndexOf(",") + 1)
  // The words of an order may have a direction.
  const used = before.split(",").map((part) => part.trim().split(" ")[0])
  return given.filter((word) => !used.includes(word)).map((word) => before + word)
}

const valuesFor = (
  values: Values | undefined,
  typed: string,
  commands: () => ReadonlyArray<Word>,
  profiles: () => ReadonlyArray<string>,
): Completion => {
  switch (values?._tag) {
    case "Files":
      return { _tag: "Files" }
    case "Profiles":
      return words(typed, plain(profiles()))
    case "Commands":
      return words(typed, commands())
    case "Words":
      return words(typed, plain(values.severally ? furtherIn(typed, values.words) : values.words))
    default:
      return words(typed, [])
  }
}

/**
 * What `typed`, the start of a word, can become after the other words. After `--flag=`, that is the value alone.
 * `profiles` reads the names of the sign-ins.
 */
export const complete = (
  docs: ReadonlyArray<CommandDoc>,
  before: ReadonlyArray<string>,
  typed: string,
  profiles: () => ReadonlyArray<string>,
): Completion => {
  const [root] = docs
  if (root === undefined) return words(typed, [])
  const start: Position = { doc: root, flag: undefined, args: [], isEnded: false }
  const { doc, flag, args, isEnded } = before.reduce(after(docs), start)
  const options = () =>
    words(
      typed,
      flagsOf(doc).flatMap(({ names, description }) => names.map((text) => ({ text, description }))),
    )
  const valueFrom = (values: Values | undefined, typed: string) =>
    valuesFor(values, typed, () => commandsBelow(commandAt(docs, args)), profiles)
  if (flag !== undefined && !isFlag(typed)) return valueFrom(flag.values, typed)
  if (!isEnded && isFlag(typed)) {
    const [, name = typed, value] = /^(--[^=]+)=(.*)$/s.exec(typed) ?? []
    return value === undefined ? options() : valueFrom(flagNamed(doc, name)?.values, value)
  }
  const commands = args.length === 0 && !isEnded ? commandsBelow(doc) : []
  if (commands.length > 0) return words(typed, commands)
  const last = doc.args.at(-1)
  const argument = doc.args[args.length] ?? (last?.variadic ? last : undefined)
  // A command without further arguments takes flags only.
  if (argument === undefined) return isEnded ? words(typed, []) : options()
  return valueFrom(argument.values, typed)
}
