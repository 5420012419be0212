/** The use case: create a connector. */
import type { DomainJoinConnector, NewDomainJoinConnectorInput } from "@odj/domain"
import { Effect } from "effect"
import { type ConnectorInput, type InvalidConnector, validate } from "./ConnectorInput.ts"
import { ConnectorStore, type CreateFailure, type CreateOptions } from "./ConnectorStore.ts"

/** Like {@link createConnector}, in this store. */
export const createConnectorIn = <Given = NewDomainJoinConnectorInput>(
  store: ConnectorStore["Service"],
  input: ConnectorInput<Given>,
  options?: CreateOptions,
): Effect.Effect<DomainJoinConnector, InvalidConnector | CreateFailure> =>
  Effect.flatMapEager(Effect.fromResult(validate(input)), (connector) => store.create(connector, options))

/**
 * Validates the input, creates the connector in the {@link ConnectorStore} and returns it as stored.
 *
 * Fails with `InvalidConnector` before the store is called, or with a failure of the store. The type of the input may be
 * `unknown`, so that JSON, flags and literals are all validated here.
 *
 * With an idempotency key, a retry of the create is safe: see {@link ConnectorStore}.
 *
 * @example
 * ```ts
 * import { createConnector } from "@odj/core"
 * import { MemoryConnectorStore } from "@odj/memory-adapter"
 * import { Effect } from "effect"
 *
 * const create = createConnector({
 *   displayName: "HQ",
 *   lastConnectionDateTime: "2016-12-31T23:58:36.6670033-08:00",
 *   state: "active",
 *   version: "6.2504.2001.8",
 * })
 * const { state } = await Effect.runPromise(Effect.provide(create, MemoryConnectorStore.layer))
 * console.log(state) // => active
 * ```
 */
export const createConnector = <Given = NewDomainJoinConnectorInput>(
  input: ConnectorInput<Given>,
  options?: CreateOptions,
) => Effect.flatMap(ConnectorStore, (store) => createConnectorIn(store, input, options))
