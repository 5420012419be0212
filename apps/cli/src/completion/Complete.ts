/**
 * What completes a word of a command line.
 *
 * The scripts ask odj instead of listing the words themselves. So one logic serves all shells, and the names of sign-ins
 * are known. The bundle has it in a file of its own, without the program, so that a tab is quick.
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
  /** How many arguments came before. */
  readonly args: number
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

const commandIn = (docs: ReadonlyArray<CommandDoc>, { path }: CommandDoc, word: string) => {
  const wanted = [...path, word].join(" ")
  return docs.find((doc) => doc.path.join(" ") === wanted)
}

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
    const command = args === 0 && !isEnded ? commandIn(docs, doc, word) : undefined
    return command === undefined ? { ...position, args: args + 1 } : { ...position, doc: command }
  }

const words = (typed: string, found: ReadonlyArray<Word>): Completion => ({
  _tag: "Words",
  words: found.filter(({ text }) => text.startsWith(typed)),
})

const plain = (texts: ReadonlyArray<string>) => texts.map((text) => ({ text, description: "" }))

const valuesFor = (values: Values | undefined, typed: string, profiles: () => ReadonlyArray<string>) => {
  switch (values?._tag) {
    case "Files":
      return { _tag: "Files" } as const
    case "Profiles":
      return words(typed, plain(profiles()))
    case "Words": {
      const before = values.severally ? typed.slice(0, typed.lastIndexOf(",") + 1) : ""
      return words(typed, plain(values.words.map((word) => before + word)))
    }
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
  const start: Position = { doc: root, flag: undefined, args: 0, isEnded: false }
  const { doc, flag, args, isEnded } = before.reduce(after(docs), start)
  const options = () =>
    words(
      typed,
      flagsOf(doc).flatMap(({ names, description }) => names.map((text) => ({ text, description }))),
    )
  if (flag !== undefined && !isFlag(typed)) return valuesFor(flag.values, typed, profiles)
  if (!isEnded && isFlag(typed)) {
    const [, name = typed, value] = /^(--[^=]+)=(.*)$/s.exec(typed) ?? []
    return value === undefined ? options() : valuesFor(flagNamed(doc, name)?.values, value, profiles)
  }
  const commands = args === 0 && !isEnded ? doc.groups.flatMap(({ commands }) => commands) : []
  if (commands.length > 0)
    return words(
      typed,
      commands.map(({ name, summary }) => ({ text: name, description: summary })),
    )
  const last = doc.args.at(-1)
  const argument = doc.args[args] ?? (last?.variadic ? last : undefined)
  // A command without further arguments takes flags only.
  if (argument === undefined) return isEnded ? words(typed, []) : options()
  return valuesFor(argument.values, typed, profiles)
}
