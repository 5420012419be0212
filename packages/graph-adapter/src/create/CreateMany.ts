/**
 * Creates many connectors, in batches, and says of each how it ended.
 *
 * A batch is sent as carefully as a create, by the same rules and within the same limits. If there is a response to it,
 * those that the service has refused unprocessed are retried, and no others.
 */
import { type ConnectorStore, ConnectorStoreThrottled, type CreateResult } from "@odj/core"
import type { NewDomainJoinConnector } from "@odj/domain"
import { collectionPath, encodeBatchRequests, encodeNewEntity, maxBatchRequests } from "@odj/graph-wire"
import { Effect, Array as EffectArray, Result } from "effect"
import { HttpBody, HttpClientRequest } from "effect/http"
import type { Attempt } from "../exchange/Attempt.ts"
import { isUnprocessed, togetherOf } from "../exchange/AttemptOutcome.ts"
import type { Exchange } from "../exchange/Exchange.ts"
import { spanned } from "../exchange/Tracing.ts"
import * as AdaptiveGate from "./AdaptiveGate.ts"
import * as BatchResponse from "./BatchResponse.ts"

/** A connector, and the text that asks for it to be created. */
interface Item {
  readonly connector: NewDomainJoinConnector
  readonly body: string
}

/** A quarter of what Graph takes, since its response is longer than the batch, and we take no longer one either. */
const mostBytes = 1024 * 1024

/** UTF-8 takes at most three bytes for what is one unit of a text. */
const bytesOf = ({ body }: Item) => 3 * body.length

/** The items in batches that are neither too many nor too long, unless one is too long by itself. */
export const batchesOf = (items: ReadonlyArray<Item>): ReadonlyArray<ReadonlyArray<Item>> => {
  const batches: Array<Array<Item>> = []
  let bytes = 0
  for (const item of items) {
    const batch = batches.at(-1)
    bytes += bytesOf(item)
    if (batch !== undefined && batch.length < maxBatchRequests && bytes <= mostBytes) batch.push(item)
    else {
      batches.push([item])
      bytes = bytesOf(item)
    }
  }
  return batches
}

/** What a create that went by itself says of how much the service bears. */
const feedbackOf = (result: CreateResult): AdaptiveGate.Feedback => {
  if (Result.isSuccess(result)) return "succeeded"
  return result.failure instanceof ConnectorStoreThrottled ? "throttled" : "neither"
}

export interface Settings {
  readonly send: Exchange
  /** The address of the service's batches. */
  readonly batchUrl: URL
  /** Creates one by itself. */
  readonly create: ConnectorStore["Service"]["create"]
}

/** Creates many; see `ConnectorStore.createMany`. */
export const make = ({ send, batchUrl, create }: Settings): ConnectorStore["Service"]["createMany"] => {
  const gate = AdaptiveGate.make()
  let takesBatches = true

  const createOne = ({ connector }: Item) => gate.observe(Effect.result(create(connector)), feedbackOf)

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
    let left = items

    const isCreated = (item: Item) => {
      const result = results.get(item)
      return result !== undefined && Result.isSuccess(result)
    }

    /** Notes the results of those left, and leaves those that were refused unprocessed. */
    const learn = (attempt: Attempt): Attempt => {
      const { response } = attempt
      if (Result.isFailure(response) || BatchResponse.isUnbatched(response.success)) return attempt
      const connectors = left.map(({ connector }) => connector)
      const creates = EffectArray.zip(left, BatchResponse.interpret(connectors, response.success))
      for (const [item, { result }] of creates) results.set(item, result)
      const refused = creates.filter(([, { outcome }]) => isUnprocessed(outcome.kind))
      left = refused.map(([item]) => item)
      return refused.length > 0
        ? { ...togetherOf(refused.map(([, { outcome }]) => outcome)), response }
        : { kind: "Final", response }
    }

    const response = yield* Effect.result(
      send("create", {
        url: batchUrl.href,
        request: () => requestFor(left),
        writes: () => left.length,
        attempted: (attempt) =>
          Effect.suspend(() => {
            const sent = left
            return gate.observe(Effect.map(attempt, learn), ({ kind }) => {
              if (kind === "Throttled") return "throttled"
              return sent.every(isCreated) ? "succeeded" : "neither"
            })
          }),
      }),
    )
    if (Result.isFailure(response)) {
      for (const item of left) results.set(item, Result.fail(response.failure))
    } else if (BatchResponse.isUnbatched(response.success)) {
      // One that is too large says nothing of others.
      if (response.success.status !== 413) takesBatches = false
      for (const item of left) results.set(item, yield* createOne(item))
    }
    return items.flatMap((item) => results.get(item) ?? [])
  })

  return Effect.fnUntraced(function* (connectors) {
    const items = connectors.map((connector) => ({ connector, body: encodeNewEntity(connector) }))
    const created = yield* Effect.forEach(
      batchesOf(items),
      (batch) =>
        gate.enter(
          Effect.suspend(() => (takesBatches ? createBatch(batch) : Effect.forEach(batch, createOne))),
        ),
      { concurrency: "unbounded" },
    )
    return created.flat()
  }, spanned("GraphConnectorStore.createMany"))
}
