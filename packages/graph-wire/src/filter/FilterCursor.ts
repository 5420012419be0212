/**
 * The position in the text of a `$filter` while it is parsed, and the problems found so far.
 *
 * After the first syntax error the cursor is at the end and records nothing more, so that the parser need not check
 * whether to continue.
 */
import type { DateTimeOffset } from "@odj/domain"
import { Result } from "effect"
import { type Aliases, isAlias } from "./Alias.ts"
import { type Token, tokenFrom } from "./FilterLexer.ts"

/** How many nodes a filter may have, as by default in .NET, and how deep parentheses and aliases may be nested. */
const limit = 100

/** How many characters aliases may stand for. So they make no filter longer than a URL without them can have. */
const maxAliased = 8_192

/** Returns the time of the request, if it is known. */
export type Now = () => DateTimeOffset | undefined

export class FilterCursor {
  readonly #aliases: Aliases
  readonly #openAliases = new Set<string>()
  #aliased = 0
  #text: string
  /** The alias whose value is being parsed, for problems. */
  #where = ""
  readonly #problems: Array<string> = []
  #token: Token
  #isStopped = false
  #nodes = 0
  #depth = 0

  readonly now: Now | undefined

  constructor(text: string, aliases: Aliases, now: Now | undefined) {
    this.now = now
    this.#aliases = aliases
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
    if (!this.#isStopped) this.#problems.push(this.#where + problem)
  }

  /** Records a problem, and stops. */
  stop(problem: string): void {
    this.note(problem)
    this.#isStopped = true
    this.#token = { _tag: "End", at: this.#text.length, source: "" }
  }

  /** Stops at the next token, because another was expected. */
  refuse(expected: string): void {
    const { _tag, at, source } = this.#token
    if (_tag !== "Unclosed") {
      this.stop(`Expected ${expected} at position ${at}, found ${_tag === "End" ? "the end" : source}`)
    } else if (source.startsWith('"')) {
      this.stop(`The text at position ${at} is no text in JSON that a connector can have`)
    } else {
      this.stop(`The text at position ${at} has no closing quote; a quote inside a text is written twice`)
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

  /**
   * Parses the value of the alias that is the next token, in its place; `undefined` if the next token is no alias. Problems in
   * the value name the alias, and count positions from the beginning of the value.
   */
  aliased<A>(read: () => A): A | undefined {
    const { _tag, source: name } = this.#token
    if (_tag !== "Word" || !isAlias(name)) return undefined
    this.take()
    const outer = { text: this.#text, token: this.#token, where: this.#where }
    const value = this.#aliases.get(name) ?? "null"
    const isOpen = this.#openAliases.has(name)
    this.#openAliases.add(name)
    this.#aliased += value.length
    this.#text = value
    this.#token = tokenFrom(value, 0)
    this.#where = `In ${name}: `
    if (isOpen) this.stop("The value contains the alias itself")
    if (this.#aliased > maxAliased) this.stop(`Aliases stand for more than ${maxAliased} characters`)
    const inside = this.enclosed(read)
    if (this.#token._tag !== "End") this.refuse("an operator or the end")
    if (!isOpen) this.#openAliases.delete(name)
    this.#text = outer.text
    this.#where = outer.where
    if (!this.#isStopped) this.#token = outer.token
    return inside
  }
}
