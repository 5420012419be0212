/** What a service's answer means where the connector of an id was to be got, changed or deleted. */
import { ConnectorNotFound, ConnectorStoreUnavailable, type EntityFailure } from "@odj/core"
import type { DomainJoinConnector } from "@odj/domain"
import { decodeEntity } from "@odj/graph-wire"
import { Option, Predicate, Result } from "effect"
import type { Asked } from "../exchange/RefusalReason.ts"
import { type Answer, failureOf, jsonOf, reportOf } from "../exchange/ServiceAnswer.ts"

/** The entity, bare as OData has it, or in a `value` as the reference's example of Get shows it. */
const decode = (json: unknown): Option.Option<DomainJoinConnector> =>
  Option.orElse(decodeEntity(json), () =>
    Predicate.hasProperty(json, "value") ? decodeEntity(json.value) : Option.none(),
  )

/** Intune says that an entity is missing by a 404 alone; a 400 about a segment is about the address of the service. */
const failed = (id: string, answer: Answer, asked?: Asked) =>
  answer.status === 404
    ? Result.fail(new ConnectorNotFound({ id }))
    : Result.fail(failureOf(answer, ConnectorStoreUnavailable, asked))

/**
 * Reads the answer to a get or to an update as the connector, or a failure.
 *
 * | answer | reads as |
 * |---|---|
 * | 200 with the entity of the id | the connector |
 * | 200 with an entity of another id | `ConnectorStoreUnavailable` |
 * | 404 | `ConnectorNotFound` |
 * | anything else | as {@link failureOf} reads it, `ConnectorStoreUnavailable` where there is no answer in it |
 */
export const interpret = (id: string, answer: Answer): Result.Result<DomainJoinConnector, EntityFailure> => {
  const entity = answer.status === 200 ? Option.flatMap(jsonOf(answer), decode) : Option.none()
  if (Option.isNone(entity)) return failed(id, answer)
  if (entity.value.id === id) return Result.succeed(entity.value)
  const message = `The service answered with another id than the one asked for: ${entity.value.id}`
  return Result.fail(new ConnectorStoreUnavailable(reportOf(answer, message)))
}

/** Reads the answer to a delete: 204, and 200 with whatever body, say that it is done; all others as {@link interpret}. */
export const interpretDelete = (id: string, answer: Answer): Result.Result<void, EntityFailure> =>
  answer.status === 204 || answer.status === 200 ? Result.void : failed(id, answer, "deletion")
