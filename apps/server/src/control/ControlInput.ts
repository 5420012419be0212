/** Reads what a request to the control says in its query, or about the clock. */
import { type Problem, problemsOf } from "@odj/domain"
import { Result, Schema, SchemaParser } from "effect"
import { queryValues, type RequestQuery } from "../ledger/RequestQuery.ts"
import { type ControlFailure, inputInvalid } from "./ControlFailure.ts"

const decode = <S extends Schema.ConstraintDecoder<unknown>>(schema: S) => {
  const read = SchemaParser.decodeUnknownResult(schema, { errors: "all", onExcessProperty: "error" })
  return (input: unknown): Result.Result<S["Type"], ControlFailure> =>
    Result.mapError(read(input), (issue) => inputInvalid(problemsOf(issue)))
}

/** The parameters of a query. A name that is given twice is a problem. */
const parametersOf = (query: string): Result.Result<Record<string, string>, ControlFailure> => {
  const parameters = [...new URLSearchParams(query)]
  const names = parameters.map(([name]) => name)
  const repeated = new Set(names.filter((name, index) => names.indexOf(name) < index))
  const problems = Array.from(repeated, (name): Problem => ({ path: [name], message: "Given twice" }))
  return problems.length > 0
    ? Result.fail(inputInvalid(problems))
    : Result.succeed(Object.fromEntries(parameters))
}

/** Reads a query whose parameters are these fields. */
const readQuery = <const Fields extends Readonly<Record<string, Schema.ConstraintDecoder<unknown>>>>(
  fields: Fields,
) => {
  const known = Object.keys(fields).join(", ")
  const read = decode(
    Schema.Struct(fields).annotate({ messageUnexpectedKey: `Unknown parameter (known: ${known})` }),
  )
  return (query: string) => Result.flatMap(parametersOf(query), read)
}

const optional = Schema.optionalKey

const wholeNumber = Schema.String.check(
  Schema.isPattern(/^\d{1,9}$/, { message: "Expected a whole number" }),
).pipe(Schema.decodeTo(Schema.FiniteFromString))

/** In any case: Python writes `True`. */
const truth = Schema.String.check(
  Schema.isPattern(/^(?:true|false)$/i, { message: "Expected true or false" }),
)

/** Refuses every parameter. */
export const readNoQuery = (query: string): Result.Result<void, ControlFailure> =>
  Result.flatMap(parametersOf(query), (parameters) => {
    const problems = Object.keys(parameters).map((name) => ({ path: [name], message: "Unknown parameter" }))
    return problems.length > 0 ? Result.fail(inputInvalid(problems)) : Result.void
  })

export const readTenant = readQuery({ tenant: optional(Schema.NonEmptyString) })

const readRequestParameters = readQuery({
  operation: optional(queryValues.operation),
  method: optional(queryValues.method),
  status: optional(wholeNumber),
  committed: optional(truth),
  connector: optional(queryValues.connector),
  tenant: optional(queryValues.tenant),
  application: optional(queryValues.application),
  fault: optional(queryValues.fault),
  last: optional(wholeNumber),
} satisfies Record<keyof RequestQuery | "last", unknown>)

/** Which requests of the ledger to return, and how many of them at most: the newest ones. */
export const readRequestQuery = (
  query: string,
): Result.Result<{ readonly query: RequestQuery; readonly last: number }, ControlFailure> =>
  Result.map(readRequestParameters(query), ({ last = Infinity, committed, ...given }) => ({
    query: { ...given, ...(committed !== undefined && { committed: committed.toLowerCase() === "true" }) },
    last,
  }))

const duration = Schema.Union([Schema.Finite, Schema.String]).annotate({
  message: 'Expected milliseconds, or a text such as "6 days"',
})

/** Reads how the clock is to be moved: forward, or to a time. The clock itself checks how far, and to which time. */
export const readClockChange = decode(
  Schema.Struct({ advance: optional(duration), time: optional(Schema.String) })
    .annotate({
      message: "Expected an object",
      messageUnexpectedKey: "Unknown property (known: advance, time)",
    })
    .check(
      Schema.makeFilter((change) =>
        Object.keys(change).length === 1 ? undefined : "Expected either advance or time",
      ),
    ),
)
