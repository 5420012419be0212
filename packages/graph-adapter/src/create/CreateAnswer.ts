/** What a service's answer to a create means. */
import {
  ConnectorAlreadyExists,
  type CreateFailure,
  CreateInProgress,
  CreateOutcomeUnknown,
  type IdempotencyKey,
  IdempotencyKeyReused,
} from "@odj/core"
import type { DomainJoinConnector, NewDomainJoinConnector } from "@odj/domain"
import { decodeEntity } from "@odj/graph-wire"
import { Option, Result } from "effect"
import {
  type Answer,
  failureOf,
  isInProgress,
  isKeyReused,
  jsonOf,
  reportOf,
} from "../exchange/ServiceAnswer.ts"

/**
 * Reads an answer as the connector that was created, or a failure.
 *
 * | answer | reads as |
 * |---|---|
 * | 200, 201 with an entity, of the given id if one was given | the connector |
 * | 200, 201 with an entity of another id | `CreateOutcomeUnknown` |
 * | 409 with the code `RequestInProgress` | `CreateInProgress` of the key; without one it is this create, and its outcome unknown |
 * | 422 with the code `IdempotencyKeyReused`, where a key was given | `IdempotencyKeyReused` |
 * | another 409, where an id was given | `ConnectorAlreadyExists` |
 * | anything else | as {@link failureOf} reads it, `CreateOutcomeUnknown` where there is no answer in it |
 */
export const interpret = (
  connector: NewDomainJoinConnector,
  answer: Answer,
  key?: IdempotencyKey,
): Result.Result<DomainJoinConnector, CreateFailure> => {
  const { status } = answer
  const isSuccess = status === 200 || status === 201
  const entity = isSuccess ? Option.flatMap(jsonOf(answer), decodeEntity) : Option.none()
  if (Option.isSome(entity)) {
    const { id } = entity.value
    if (connector.id === undefined || connector.id === id) return Result.succeed(entity.value)
    const message = `The service answered with another id than the one given: ${id}`
    return Result.fail(new CreateOutcomeUnknown(reportOf(answer, message)))
  }
  if (isInProgress(answer)) {
    const message = "The service is still busy with it"
    return Result.fail(
      key === undefined ? new CreateOutcomeUnknown(reportOf(answer, message)) : new CreateInProgress({ key }),
    )
  }
  if (key !== undefined && isKeyReused(answer)) return Result.fail(new IdempotencyKeyReused({ key }))
  return status === 409 && connector.id !== undefined
    ? Result.fail(new ConnectorAlreadyExists({ id: connector.id }))
    : Result.fail(failureOf(answer, CreateOutcomeUnknown))
}
