/** Interprets a service's response to a create. */
import {
  ConnectorAlreadyExists,
  type CreateFailure,
  CreateInProgress,
  CreateOutcomeUnknown,
  type IdempotencyKey,
  IdempotencyKeyReused,
} from "@odj/core"
import { type DomainJoinConnector, type NewDomainJoinConnector, unreadableText } from "@odj/domain"
import { decodeEntity } from "@odj/graph-wire"
import { Option, Result } from "effect"
import { failureOf } from "../exchange/ResponseFailure.ts"
import type { ServiceResponse } from "../exchange/ServiceResponse.ts"

/**
 * Reads a response as the connector that was created, or a failure.
 *
 * | response | reads as |
 * |---|---|
 * | 200, 201 with an entity, of the given id if one was given | the connector |
 * | 200, 201 with an entity of another id, or with an invalid one that has an id | `CreateOutcomeUnknown` |
 * | 409 with the code `RequestInProgress`, if a key was given | `CreateInProgress` |
 * | the same without a key: the request in progress is an earlier attempt | `CreateOutcomeUnknown` |
 * | 422 with the code `IdempotencyKeyReused`, if a key was given | `IdempotencyKeyReused` |
 * | another 409, if an id was given | `ConnectorAlreadyExists` |
 * | anything else | as {@link failureOf} reads it |
 */
export const interpret = (
  connector: NewDomainJoinConnector,
  response: ServiceResponse,
  key?: IdempotencyKey,
): Result.Result<DomainJoinConnector, CreateFailure> => {
  const { status } = response
  const isSuccess = status === 200 || status === 201
  const entity = isSuccess ? Option.map(response.json, decodeEntity) : Option.none()
  if (Option.isSome(entity)) {
    const unknown = (message: string) =>
      Result.fail(new CreateOutcomeUnknown({ report: response.report(message) }))
    if (Result.isFailure(entity.value)) {
      const unreadable = entity.value.failure
      if (unreadable.id !== undefined)
        return unknown(`The service returned a connector that can't be read: ${unreadableText(unreadable)}`)
    } else {
      const { id } = entity.value.success
      if (connector.id === undefined || connector.id === id) return Result.succeed(entity.value.success)
      return unknown(`The service returned a connector with another id: ${id}`)
    }
  }
  if (response.isInProgress) {
    const unknown = () =>
      new CreateOutcomeUnknown({ report: response.report("The service is still processing the create") })
    return Result.fail(key === undefined ? unknown() : new CreateInProgress({ key }))
  }
  if (key !== undefined && response.isKeyReused) return Result.fail(new IdempotencyKeyReused({ key }))
  return Result.fail(
    status === 409 && connector.id !== undefined
      ? new ConnectorAlreadyExists({ id: connector.id })
      : failureOf("create", response),
  )
}
