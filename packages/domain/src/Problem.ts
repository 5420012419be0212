/** Problems with an input, such as JSON, a query, a flag or a file, and their text. */
import { Schema, SchemaIssue } from "effect"

/** One problem with an input. */
export const Problem = Schema.Struct({
  /** The names that lead to the invalid value, the outermost first. Empty if the whole input is invalid. */
  path: Schema.Array(Schema.String),
  /** A sentence for a person: `Expected an object`. */
  message: Schema.String,
})
export interface Problem extends Schema.Schema.Type<typeof Problem> {}

/** The problems of a part of an input, as problems of the whole: `path` leads to the part. */
export const problemsWithin = (
  path: Problem["path"],
  problems: ReadonlyArray<Problem>,
): ReadonlyArray<Problem> =>
  problems.map((problem) => ({ path: [...path, ...problem.path], message: problem.message }))

/** The problem on one line: `state: Expected ...`. */
export const problemText = ({ path, message }: Problem): string => [...path, message].join(": ")

/** The problems, one on each line. */
export const problemsText = (problems: ReadonlyArray<Problem>): string => problems.map(problemText).join("\n")

const format = SchemaIssue.makeFormatterStandardSchemaV1()

/** The problems that a schema finds. */
export const problemsOf = (issue: SchemaIssue.Issue): ReadonlyArray<Problem> =>
  format(issue).issues.map(({ path = [], message }) => ({ path: path.map(String), message }))
