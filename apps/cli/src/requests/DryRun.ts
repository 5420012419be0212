/**
 * `--dry-run`: the request that would be sent is shown, and nothing is sent.
 *
 * The request is made on the same way as the real one, through the same store; only the client at its end is another.
 */
import { Console, Data, Effect, Option, Predicate } from "effect"
import { Flag } from "effect/cli"
import { makeOutput } from "../output/Output.ts"
import { messageText, type RequestText } from "./RequestText.ts"

export const dryRun = Flag.Boolean("dry-run").pipe(
  Flag.withDescription("Show the request that would be sent, and send nothing; nobody need be signed in"),
  Flag.withDefault(false),
)

/**
 * A request came as far as the client that describes it, or an operation as far as a store that sends none. Stores know no
 * such failure, so that it passes through them.
 */
export class RequestDescribed extends Data.Error<{
  readonly request: RequestText | undefined
}> {}

/** The first request of an operation, which is carried out no further; nothing where it needs none. */
const firstRequest = <A, E, R>(operation: Effect.Effect<A, E, R>) =>
  Effect.as(operation, undefined).pipe(
    Effect.catchDefect((defect) =>
      defect instanceof RequestDescribed ? Effect.succeed(defect.request) : Effect.die(defect),
    ),
  )

const asText = ({ method, url, headers, body }: RequestText) =>
  `${method} ${url}\n${messageText(headers, body)}\n`

const parse = Option.liftThrowable((text: string): unknown => JSON.parse(text))

/** The request as data: a body of JSON as what it says. */
const asData = ({ body, ...request }: RequestText) => ({
  ...request,
  ...(body !== "" && { body: Option.getOrElse(parse(body), () => body) }),
})

/**
 * Writes as the result, for each operation on a store, the request that it begins with. Fails as the operations do
 * before they ask.
 */
export const describe = Effect.fnUntraced(function* <A, E, R>(
  operations: ReadonlyArray<Effect.Effect<A, E, R>>,
) {
  const output = yield* makeOutput
  const requests = (yield* Effect.forEach(operations, firstRequest)).filter(Predicate.isNotUndefined)
  if (requests.length === 0) {
    return yield* Console.error("Nothing would be sent: the store is no service")
  }
  if (output.format === "table") return yield* output.text(requests.map(asText).join("\n"))
  const [first, ...others] = requests.map(asData)
  yield* output.one(others.length === 0 ? first : [first, ...others])
})
