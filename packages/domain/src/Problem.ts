/** One thing that is wrong with an input, and how it is written: the same for JSON, a query, a flag and a file. */

/** Where it is, as names from the outside in, and what was expected there. */
export interface Problem {
  readonly path: ReadonlyArray<string>
  readonly message: string
}

/** A problem in one line: `state: Expected ...`. */
export const problemText = ({ path, message }: Problem): string => [...path, message].join(": ")

/** Several problems, a line each. */
export const problemsText = (problems: ReadonlyArray<Problem>): string => problems.map(problemText).join("\n")
