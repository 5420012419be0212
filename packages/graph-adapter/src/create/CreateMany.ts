/**
 * Creates many connectors, in batches, and says of each how it ended.
 *
 * A batch is sent as carefully as a create, by the same rules and within the same limits. Of one that was answered,
 * those that the service has refused unprocessed are sent again, and no others.
 */
import {
  type ConnectorStore,
  ConnectorStoreThrottled,
  CreateOutcomeUnknown,
  type CreateResult,
} from "@odj/core"
import type { NewDomainJoinConnector } from "@odj/domain"
import { collectionPath, encodeBatchRequests, encodeNew, maxBatchRequests } from "@odj/graph-wire"
import { Effect, Result } from "effect"
import { HttpBody, HttpClientRequest } from "effect/http"
import type { Outcome } from "../exchange/Attempt.ts"
import type { Exchange } from "../exchange/Exchange.ts"
import { type Ending, isUnprocessed, togetherOf } from "../exchange/Resending.ts"
import { spanned } from "../exchange/Tracing.ts"
import * as AdaptiveGate from "./AdaptiveGate.ts"
import * as BatchAnswer from "./BatchAnswer.ts"

/** A connector, and the text that asks for it to be created. */
interface Item {
  readonly connector: NewDomainJoinConnector
  readonly body: string
}

/** A quarter of what Graph takes, since its answer is longer than the batch, and we take no longer one either. */
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

/** How a create that went by itself tells of what the service bears. */
const endingOf = (result: CreateResult): AdaptiveGate.Ending => {
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

  const createOne = ({ connector }: Item) => gate.observe(Effect.result(create(connector)), endingOf)

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
    const ended = new Map<Item, CreateResult>()
    let left = items

    const isCreated = (item: Item) => {
      const result = ended.get(item)
      return result !== undefined && Result.isSuccess(result)
    }

    /** Notes how each of those left has ended, and leaves those that were refused unprocessed. */
    const take = (outcome: Outcome): Outcome => {
      if (Result.isFailure(outcome.answer) || BatchAnswer.isUnbatched(outcome.answer.success)) return outcome
      const connectors = left.map(({ connector }) => connector)
      const endings = BatchAnswer.interpret(connectors, outcome.answer.success)
      const refused: Array<readonly [Item, Ending]> = []
      for (const [index, item] of left.entries()) {
        const end = endings[index]
        if (end === undefined) continue
        ended.set(item, end.result)
        if (isUnprocessed(end.ending.fate)) refused.push([item, end.ending])
      }
      left = refused.map(([item]) => item)
      return refused.length > 0
        ? { ...togetherOf(refused.map(([, ending]) => ending)), answer: outcome.answer }
        : { fate: "Answered", answer: outcome.answer }
    }

    const answer = yield* Effect.result(
      send(
        {
          request: () => requestFor(left),
          writes: () => left.length,
          attempted: (attempt) =>
            Effect.suspend(() => {
              const asked = left
              return gate.observe(Effect.map(attempt, take), ({ fate }) => {
                if (fate === "Throttled") return "throttled"
                return asked.every(isCreated) ? "succeeded" : "neither"
              })
            }),
        },
        CreateOutcomeUnknown,
      ),
    )
    if (Result.isFailure(answer)) {
      for (const item of left) ended.set(item, Result.fail(answer.failure))
    } else if (BatchAnswer.isUnbatched(answer.success)) {
      // One that is too large says nothing of others.
      if (answer.success.status !== 413) takesBatches = false
      for (const item of left) ended.set(item, yield* createOne(item))
    }
    return items.flatMap((item) => ended.get(item) ?? [])
  })

  return Effect.fnUntraced(function* (connectors) {
    const items = connectors.map((connector) => ({ connector, body: encodeNew(connector) }))
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
