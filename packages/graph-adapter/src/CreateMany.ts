/**
 * Creates many connectors, in batches, and says of each how it ended.
 *
 * A batch is sent as carefully as a create. Of one that was answered, those that the service has refused unprocessed,
 * since there were too many, are sent again, and no others.
 */
import {
  type ConnectorStore,
  ConnectorStoreThrottled,
  CreateOutcomeUnknown,
  type CreateResult,
} from "@odj/core"
import type { NewDomainJoinConnector } from "@odj/domain"
import { collectionPath, encodeBatchRequests, encodeNew, maxBatchRequests } from "@odj/graph-wire"
import { Clock, Duration, Effect, Option, Random, Result } from "effect"
import { HttpBody, HttpClientRequest } from "effect/http"
import * as AdaptiveGate from "./AdaptiveGate.ts"
import * as BatchAnswer from "./BatchAnswer.ts"
import type { Exchange } from "./Exchange.ts"
import { cloudAt } from "./GraphCloud.ts"
import { waitBeforeNext } from "./Resending.ts"
import { spanned } from "./Tracing.ts"
import * as WriteWindow from "./WriteWindow.ts"

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

const throttleOf = (result: CreateResult | undefined): Option.Option<ConnectorStoreThrottled> =>
  result !== undefined && Result.isFailure(result) && result.failure instanceof ConnectorStoreThrottled
    ? Option.some(result.failure)
    : Option.none()

/** The longest of the waits that are asked for, if any is. */
const longestWait = (throttles: ReadonlyArray<ConnectorStoreThrottled>): Duration.Duration | undefined =>
  throttles
    .map(({ retryAfter }) => retryAfter)
    .reduce((one, other) => (one && other ? Duration.max(one, other) : (one ?? other)), undefined)

/** How the creates of a batch tell of what the service bears. */
const endingOf = (results: ReadonlyArray<CreateResult>): AdaptiveGate.Ending => {
  if (results.some((result) => Option.isSome(throttleOf(result)))) return "throttled"
  return results.every(Result.isSuccess) ? "succeeded" : "neither"
}

export interface Settings {
  readonly send: Exchange
  /** The address of the service's batches. */
  readonly batchUrl: URL
  /** Whether creates can be put into batches, where the service takes them. */
  readonly inBatches: boolean
  /** Creates one by itself. */
  readonly create: ConnectorStore["Service"]["create"]
}

/** Creates many; see `ConnectorStore.createMany`. */
export const make = ({
  send,
  batchUrl,
  inBatches,
  create,
}: Settings): ConnectorStore["Service"]["createMany"] => {
  const gate = AdaptiveGate.make()
  const mayWrite = cloudAt(batchUrl) === undefined ? WriteWindow.unlimited : WriteWindow.make()
  let takesBatches = inBatches

  const createOne = Effect.fnUntraced(function* ({ connector }: Item) {
    yield* mayWrite(1)
    return yield* gate.observe(Effect.result(create(connector)), (result) => endingOf([result]))
  })

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

  /** Sends the items together, and says how each of them ended; `None` where the service does not take batches. */
  const sendBatch = Effect.fnUntraced(function* (items: ReadonlyArray<Item>) {
    const answer = yield* Effect.result(send(requestFor(items), CreateOutcomeUnknown))
    if (Result.isFailure(answer)) {
      return Option.some({
        results: items.map((): CreateResult => Result.fail(answer.failure)),
        isAnswered: false,
      })
    }
    const { status } = answer.success
    const results = BatchAnswer.interpret(
      items.map(({ connector }) => connector),
      answer.success,
    )
    // One that is too large says nothing of others.
    if (Option.isNone(results)) takesBatches = status === 413
    return Option.map(results, (results) => ({ results, isAnswered: status === 200 }))
  })

  const createBatch = Effect.fnUntraced(function* (items: ReadonlyArray<Item>) {
    const ended = new Map<Item, CreateResult>()
    let left = items
    let spent = 0
    for (let attempts = 1; ; attempts++) {
      yield* mayWrite(left.length)
      const begun = yield* Clock.currentTimeMillis
      const sent = yield* gate.observe(sendBatch(left), (sent) =>
        Option.match(sent, { onNone: () => "neither", onSome: ({ results }) => endingOf(results) }),
      )
      const results = Option.isSome(sent) ? sent.value.results : yield* Effect.forEach(left, createOne)
      for (const [index, item] of left.entries()) {
        const result = results[index]
        if (result !== undefined) ended.set(item, result)
      }
      const throttles = results.flatMap((result) => Option.toArray(throttleOf(result)))
      // What was throttled as a whole, or by itself, was sent again already.
      if (Option.isNone(sent) || !sent.value.isAnswered || throttles.length === 0) break
      spent += (yield* Clock.currentTimeMillis) - begun
      const ending = { fate: "Throttled", retryAfter: longestWait(throttles) } as const
      const wait = waitBeforeNext(ending, { attempts, spent, isRepeatable: false }, yield* Random.next)
      if (wait === undefined) break
      yield* Effect.sleep(wait)
      spent += wait
      left = left.filter((item) => Option.isSome(throttleOf(ended.get(item))))
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
