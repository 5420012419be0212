/**
 * The position in the text of a `$filter` while it is parsed, and the problems found so far.
 *
 * A parameter alias is parsed in place of its name. What aliases add to the text is limited, and each counts as a node, so
 * that aliases of aliases can neither repeat without end nor nest too deep.
 *
 * After the first syntax error the cursor is at the end and records nothing more, so that the parser need not check
 * whether to continue.
 */
import type { DateTimeOffset } from "@odj/domain"
import { Result } from "effect"
import { type Token, tokenFrom } from "./FilterLexer.ts"

/** How many nodes a filter may have, as by default in .NET, and how deep parentheses may be nested. */
const limit = 100

/** How many characters all aliases together may add to the text. */
const aliasLimit = 100_000

/** The texts of the parameter aliases by their names, such as `@name`. */
export type Aliases = ReadonlyMap<string, string>

export class FilterCursor {
  readonly #aliases: Aliases
  readonly #problems: Array<string> = []
  #text: string
  /** The name of the alias that is parsed. */
  #alias: string | undefined
  #aliasLength = 0
  #token: Token
  #isStopped = false
  #nodes = 0
  #depth = 0

  /** The time of the request, if it is known. */
  readonly now: DateTimeOffset | undefined

  constructor(text: string, aliases: Aliases, now: DateTimeOffset | undefined) {
    this.#aliases = aliases
    this.now = now
    this.#text = text
    this.#token = tokenFrom(text, 0)
  }

  /** The problems, one sentence each. */
  get problems(): ReadonlyArray<string> {
    return this.#problems
  }

  /** The next token. */
  get token(): Token {
    return this.#token
  }

  /** Where an index of the text is, for a message: `5`, or `5 of @name`. */
  placeOf(index: number): string {
    return this.#alias === undefined ? `${index}` : `${index} of ${this.#alias}`
  }

  /** Where the next token is. */
  get place(): string {
    return this.placeOf(this.#token.at)
  }

  /** Consumes and returns the next token. */
  take(): Token {
    const token = this.#token
    this.#token = tokenFrom(this.#text, token.at + token.source.length)
    return token
  }

  /** Consumes the next token if it is that mark, or that word in any case. Returns whether it was. */
  takeIf(tag: "Word" | "Mark", source: string): boolean {
    const isNext = this.#token._tag === tag && this.#token.source.toLowerCase() === source
    if (isNext) this.take()
    return isNext
  }

  /** Consumes that mark, or stops if the next token is another. */
  expect(mark: string, expected: string): void {
    if (!this.takeIf("Mark", mark)) this.refuse(expected)
  }

  /** Records a problem. */
  note(problem: string): void {
    if (!this.#isStopped) this.#problems.push(problem)
  }

  /** Records a problem, and stops. */
  stop(problem: string): void {
    this.note(problem)
    this.#isStopped = true
    this.#token = { _tag: "End", at: this.#text.length, source: "" }
  }

  /** Stops at the next token, because another was expected. */
  refuse(expected: string): void {
    const { _tag, source } = this.#token
    if (_tag !== "Unclosed") {
      this.stop(
        `Expected ${expected} at position ${this.place}, found ${_tag === "End" ? "the end" : source}`,
      )
    } else if (source.startsWith('"')) {
      this.stop(`The text at position ${this.place} is no text in JSON that a connector can have`)
    } else {
      this.stop(
        `The text at position ${this.place} has no closing quote; a quote inside a text is written twice`,
      )
    }
  }

  /** The value of a success. A failure is recorded, and `otherwise` returned. */
  valueOr<A>(made: Result.Result<A, string>, otherwise: A): A {
    if (Result.isSuccess(made)) return made.success
    this.note(made.failure)
    return otherwise
  }

  /** Counts a node that is about to be parsed. */
  count(): void {
    this.#nodes++
    this.limitNodes(this.#nodes)
  }

  /** Stops if there are too many nodes. */
  limitNodes(nodes: number): void {
    if (nodes > limit) this.stop(`The node count limit of '${limit}' has been exceeded.`)
  }

  /** Parses the inside of parentheses, and stops if they are nested too deep. */
  enclosed<A>(read: () => A): A {
    this.#depth++
    if (this.#depth > limit) this.stop(`Parentheses are nested more than ${limit} deep`)
    const inside = read()
    this.#depth--
    return inside
  }

  /** Parses all of a text, which must neither begin nor end with white space: `first` is what it may begin with. */
  whole<A>(read: () => A, first: string): A {
    const text = this.#text
    if (/^[ \t]/.test(text)) this.stop(`Expected ${first} at position ${this.placeOf(0)}, found white space`)
    const parsed = read()
    if (this.#token._tag !== "End") this.refuse("an operator or the end")
    const end = text.search(/(?<![ \t])[ \t]+$/)
    if (end !== -1) this.note(`Expected the end at position ${this.placeOf(end)}, found white space`)
    return parsed
  }

  /** Consumes the name of an alias, and parses all of its text. Returns `undefined` if the alias has no text. */
  within<A>(read: () => A, first: string): A | undefined {
    const name = this.take().source
    this.count()
    const text = this.#aliases.get(name)
    if (text === undefined || this.#isStopped) return undefined
    this.#aliasLength += text.length
    if (this.#aliasLength > aliasLimit) this.stop(`Parameter aliases add more than ${aliasLimit} characters`)
    const outer = { text: this.#text, alias: this.#alias, token: this.#token }
    this.#text = text
    this.#alias = name
    if (!this.#isStopped) this.#token = tokenFrom(text, 0)
    const parsed = this.whole(read, first)
    this.#text = outer.text
    this.#alias = outer.alias
    if (!this.#isStopped) this.#token = outer.token
    return parsed
  }
}
