/**
 * Where the reading of a `$filter` stands, and what was found wrong so far.
 *
 * After the first thing that has no grammar it stands at the end and notes nothing more, so that whoever reads need not
 * ask whether to go on.
 */
import { Result } from "effect"
import { type Token, tokenFrom } from "./FilterLexer.ts"

/** How many nodes a filter may have, as by default in .NET, and how many parentheses inside one another. */
const limit = 100

export class FilterCursor {
  readonly #text: string
  readonly #problems: Array<string> = []
  #token: Token
  #isStopped = false
  #nodes = 0
  #depth = 0

  constructor(text: string) {
    this.#text = text
    this.#token = tokenFrom(text, 0)
  }

  /** What was found wrong, a sentence each. */
  get problems(): ReadonlyArray<string> {
    return this.#problems
  }

  /** The token that comes next. */
  get token(): Token {
    return this.#token
  }

  /** Goes past the token that comes next. */
  take(): Token {
    const token = this.#token
    this.#token = tokenFrom(this.#text, token.at + token.source.length)
    return token
  }

  /** Goes past that word, in upper or lower case, or past that mark, if it comes next; says whether it did. */
  takeIf(tag: "Word" | "Mark", source: string): boolean {
    const isNext = this.#token._tag === tag && this.#token.source.toLowerCase() === source
    if (isNext) this.take()
    return isNext
  }

  /** Goes past that mark, and stops where something else comes next. */
  expect(mark: string, expected: string): void {
    if (!this.takeIf("Mark", mark)) this.refuse(expected)
  }

  /** Notes what is wrong. */
  note(problem: string): void {
    if (!this.#isStopped) this.#problems.push(problem)
  }

  /** Notes what is wrong, and stops. */
  stop(problem: string): void {
    this.note(problem)
    this.#isStopped = true
    this.#token = { _tag: "End", at: this.#text.length, source: "" }
  }

  /** Stops at the token that comes next: something else was expected. */
  refuse(expected: string): void {
    const { _tag, at, source } = this.#token
    if (_tag === "Unclosed") {
      this.stop(
        `Expected a closing quote for the text at position ${at}; a quote inside a text is written twice`,
      )
    } else {
      this.stop(`Expected ${expected} at position ${at}, found ${_tag === "End" ? "the end" : source}`)
    }
  }

  /** The value of a success; of a failure, `otherwise`, after noting what is wrong. */
  valueOr<A>(made: Result.Result<A, string>, otherwise: A): A {
    if (Result.isSuccess(made)) return made.success
    this.note(made.failure)
    return otherwise
  }

  /** Counts a value or a condition that is about to be read, which is a node by itself. */
  count(): void {
    this.#nodes++
    this.limitNodes(this.#nodes)
  }

  /** Stops where there are too many nodes. */
  limitNodes(nodes: number): void {
    if (nodes > limit) this.stop(`The node count limit of '${limit}' has been exceeded.`)
  }

  /** Reads what parentheses enclose, and stops when they are too many inside one another. */
  enclosed<A>(read: () => A): A {
    this.#depth++
    if (this.#depth > limit) this.stop(`Expected at most ${limit} parentheses inside one another`)
    const inside = read()
    this.#depth--
    return inside
  }
}
