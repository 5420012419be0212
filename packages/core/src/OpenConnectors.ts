/** The connectors of a store, for programs that use promises: every use case of this package as a method. */
import type {
  DomainJoinConnector,
  DomainJoinConnectorPatchInput,
  NewDomainJoinConnectorInput,
  UnreadableConnector,
} from "@odj/domain"
import { Cause, Effect, Exit, type Layer, ManagedRuntime, Result } from "effect"
import type { ConnectorInput, InvalidConnector, PatchInput } from "./ConnectorInput.ts"
import {
  type ConnectorPage,
  type ConnectorQuery,
  type ConnectorStore,
  ConnectorsUnreadable,
  type CreateFailure,
} from "./ConnectorStore.ts"
import { createConnector } from "./CreateConnector.ts"
import { createConnectors } from "./CreateConnectors.ts"
import { deleteConnector } from "./DeleteConnector.ts"
import { Failure, withFrames } from "./Failure.ts"
import { getConnector } from "./GetConnector.ts"
import { decodeIdempotencyKey } from "./IdempotencyKey.ts"
import { listConnectors } from "./ListConnectors.ts"
import { updateConnector } from "./UpdateConnector.ts"

/** A method was called after `close`. */
export class ConnectorsClosed extends Failure<ConnectorsClosed>()("ConnectorsClosed", {}) {
  override get message() {
    return "The connectors are closed. Call openConnectors to open them again"
  }
}

/** The options of every call. */
export interface CallOptions {
  /**
   * Cancels the call, which then rejects with the signal's reason. A create, update or delete that was in flight may still
   * have been applied.
   */
  readonly signal?: AbortSignal | undefined
}

/** The options of a create. */
export interface CreateCallOptions extends CallOptions {
  /** Makes the create safe to retry: see {@link ConnectorStore}. An invalid key rejects with `IdempotencyKeyInvalid`. */
  readonly idempotencyKey?: string | undefined
}

/** Which connectors a list has, in which order, and at most how many. Without `limit`, it has all. */
export interface ListQuery extends Pick<ConnectorQuery, "filter" | "order" | "skip"> {
  readonly limit?: number | undefined
}

/**
 * The options of a list.
 *
 * @example
 * ```ts
 * import { openConnectors } from "@odj/core"
 * import { MemoryConnectorStore } from "@odj/memory-adapter"
 *
 * const connectors = await openConnectors(MemoryConnectorStore.layer)
 * const onUnreadable = ({ length }: { readonly length: number }) => console.warn(`${length} can't be read`)
 * for await (const { id } of connectors.list({}, { onUnreadable })) console.log(id)
 * await connectors.close()
 * ```
 */
export interface ListCallOptions extends CallOptions {
  /**
   * Called with the connectors of each page that can't be read, before the other connectors of the page. Without it, the
   * iteration throws `ConnectorsUnreadable` at that page, so nothing is missing unnoticed.
   */
  readonly onUnreadable?: ((connectors: ReadonlyArray<UnreadableConnector>) => void) | undefined
}

/** The outcome of one of several creates, as `Promise.allSettled` returns it. */
export type CreateOutcome =
  | { readonly status: "fulfilled"; readonly value: DomainJoinConnector }
  | { readonly status: "rejected"; readonly reason: CreateFailure | InvalidConnector }

/**
 * The connectors of one store. A method rejects with the failure of its use case, which is an `Error` with a `_tag`, a
 * `code` and a `message`. Its `stack` leads to the caller.
 */
export interface Connectors extends AsyncDisposable {
  /** Creates a connector and returns it as stored: see {@link createConnector}. */
  readonly create: <Given = NewDomainJoinConnectorInput>(
    input: ConnectorInput<Given>,
    options?: CreateCallOptions,
  ) => Promise<DomainJoinConnector>
  /** Creates several connectors and returns the outcome of each, in the order of the inputs: see {@link createConnectors}. */
  readonly createMany: <Given = NewDomainJoinConnectorInput>(
    inputs: ReadonlyArray<ConnectorInput<Given>>,
    options?: CallOptions,
  ) => Promise<ReadonlyArray<CreateOutcome>>
  /** Returns the connector with that id. */
  readonly get: (id: string, options?: CallOptions) => Promise<DomainJoinConnector>
  /**
   * Iterates over the connectors of the query. Each loop starts a new list, and reads a page when it needs one. After its
   * signal is aborted it gives no further connector.
   */
  readonly list: (query?: ListQuery, options?: ListCallOptions) => AsyncIterable<DomainJoinConnector>
  /**
   * Returns one page of a list. For the following page, pass the `next` of this page as `after`. Rejects with a
   * `RangeError` if `limit` or `skip` is not a whole number, or is below 0.
   */
  readonly page: (query: ConnectorQuery, options?: CallOptions) => Promise<ConnectorPage>
  /** Changes the given properties of the connector with that id, and returns it after the change. */
  readonly update: <Given = DomainJoinConnectorPatchInput>(
    id: string,
    input: PatchInput<Given>,
    options?: CallOptions,
  ) => Promise<DomainJoinConnector>
  /** Deletes the connector with that id. */
  readonly delete: (id: string, options?: CallOptions) => Promise<void>
  /**
   * Waits for the calls in flight, then closes the store with its file or its connections. Later calls reject with
   * {@link ConnectorsClosed}. With `await using`, the end of the block calls it.
   */
  readonly close: () => Promise<void>
}

