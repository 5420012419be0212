/** A response of the service. Its JSON and its error are decoded when they are first needed, and then kept. */
import type { ServiceReport } from "@odj/core"
import { decodeError, type ServiceError } from "@odj/graph-wire"
import { Data, type Duration, Option } from "effect"
import { retryAfter } from "./RetryAfter.ts"

/** A service's report of a failure, with the id that the request was sent with. */
export interface Report extends ServiceReport {
  readonly clientRequestId: string
}

/** The codes of a 503 that mean too many requests: the service did not process this one. */
const throttlingCodes: ReadonlySet<string> = new Set([
  "TooManyRequests",
  "activityLimitReached",
  "ApplicationThrottled",
])

const parse = Option.liftThrowable((text: string): unknown => JSON.parse(text))

export class ServiceResponse extends Data.Class<{
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  /** `None` if the body did not arrive complete, or is not UTF-8. */
  readonly body: Option.Option<string>
  /** When the response arrived, in milliseconds since 1970: a `Retry-After` may be a date. */
  readonly receivedAt: number
  /** The id that the request was sent with. */
  readonly clientRequestId: string
  /** The host that the request was sent to, with its port unless that is the default one. */
  readonly host: string
}> {
  #json: Option.Option<unknown> | undefined
  #error: ServiceError | undefined
  /** How long the service asks to wait. */
  readonly retryAfter: Duration.Duration | undefined = retryAfter(
    this.headers["retry-after"],
    this.receivedAt,
  )

  /** The parsed body; `None` if it is not JSON. */
  get json(): Option.Option<unknown> {
    this.#json ??= Option.flatMap(this.body, parse)
    return this.#json
  }

  /** The error in the body; empty if there is none. */
  get error(): ServiceError {
    this.#error ??= decodeError(Option.getOrUndefined(this.json))
    return this.#error
  }

  get isSuccess(): boolean {
    return this.status >= 200 && this.status < 300
  }

  get isRedirect(): boolean {
    return this.status >= 300 && this.status < 400
  }

  /** The content coding that makes the body unreadable. Requests ask for none, but some proxies use one nevertheless. */
  get foreignCoding(): string | undefined {
    const coding = this.headers["content-encoding"]
    return coding && coding !== "identity" && Option.isNone(this.json) ? coding : undefined
  }

  /** Whether the body is complete: it is JSON, except for the metadata document, which is XML. */
  get isReadable(): boolean {
    const isXml = this.headers["content-type"]?.startsWith("application/xml")
    return Option.isSome(isXml ? this.body : this.json)
  }

  /** Whether the request was refused unprocessed because of too many requests. */
  get isThrottled(): boolean {
    if (this.status !== 503) return this.status === 429
    return this.retryAfter !== undefined || throttlingCodes.has(this.error.code ?? "")
  }

  /** Whether a create was refused unprocessed because another one with the same key is in flight. */
  get isInProgress(): boolean {
    return this.status === 409 && this.error.code === "RequestInProgress"
  }

  /** Whether a create was refused because its idempotency key was used for another connector. */
  get isKeyReused(): boolean {
    return this.status === 422 && this.error.code === "IdempotencyKeyReused"
  }

  /** A report with this adapter's own message. Some services send the client's id back as theirs. */
  report(message: string): Report {
    const { headers, error, clientRequestId } = this
    const requestId = [error.requestId, headers["request-id"]].find((id) => id && id !== clientRequestId)
    return { message, ...(requestId && { requestId }), clientRequestId }
  }

  /** A copy of the response with other parts. */
  with(parts: Partial<Pick<ServiceResponse, "status" | "headers" | "body">>): ServiceResponse {
    const { status, headers, body, receivedAt, clientRequestId, host } = this
    return new ServiceResponse({ status, headers, body, receivedAt, clientRequestId, host, ...parts })
  }
}
