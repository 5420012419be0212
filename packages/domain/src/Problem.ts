/** Problems with an input, such as JSON, a query, a flag or a file, and their text. */

/** One problem with an input. */
export interface Problem {
  /** The names that lead to the invalid value, the outermost first. Empty if the whole input is invalid. */
  readonly path: ReadonlyArray<string>
  /** A sentence for a person: `Expected an object`. */
  readonly message: string
}

/** The problem on one line: `state: Expected ...`. */
export const problemText = ({ path, message }: Problem): string => [...path, message].join(": ")

/** The problems, one on each line. */
export const problemsText = (problems: ReadonlyArray<Problem>): string => problems.map(problemText).join("\n")
