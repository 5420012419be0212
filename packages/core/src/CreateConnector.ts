/** The use case: create a connector. */
import type { NewDomainJoinConnectorInput } from "@odj/domain"
import { Effect } from "effect"
import { type ConnectorInput, validate } from "./ConnectorInput.ts"
import { ConnectorStore, type CreateOptions } from "./ConnectorStore.ts"

/**
 * Creates a connector in the {@link ConnectorStore}, if the input is one, and answers it as stored.
 *
 * Fails with `InvalidConnector` before the store is asked, or with what the store fails with. The input is `unknown` on
 * purpose: command line, HTTP and tests come in through the same door.
 *
 * With an idempotency key, the same create may be asked for again: see {@link ConnectorStore}.
 */
export const createConnector = Effect.fnUntraced(function* <Given = NewDomainJoinConnectorInput>(
  input: ConnectorInput<Given>,
  options?: CreateOptions,
) {
  const connector = yield* Effect.fromResult(validate(input))
  const store = yield* ConnectorStore
  return yield* store.create(connector, options)
})
