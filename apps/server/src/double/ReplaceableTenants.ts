/**
 * Stores whose contents a test replaces as a whole, while requests are in flight.
 *
 * A request belongs to the contents that were there when it began. Once these are replaced, its operations are refused, so it
 * leaves nothing in the new ones. Clients retry no refusal; after a 503, they would.
 */
import { ConnectorStore, ConnectorStoreRefused } from "@odj/core"
import { Context, Effect, Result } from "effect"
import type { Tenants } from "../graph/Tenants.ts"
import type { Observe } from "../http/HttpMessage.ts"
import { makeGate } from "./Gate.ts"

type Store = ConnectorStore["Service"]

/** How often the contents had been replaced when the request of this fiber began; `undefined` outside of requests. */
const Beginning = Context.Reference<number | undefined>("@odj/server/Beginning", {
  defaultValue: () => undefined,
})

const message = "The connectors were reset or restored while the request was in flight"

export interface ReplaceableTenants {
  readonly tenants: Tenants["Service"]
  /** Surrounds each request, so that it belongs to the contents that were there when it began. */
  readonly around: Observe
  /** Runs an operation on all stores while no request uses one. Requests that need a store wait. */
  readonly alone: <A, E>(operation: Effect.Effect<A, E>) => Effect.Effect<A, E>
  /** The same, and the contents are then others: requests that began before fail. Those that begin from now on wait. */
  readonly replacing: <A, E>(operation: Effect.Effect<A, E>) => Effect.Effect<A, E>
}

export const makeReplaceable = (tenants: Tenants["Service"]): ReplaceableTenants => {
  const { shared, alone } = makeGate()
  let replacements = 0

  const storeSince = (beginning: number, tenantId: string): Store => {
    const run = <A, E>(operation: (store: Store) => Effect.Effect<A, E>) =>
      shared(
        Effect.suspend(
          (): Effect.Effect<A, E | ConnectorStoreRefused> =>
            beginning === replacements
              ? Effect.flatMap(tenants.storeOf(tenantId), operation)
              : new ConnectorStoreRefused({ report: { message } }),
        ),
      )
    return ConnectorStore.of({
      create: (...args) => run((store) => store.create(...args)),
      createMany: (connectors) =>
        Effect.catch(
          run((store) => store.createMany(connectors)),
          (failure) => Effect.succeed(connectors.map(() => Result.fail(failure))),
        ),
      get: (id) => run((store) => store.get(id)),
      list: (query) => run((store) => store.list(query)),
      update: (id, patch) => run((store) => store.update(id, patch)),
      delete: (id) => run((store) => store.delete(id)),
    })
  }

  return {
    tenants: {
      ...tenants,
      storeOf: (tenantId) =>
        Effect.map(Beginning, (beginning = replacements) => storeSince(beginning, tenantId)),
    },
    // A request of a batch began with the batch, whose fiber runs it.
    around: (handle) => (request) =>
      request.part === undefined
        ? Effect.suspend(() => Effect.provideService(handle(request), Beginning, replacements))
        : handle(request),
    alone,
    replacing: (operation) =>
      Effect.suspend(() => {
        replacements++
        return alone(operation)
      }),
  }
}