/** How many connectors a list reads per page. */
const pageSize = 500

/** Returns the value of an exit, or throws its failure unwrapped. */
const valueOrThrow = <A>(exit: Exit.Exit<A, unknown>, signal: AbortSignal | undefined): A => {
  if (Exit.isSuccess(exit)) return exit.value
  if (signal?.aborted && Cause.hasInterruptsOnly(exit.cause)) throw signal.reason
  throw withFrames(Cause.squash(exit.cause))
}

/**
 * Opens the connectors of a store. Takes the layer of any adapter. The layer must have no requirements left: provide them
 * first. The layer is built once, so all calls share the store.
 *
 * Rejects with the failure of the layer, such as `DatabaseRefused`.
 *
 * @example
 * ```ts
 * import { openConnectors } from "@odj/core"
 * import { MemoryConnectorStore } from "@odj/memory-adapter"
 *
 * const connectors = await openConnectors(MemoryConnectorStore.layer)
 * await connectors.create({
 *   displayName: "HQ",
 *   lastConnectionDateTime: "2016-12-31T23:58:36.6670033-08:00",
 *   state: "active",
 *   version: "6.2504.2001.8",
 * })
 * for await (const { displayName } of connectors.list()) {
 *   console.log(displayName) // => HQ
 * }
 * await connectors.close()
 * ```
 */
export const openConnectors = async (
  store: Layer.Layer<ConnectorStore, unknown>,
  { signal }: CallOptions = {},
): Promise<Connectors> => {
  signal?.throwIfAborted()
  const runtime = ManagedRuntime.make(store)
  const inFlight = new Set<Promise<unknown>>()
  let closing: Promise<void> | undefined

  const call = async <A, E>(
    effect: Effect.Effect<A, E, ConnectorStore>,
    { signal }: CallOptions = {},
  ): Promise<A> => {
    if (closing !== undefined) throw withFrames(new ConnectorsClosed())
    signal?.throwIfAborted()
    const running = runtime.runPromiseExit(effect, { signal })
    inFlight.add(running)
    const exit = await running
    inFlight.delete(running)
    return valueOrThrow(exit, signal)
  }

  const close = () => {
    closing ??= Promise.all(inFlight).then(() => runtime.dispose())
    return closing
  }

  const connectors: Connectors = {
    create: (input, { idempotencyKey, ...options } = {}) =>
      call(
        idempotencyKey === undefined
          ? createConnector(input)
          : Effect.flatMap(decodeIdempotencyKey(idempotencyKey), (idempotencyKey) =>
              createConnector(input, { idempotencyKey }),
            ),
        options,
      ),

    createMany: async (inputs, options) => {
      const results = await call(createConnectors(inputs), options)
      return results.map(
        Result.match({
          onSuccess: (value): CreateOutcome => ({ status: "fulfilled", value }),
          onFailure: (reason): CreateOutcome => ({ status: "rejected", reason }),
        }),
      )
    },

    get: (id, options) => call(getConnector(id), options),

    list: ({ limit = Number.POSITIVE_INFINITY, ...query } = {}, options = {}) => ({
      async *[Symbol.asyncIterator]() {
        let left = limit
        let after: string | undefined
        do {
          const page = await connectors.page({ ...query, after, limit: Math.min(left, pageSize) }, options)
          if (page.unreadable !== undefined) {
            if (options.onUnreadable === undefined)
              throw withFrames(new ConnectorsUnreadable({ connectors: page.unreadable }))
            options.onUnreadable(page.unreadable)
          }
          for (const connector of page.connectors) {
            options.signal?.throwIfAborted()
            yield connector
          }
          left -= page.connectors.length
          after = page.next
        } while (after !== undefined && left > 0)
      },
    }),

    page: async ({ limit, skip = 0, ...query }, options) => {
      for (const [name, value] of Object.entries({ limit, skip })) {
        if (!Number.isSafeInteger(value) || value < 0)
          throw new RangeError(`${name} must be a whole number, 0 or more; it is ${value}`)
      }
      return call(listConnectors({ ...query, limit, skip }), options)
    },
    update: (id, input, options) => call(updateConnector(id, input), options),
    delete: (id, options) => call(deleteConnector(id), options),
    close,
    [Symbol.asyncDispose]: close,
  }

  try {
    await call(Effect.void, { signal })
    return connectors
  } catch (error) {
    await close()
    throw error
  }
}
