/** Problems with an input, such as JSON, a query, a flag or a file, and their text. */
import { Predicate, Result, Schema, SchemaAST, SchemaIssue, SchemaParser } from "effect"

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
export const problemText = ({ path, message }: Problem): string =>
  path.length === 0 ? message : `${path.join(": ")}: ${message}`

/** The problems, one on each line. */
export const problemsText = (problems: ReadonlyArray<Problem>): string => problems.map(problemText).join("\n")

const format = SchemaIssue.makeFormatterStandardSchemaV1()

/** The problems that a schema finds. */
export const problemsOf = (issue: SchemaIssue.Issue): ReadonlyArray<Problem> =>
  format(issue).issues.map(({ path = [], message }) => ({ path: path.map(String), message }))

const none: ReadonlyArray<Problem> = []

/** Decodes one field: puts its value into `output`, or returns its problems. */
const fieldDecoder = ([name, schema]: readonly [name: string, schema: Schema.Decoder<unknown>]) => {
  const { ast } = schema
  const decode = SchemaParser.decodeUnknownResult(schema, { errors: "all" })
  const missing = SchemaAST.isOptional(SchemaAST.toEncoded(ast))
    ? none
    : problemsOf(new SchemaIssue.Pointer([name], new SchemaIssue.MissingKey(ast.context?.annotations)))
  return (input: object, output: Record<string, unknown>): ReadonlyArray<Problem> => {
    if (!Predicate.hasProperty(input, name)) return missing
    const value = decode(input[name])
    if (Result.isFailure(value)) return problemsWithin([name], problemsOf(value.failure))
    output[name] = value.success
    return none
  }
}

/**
 * Makes a decoder that fails with every problem, in the order of the fields.
 *
 * Each field is decoded by itself, which takes less time than Effect's `errors: "all"` for the whole object, most of all if
 * the object is invalid. A schema that does more is then used as a whole: if it has checks of the whole object, makes an
 * instance of a class, or changes values.
 */
export const decodeWithProblems = <A>(
  schema: Schema.Decoder<A> & { readonly fields: Readonly<Record<string, Schema.Decoder<unknown>>> },
): ((input: unknown) => Result.Result<A, ReadonlyArray<Problem>>) => {
  const decode = SchemaParser.decodeUnknownResult(schema, { errors: "all" })
  const decodeWhole = (input: unknown) => Result.mapError(decode(input), problemsOf)
  const doesMore =
    schema.ast.checks !== undefined ||
    [schema, ...Object.values(schema.fields)].some(({ ast }) => ast.encoding !== undefined)
  const fields = Object.entries(schema.fields).map(fieldDecoder)
  return (input) => {
    if (!Predicate.isObject(input)) return decodeWhole(input)
    const output: Record<string, unknown> = {}
    const problems: Array<Problem> = []
    for (const decodeField of fields) {
      const found = decodeField(input, output)
      if (found.length > 0) problems.push(...found)
    }
    if (problems.length > 0) return Result.fail(problems)
    return doesMore ? decodeWhole(input) : Result.succeed(output as A)
  }
}
