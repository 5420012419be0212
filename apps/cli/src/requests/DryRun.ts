/**
 * `--dry-run`: shows the request that would be sent, and sends nothing.
 *
 * The real store builds the request; only its HTTP client is replaced.
 */
import { Console, Data, Effect, Option, Predicate } from "effect"
import { Flag } from "effect/cli"
import { makeOutput } from "../output/Output.ts"
import { messageText, type RequestText } from "./RequestText.ts"

export const dryRun = Flag.Boolean("dry-run").pipe(
  Flag.withDescription("Show the HTTP request instead of sending it; needs no sign-in"),
  Flag.withDefault(false),
)

/**
 * Ends a dry run when the request has reached the client that describes it, or a store that sends none. It is a defect,
 * so it passes through the store's error handling.
 */
export class RequestDescribed extends Data.Error<{
  readonly request: RequestText | undefined
}> {}

/** Runs an operation up to its first request, and returns that; `undefined` if there is none. */
const firstRequest = <A, E, R>(operation: Effect.Effect<A, E, R>) =>
  Effect.as(operation, undefined).pipe(
    Effect.catchDefect((defect) =>
      defect instanceof RequestDescribed ? Effect.succeed(defect.request) : Effect.die(defect),
    ),
  )

const asText = ({ method, url, headers, body }: RequestText) =>
  `${method} ${url}\n${messageText(headers, body)}\n`

const parse = Option.liftThrowable((text: string): unknown => JSON.parse(text))

/** The request as data, with a JSON body parsed. */
const asData = ({ body, ...request }: RequestText) => ({
  ...request,
  ...(body !== "" && { body: Option.getOrElse(parse(body), () => body) }),
})

/**
 * Writes the first request of each operation as the result. Fails as the operations fail before their first request.
 */
export const describe = Effect.fnUntraced(function* <A, E, R>(
  operations: ReadonlyArray<Effect.Effect<A, E, R>>,
) {
  const output = yield* makeOutput
  const requests = (yield* Effect.forEach(operations, firstRequest)).filter(Predicate.isNotUndefined)
  if (requests.length === 0) {
    return yield* Console.error(
      "--dry-run can't show a request: a database gets none. Without --dry-run, the command changes the database.",
    )
  }
  if (output.isTable) return yield* output.text(requests.map(asText).join("\n"))
  const [first, ...others] = requests.map(asData)
  yield* output.one(others.length === 0 ? first : [first, ...others])
})
