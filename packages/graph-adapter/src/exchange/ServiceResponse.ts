/** What a service responds: its JSON and its error are decoded once, when somebody first needs them. */
import type { ServiceReport } from "@odj/core"
import { decodeError, type ServiceError } from "@odj/graph-wire"
import { Data, type Duration, Option } from "effect"
import { retryAfter } from "./RetryAfter.ts"

/** What is known of a failure: the ids of its request at least. */
export interface Report extends ServiceReport {
  readonly requestId: string
  readonly clientRequestId: string
}

/** The codes with which a service says in a 503 that it has not begun, since there is too much to do. */
const throttlingCodes: ReadonlySet<string> = new Set([
  "TooManyRequests",
  "activityLimitReached",
  "ApplicationThrottled",
])

const parse = Option.liftThrowable((text: string): unknown => JSON.parse(text))

export class ServiceResponse extends Data.Class<{
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  /** `None` if the body did not arrive whole, or is no text. */
  readonly body: Option.Option<string>
  /** When it came in, in milliseconds since 1970, for a wait that is given as a date. */
  readonly receivedAt: number
  /** The id that the request was sent with. A report names it if the service names none of its own. */
  readonly clientRequestId: string
}> {
  #json: Option.Option<unknown> | undefined
  #error: ServiceError | undefined
  /** The wait that the service asks for. */
  readonly retryAfter: Duration.Duration | undefined = retryAfter(
    this.headers["retry-after"],
    this.receivedAt,
  )

  /** The JSON of the body, if it is any. */
  get json(): Option.Option<unknown> {
    this.#json ??= Option.flatMap(this.body, parse)
    return this.#json
  }

  /** What the body says of an error, as far as it does. */
  get error(): ServiceError {
    this.#error ??= decodeError(Option.getOrUndefined(this.json))
    return this.#error
  }

  get isSuccess(): boolean {
    return this.status >= 200 && this.status < 300
  }

  /** Whether what the response says has arrived: all is JSON but the metadata document, which is XML. */
  get isReadable(): boolean {
    const isXml = this.headers["content-type"]?.startsWith("application/xml")
    return Option.isSome(isXml ? this.body : this.json)
  }

  /** Whether the request was refused unprocessed, since there are too many. */
  get isThrottled(): boolean {
    if (this.status !== 503) return this.status === 429
    return this.retryAfter !== undefined || throttlingCodes.has(this.error.code ?? "")
  }

  /** Whether a create was refused unprocessed, since another one that counts as the same is in flight. */
  get isInProgress(): boolean {
    return this.status === 409 && this.error.code === "RequestInProgress"
  }

  /** Whether a create was refused because its idempotency key is that of another connector. */
  get isKeyReused(): boolean {
    return this.status === 422 && this.error.code === "IdempotencyKeyReused"
  }

  /** A report in our own words. */
  report(message: string): Report {
    const { headers, clientRequestId } = this
    return { message, requestId: headers["request-id"] || clientRequestId, clientRequestId }
  }

  /** The response with other parts. */
  with(parts: Partial<Pick<ServiceResponse, "status" | "headers" | "body">>): ServiceResponse {
    const { status, headers, body, receivedAt, clientRequestId } = this
    return new ServiceResponse({ status, headers, body, receivedAt, clientRequestId, ...parts })
  }
}
