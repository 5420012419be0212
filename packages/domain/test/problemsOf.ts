import { Result, type Schema, SchemaIssue, SchemaParser } from "effect"

const format = SchemaIssue.makeFormatterStandardSchemaV1()

/** All problems that decoding finds in an input, each as its path and its message. */
export const problemsOf = (schema: Schema.Decoder<unknown>, input: unknown): ReadonlyArray<string> => {
  const result = SchemaParser.decodeUnknownResult(schema, { errors: "all" })(input)
  if (Result.isSuccess(result)) return []
  return format(result.failure).issues.map(({ path = [], message }) => [...path, message].join(": "))
}
