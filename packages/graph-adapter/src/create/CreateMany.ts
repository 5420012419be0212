/**
 * Creates many connectors in batches, and returns a result for each.
 *
 * A batch is retried by the same rules and within the same limits as a single create. Once there is a response to it,
 * only the requests that the service has refused unprocessed are retried.
 */
import { type ConnectorStore, ConnectorStoreThrottled, type CreateResult } from "@odj/core"
import type { NewDomainJoinConnector } from "@odj/domain"
import { collectionPath, encodeBatchRequests, encodeNewEntity, maxBatchRequests } from "@odj/graph-wire"
import { Effect, Array as EffectArray, Result } from "effect"
import { HttpBody, HttpClientRequest } from "effect/http"
import type { Attempt } from "../exchange/Attempt.ts"
import { commonOutcome, isUnprocessed } from "../exchange/AttemptOutcome.ts"
import type { Exchange } from "../exchange/Exchange.ts"
import { spanned } from "../exchange/Tracing.ts"
import * as AdaptiveConcurrency from "./AdaptiveConcurrency.ts"
import * as BatchResponse from "./BatchResponse.ts"

/** A connector, and the body of the request that creates it. */
interface Item {
  readonly connector: NewDomainJoinConnector
  readonly body: string
}

/** A quarter of Graph's limit for requests. The response is longer than the batch and must fit into the same limit. */
const maxBytes = 1024 * 1024

/** UTF-8 takes at most three bytes for one UTF-16 code unit. */
const bytesOf = ({ body }: Item) => 3 * body.length

/** Divides the items into batches within both limits. An item that is too long is sent in a separate batch. */
export const batchesOf = (items: ReadonlyArray<Item>): ReadonlyArray<ReadonlyArray<Item>> => {
  const batches: Array<Array<Item>> = []
  let bytes = 0
  for (const item of items) {
    const batch = batches.at(-1)
    bytes += bytesOf(item)
    if (batch !== undefined && batch.length < maxBatchRequests && bytes <= maxBytes) batch.push(item)
    else {
      batches.push([item])
      bytes = bytesOf(item)
    }
  }
  return batches
}

/** The feedback that the result of a single create gives about the service's capacity. */
const feedbackOf = (result: CreateResult): AdaptiveConcurrency.Feedback => {
  if (Result.isSuccess(result)) return "succeeded"
  return result.failure instanceof ConnectorStoreThrottled ? "throttled" : "neither"
}

export interface Settings {
  readonly send: Exchange
  /** The URL for batches. */
  readonly batchUrl: URL
  /** Creates a single connector. */
  readonly create: ConnectorStore["Service"]["create"]
}

/** Creates many connectors; see `ConnectorStore.createMany`. */
export const make = ({ send, batchUrl, create }: Settings): ConnectorStore["Service"]["createMany"] => {
  const concurrency = AdaptiveConcurrency.make()
  let supportsBatches = true

  const createOne = ({ connector }: Item) => concurrency.observe(Effect.result(create(connector)), feedbackOf)

  const requestFor = (items: ReadonlyArray<Item>) => {
    const requests = items.map(({ body }, index) => ({
      id: String(index),
      method: "POST",
      url: `/${collectionPath}${batchUrl.search}`,
      headers: { "content-type": "application/json" },
      body,
    }))
    const body = HttpBody.text(encodeBatchRequests(requests), "application/json")
    return HttpClientRequest.post(batchUrl.href, { body })
  }

  const createBatch = Effect.fnUntraced(function* (items: ReadonlyArray<Item>) {
    const results = new Map<Item, CreateResult>()
    let remaining = items

    const isCreated = (item: Item) => {
      const result = results.get(item)
      return result !== undefined && Result.isSuccess(result)
    }

    /** Stores the results of an attempt. Only the items that were refused unprocessed remain. */
    const record = (attempt: Attempt): Attempt => {
      const { response } = attempt
      if (Result.isFailure(response) || BatchResponse.isUnbatched(response.success)) return attempt
      const connectors = remaining.map(({ connector }) => connector)
      const creates = EffectArray.zip(remaining, BatchResponse.interpret(connectors, response.success))
      for (const [item, { result }] of creates) results.set(item, result)
      const refused = creates.filter(([, { outcome }]) => isUnprocessed(outcome.kind))
      remaining = refused.map(([item]) => item)
      return refused.length > 0
        ? { ...commonOutcome(refused.map(([, { outcome }]) => outcome)), response }
        : { kind: "Final", response }
    }

    const response = yield* Effect.result(
      send("create", {
        url: batchUrl.href,
        request: () => requestFor(remaining),
        writes: () => remaining.length,
        attempted: (attempt) =>
          Effect.suspend(() => {
            const sent = remaining
            return concurrency.observe(Effect.map(attempt, record), ({ kind }) => {
              if (kind === "Throttled") return "throttled"
              return sent.every(isCreated) ? "succeeded" : "neither"
            })
          }),
      }),
    )
    if (Result.isFailure(response)) {
      for (const item of remaining) results.set(item, Result.fail(response.failure))
    } else if (BatchResponse.isUnbatched(response.success)) {
      // 413 means that this batch is too large, not that there are no batches.
      if (response.success.status !== 413) supportsBatches = false
      for (const item of remaining) results.set(item, yield* createOne(item))
    }
    return items.flatMap((item) => results.get(item) ?? [])
  })

  return Effect.fnUntraced(function* (connectors) {
    const items = connectors.map((connector) => ({ connector, body: encodeNewEntity(connector) }))
    const created = yield* Effect.forEach(
      batchesOf(items),
      (batch) =>
        concurrency.run(
          Effect.suspend(() => (supportsBatches ? createBatch(batch) : Effect.forEach(batch, createOne))),
        ),
      { concurrency: "unbounded" },
    )
    return created.flat()
  }, spanned("GraphConnectorStore.createMany"))
}
