/** The use case: create several connectors at once. */
import type { DomainJoinConnector, NewDomainJoinConnectorInput } from "@odj/domain"
import { Effect, Result } from "effect"
import { type ConnectorInput, type InvalidConnector, validate } from "./ConnectorInput.ts"
import { ConnectorStore, type CreateFailure, type CreateResult } from "./ConnectorStore.ts"

/** How one of several creates ended: as a create by itself ends. */
export type CreateConnectorResult = Result.Result<DomainJoinConnector, CreateFailure | InvalidConnector>

/**
 * Creates several connectors in the {@link ConnectorStore}. The results come in the order of the inputs, one for each.
 *
 * An input that is no connector fails with `InvalidConnector`; the store is given all others in one call, and none at all
 * if there is no other. The effect itself never fails.
 */
export const createConnectors = Effect.fnUntraced(function* <Given = NewDomainJoinConnectorInput>(
  inputs: ReadonlyArray<ConnectorInput<Given>>,
) {
  const checked = inputs.map((input) => validate(input))
  const connectors = checked.filter(Result.isSuccess).map(({ success }) => success)
  const store = yield* ConnectorStore
  const created = (connectors.length === 0 ? [] : yield* store.createMany(connectors)).values()
  return checked.map(
    (result): CreateConnectorResult =>
      // The store answers as many as it was given.
      Result.isFailure(result) ? Result.fail(result.failure) : (created.next().value as CreateResult),
  )
})
