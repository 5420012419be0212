/** JMESPath expressions of `--query`: read before anything is sent, so that a bad one costs nothing. */
import { UsageInvalid } from "@odj/command-line"
import { Effect, Predicate } from "effect"
import { OutputFailed } from "./OutputFailed.ts"

/** What an expression finds in a value; fails where it can't be applied to that. */
export type Query = (value: unknown) => Effect.Effect<unknown, OutputFailed>

const messageOf = (error: unknown) => (Predicate.isError(error) ? error.message : String(error))

const bad = (message: string) => UsageInvalid.of("--query", `Expected a JMESPath expression: ${message}`)

const isA = (node: object, type: string) => "type" in node && node.type === type

/** Whether it holds a `&…` that is no argument of a function: no value, and nothing that can be written. */
const hasStrayReference = (node: unknown, isArgument = false): boolean =>
  Predicate.isObjectOrArray(node) &&
  ((isA(node, "ExpressionReference") && !isArgument) ||
    Object.values(node).some((inner) =>
      hasStrayReference(inner, isA(node, "Function") || (isArgument && Array.isArray(node))),
    ))

/** The names of all the functions that an expression calls. */
const functionsIn = (node: unknown): ReadonlyArray<string> => {
  if (!Predicate.isObjectOrArray(node)) return []
  const inner = Object.values(node).flatMap(functionsIn)
  return isA(node, "Function") && "name" in node ? [String(node.name), ...inner] : inner
}

/** Reads an expression. Fails with what is wrong with it, a function that there is not among it. */
export const readQuery = Effect.fnUntraced(function* (
  expression: string,
): Effect.fn.Return<Query, UsageInvalid> {
  const { compile, isRegistered, TreeInterpreter } = yield* Effect.promise(
    () => import("@jmespath-community/jmespath"),
  )
  const node = yield* Effect.try({ try: () => compile(expression), catch: (error) => bad(messageOf(error)) })
  const unknown = functionsIn(node).find((name) => !isRegistered(name))
  if (unknown !== undefined) return yield* bad(`there is no function ${unknown}`)
  if (hasStrayReference(node)) return yield* bad("&… is only for a function, such as sort_by(@, &id)")
  return (value) =>
    Effect.try({
      try: (): unknown => TreeInterpreter.search(node, value as Parameters<typeof TreeInterpreter.search>[1]),
      catch: (error) => new OutputFailed({ reason: `--query: ${messageOf(error)}`, readerGone: false }),
    })
})
