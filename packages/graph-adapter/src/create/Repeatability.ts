/**
 * Whether a create that is retried is carried out once: what the service says of that, and what it is asked with.
 *
 * A service that knows nothing of repeatable requests ignores their headers, and makes a second connector. So it is taken
 * to honour them only if it says so: in a response to a create, or else in its metadata document, which is asked for
 * once it matters.
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
  /** The headers of a create, the same at each attempt. Fails where the service does not promise what the key stands for. */
  readonly headersFor: (
    key: IdempotencyKey | undefined,
  ) => Effect.Effect<Readonly<Record<string, string>>, ServiceFailure>
  /** Whether a create with these headers may be retried though it may have been carried out. */
  readonly isHonoured: Effect.Effect<boolean>
  /** Learns from the response to a create. */
  readonly learn: (response: ServiceResponse) => void
}

/** The statuses of a service that has no metadata document, or none that we can read. */
const undocumented: ReadonlySet<number> = new Set([400, 404, 405, 406, 410, 501])

/**
 * Reads the response to a request for the metadata document.
 *
 * | response | the service honours repeatable requests |
 * |---|---|
 * | 200 | where the document says so |
 * | 400, 404, 405, 406, 410, 501 | no |
 * | anything else | unknown: it is the failure that `failureOf` reads |
 */
export const interpret = (response: ServiceResponse): Result.Result<boolean, ServiceFailure> => {
  const { status, body } = response
  if (status === 200 && Option.isSome(body)) return Result.succeed(supportsRepeatableCreates(body.value))
  return undocumented.has(status) ? Result.succeed(false) : Result.fail(failureOf("read", response))
}

/** Whether a service has refused to carry out a create just because it was asked to know it again. */
export const isRejected = ({ status, headers }: ServiceResponse): boolean =>
  (status === 412 || status === 501) && headers["repeatability-result"]?.toLowerCase() === "rejected"

const refusal = new ConnectorStoreRefused({
  report: {
    message: "The service does not say that it knows idempotency keys: it might create a second connector",
  },
  reason: "OperationNotOffered",
})

/** What holds for Microsoft's clouds: they know no repeatable creates. */
const unrepeatable: Repeatability = {
  headersFor: (key) => (key === undefined ? Effect.succeed({}) : refusal),
  isHonoured: Effect.succeed(false),
  learn: () => {},
}

/**
 * What holds for the service at the address. It is asked once in the life of the store, and again only if there was no
 * response; all calls meanwhile wait for the one response.
 */
export const make = Effect.fnUntraced(function* (baseUrl: URL, metadataUrl: string, send: Exchange) {
  if (cloudAt(baseUrl) !== undefined) return unrepeatable
  const question = HttpClientRequest.get(metadataUrl, { headers: { accept: "application/xml" } })
  const responses = yield* Cache.makeWith(
    () => Effect.flatMap(send("read", question), (response) => Effect.fromResult(interpret(response))),
    {
      capacity: 1,
      // What a service does not say yet, it may say tomorrow.
      timeToLive: (exit) =>
        Exit.isFailure(exit) ? Duration.zero : exit.value ? Duration.infinity : Duration.minutes(1),
    },
  )
  let hasAccepted = false
  const says = Effect.suspend(() => (hasAccepted ? Effect.succeed(true) : Cache.get(responses, metadataUrl)))
  const repeatability: Repeatability = {
    headersFor: Effect.fnUntraced(function* (key) {
      if (key !== undefined && !(yield* says)) return yield* refusal
      const now = yield* Clock.currentTimeMillis
      return key === undefined ? repeatabilityHeaders(now) : yield* keyedHeaders(key, now)
    }),
    isHonoured: Effect.orElseSucceed(says, () => false),
    learn: ({ headers }) => {
      if (headers["repeatability-result"]?.toLowerCase() === "accepted") hasAccepted = true
    },
  }
  return repeatability
})
