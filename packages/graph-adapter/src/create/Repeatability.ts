/**
 * Finds out whether a service supports repeatable requests, and makes their headers.
 *
 * A service without that support ignores the headers, and a retry would store a duplicate. So repeatable requests count
 * as supported only if the service says so: in a response to a create, or in its metadata document, which is read when
 * it is needed.
 */
import { ConnectorStoreRefused, type IdempotencyKey, type ServiceFailure } from "@odj/core"
import { cloudAt, supportsRepeatableCreates } from "@odj/graph-wire"
import { Cache, Clock, Duration, Effect, Exit, Option, Result } from "effect"
import { HttpClientRequest } from "effect/http"
import type { Exchange } from "../exchange/Exchange.ts"
import { failureOf } from "../exchange/ResponseFailure.ts"
import type { ServiceResponse } from "../exchange/ServiceResponse.ts"
import { keyedHeaders, repeatabilityHeaders } from "./RepeatableCreate.ts"

export interface Repeatability {
  /**
   * The headers of a create, the same for each attempt. With a key, the effect fails if the service does not support
   * keys.
   */
  readonly headersFor: (
    key: IdempotencyKey | undefined,
  ) => Effect.Effect<Readonly<Record<string, string>>, ServiceFailure>
  /** Whether a create with these headers may be retried after an unknown outcome. */
  readonly mayRetry: Effect.Effect<boolean>
  /** Records whether the response to a create shows the support. */
  readonly observe: (response: ServiceResponse) => void
}

/** The statuses of a service without a metadata document, or without one in XML. */
const undocumented: ReadonlySet<number> = new Set([400, 404, 405, 406, 410, 501])

/**
 * Reads the response to a request for the metadata document.
 *
 * | response | the service supports repeatable requests |
 * |---|---|
 * | 200 | if the document says so |
 * | 400, 404, 405, 406, 410, 501 | no |
 * | anything else | unknown: the failure that `failureOf` makes of it |
 */
export const interpret = (response: ServiceResponse): Result.Result<boolean, ServiceFailure> => {
  const { status, body } = response
  if (status === 200 && Option.isSome(body)) return Result.succeed(supportsRepeatableCreates(body.value))
  return undocumented.has(status) ? Result.succeed(false) : Result.fail(failureOf("read", response))
}

/** Whether a service has refused a create only because of its headers for repeatable requests. */
export const isRejected = ({ status, headers }: ServiceResponse): boolean =>
  (status === 412 || status === 501) && headers["repeatability-result"]?.toLowerCase() === "rejected"

const refusal = new ConnectorStoreRefused({
  report: {
    message: "The service does not support idempotency keys, so a retry could create a second connector",
  },
  reason: "OperationNotOffered",
})

/** Microsoft's clouds do not support repeatable creates. */
const unsupported: Repeatability = {
  headersFor: (key) => (key === undefined ? Effect.succeed({}) : refusal),
  mayRetry: Effect.succeed(false),
  observe: () => {},
}

/**
 * The repeatability of the service at the address. A metadata document that shows the support is read only once. A
 * document without it is read again after a minute. After a failed read, the next call reads the document again.
 * Concurrent calls share one read.
 */
export const make = Effect.fnUntraced(function* (
  baseUrl: URL,
  metadataUrl: string,
  send: Exchange,
  newRequestId: () => string,
) {
  if (cloudAt(baseUrl) !== undefined) return unsupported
  const request = HttpClientRequest.get(metadataUrl, { headers: { accept: "application/xml" } })
  const responses = yield* Cache.makeWith(
    () => Effect.flatMap(send("read", request), (response) => Effect.fromResult(interpret(response))),
    {
      capacity: 1,
      // A service may be updated while the store lives.
      timeToLive: (exit) =>
        Exit.isFailure(exit) ? Duration.zero : exit.value ? Duration.infinity : Duration.minutes(1),
    },
  )
  let hasAccepted = false
  const isSupported = Effect.suspend(() =>
    hasAccepted ? Effect.succeed(true) : Cache.get(responses, metadataUrl),
  )
  const supportedHeaders = Effect.fnUntraced(function* (key: IdempotencyKey) {
    if (!(yield* isSupported)) return yield* refusal
    return yield* keyedHeaders(key, yield* Clock.currentTimeMillis)
  })
  const repeatability: Repeatability = {
    headersFor: (key) =>
      key === undefined
        ? Effect.map(Clock.currentTimeMillis, (now) => repeatabilityHeaders(newRequestId(), now))
        : supportedHeaders(key),
    mayRetry: Effect.orElseSucceed(isSupported, () => false),
    observe: ({ headers }) => {
      if (headers["repeatability-result"]?.toLowerCase() === "accepted") hasAccepted = true
    },
  }
  return repeatability
})
