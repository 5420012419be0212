/** Reads the response to a get, an update or a delete. */
import {
  ConnectorNotFound,
  ConnectorStoreUnavailable,
  ConnectorsUnreadable,
  type EntityFailure,
} from "@odj/core"
import type { DomainJoinConnector } from "@odj/domain"
import { decodeEntity } from "@odj/graph-wire"
import { Option, Predicate, Result } from "effect"
import type { Operation } from "../exchange/Operation.ts"
import { failureOf } from "../exchange/ResponseFailure.ts"
import type { ServiceResponse } from "../exchange/ServiceResponse.ts"

const isEntity = (json: unknown): boolean => Predicate.isObject(json) && Object.hasOwn(json, "id")

/** Decodes an entity: by itself, as OData writes it, or in `value`, as in the reference's example of Get. */
const decode = (json: unknown): Option.Option<ReturnType<typeof decodeEntity>> =>
  Option.map(
    Option.fromUndefinedOr(
      [json, Predicate.hasProperty(json, "value") ? json.value : undefined].find(isEntity),
    ),
    decodeEntity,
  )

/** Only a 404 means that the connector is missing. A 400 about a URL segment means that the base URL is wrong. */
const failed = (operation: Exclude<Operation, "create">, id: string, response: ServiceResponse) =>
  Result.fail(response.status === 404 ? new ConnectorNotFound({ id }) : failureOf(operation, response))

/**
 * Reads the response to a get or to an update as the connector, or a failure.
 *
 * | response | reads as |
 * |---|---|
 * | 200 with the entity of the id | the connector |
 * | 200 with an entity of another id | `ConnectorStoreUnavailable` |
 * | 200 with an invalid entity, of the id or without a valid id | `ConnectorsUnreadable`, with the id |
 * | 404 | `ConnectorNotFound` |
 * | anything else | as {@link failureOf} reads it |
 */
export const interpret = (
  operation: "read" | "update",
  id: string,
  response: ServiceResponse,
): Result.Result<DomainJoinConnector, EntityFailure> => {
  const entity = response.status === 200 ? Option.flatMap(response.json, decode) : Option.none()
  if (Option.isNone(entity)) return failed(operation, id, response)
  const { id: returned = id } = Result.merge(entity.value)
  if (returned === id) {
    return Result.mapError(
      entity.value,
      (unreadable) => new ConnectorsUnreadable({ connectors: [{ ...unreadable, id }] }),
    )
  }
  const message = `The service returned a connector with another id: ${returned}`
  return Result.fail(new ConnectorStoreUnavailable({ report: response.report(message) }))
}

/**
 * Reads the response to a delete. 204 and 200 are successes, whatever the body. Any other response is read as
 * {@link interpret} reads it.
 */
export const interpretDelete = (id: string, response: ServiceResponse): Result.Result<void, EntityFailure> =>
  response.status === 204 || response.status === 200 ? Result.void : failed("delete", id, response)
