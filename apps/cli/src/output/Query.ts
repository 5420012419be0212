/** JMESPath expressions of `--query`, compiled before anything is sent. */
import { UsageInvalid } from "@odj/command-line"
import { Effect, Predicate } from "effect"
import { OutputFailed } from "./OutputFailed.ts"

/** Applies an expression to a value. Fails if it can't be applied, such as a function to the wrong type. */
export type Query = (value: unknown) => Effect.Effect<unknown, OutputFailed>

const messageOf = (error: unknown) => (Predicate.isError(error) ? error.message : String(error))

const invalid = (message: string) => UsageInvalid.of("--query", `Not a JMESPath expression: ${message}`)

const isA = (node: object, type: string) => "type" in node && node.type === type

/** Whether an expression has a `&…` outside a function's arguments. Its result could not be written. */
const hasStrayReference = (node: unknown, isArgument = false): boolean =>
  Predicate.isObjectOrArray(node) &&
  ((isA(node, "ExpressionReference") && !isArgument) ||
    Object.values(node).some((inner) =>
      hasStrayReference(inner, isA(node, "Function") || (isArgument && Array.isArray(node))),
    ))

/** The names of all functions that an expression calls. */
const functionsIn = (node: unknown): ReadonlyArray<string> => {
  if (!Predicate.isObjectOrArray(node)) return []
  const inner = Object.values(node).flatMap(functionsIn)
  return isA(node, "Function") && "name" in node ? [String(node.name), ...inner] : inner
}

/** Compiles an expression. Fails with `UsageInvalid` if it is invalid or calls an unknown function. */
export const readQuery = Effect.fnUntraced(function* (
  expression: string,
): Effect.fn.Return<Query, UsageInvalid> {
  const { compile, isRegistered, TreeInterpreter } = yield* Effect.promise(
    () => import("@jmespath-community/jmespath"),
  )
  const node = yield* Effect.try({
    // As az and aws do: text in backticks that is not JSON is a string.
    try: () => compile(expression, { enable_legacy_literals: true }),
    catch: (error) => invalid(messageOf(error)),
  })
  const unknown = functionsIn(node).find((name) => !isRegistered(name))
  if (unknown !== undefined) return yield* invalid(`unknown function ${unknown}`)
  if (hasStrayReference(node))
    return yield* invalid("&… is allowed only as an argument of a function, such as sort_by(@, &id)")
  return (value) =>
    Effect.try({
      try: (): unknown => TreeInterpreter.search(node, value as Parameters<typeof TreeInterpreter.search>[1]),
      catch: (error) =>
        new OutputFailed({
          reason: `--query ${expression} can't be applied: ${messageOf(error)}`,
          isQuery: true,
          isPipeBroken: false,
        }),
    })
})
