/** Interprets a service's response to a batch of creates, for each create. */
import { CreateOutcomeUnknown, type CreateResult } from "@odj/core"
import type { NewDomainJoinConnector } from "@odj/domain"
import { decodeBatchResponses } from "@odj/graph-wire"
import { Option, Result } from "effect"
import { type AttemptOutcome, outcomeOf } from "../exchange/AttemptOutcome.ts"
import { failureOf } from "../exchange/ResponseFailure.ts"
import type { ServiceResponse } from "../exchange/ServiceResponse.ts"
import * as CreateResponse from "./CreateResponse.ts"

/** The statuses of a service that does not support batches, or not of this size. It has processed nothing. */
const unbatched: ReadonlySet<number> = new Set([400, 404, 405, 413, 501])

/** Whether the service rejects batches. If so, each connector has to be created by itself. */
export const isUnbatched = ({ status }: ServiceResponse): boolean => unbatched.has(status)

/** How a create of a batch ended, and whether it is retried. */
export interface BatchedCreate {
  readonly result: CreateResult
  readonly outcome: AttemptOutcome
}

/**
 * Reads the response to a batch. The id of each request is the index of its connector.
 *
 * | response | reads, for each connector, as |
 * |---|---|
 * | 200 with one response to its request | that response, as `CreateResponse` reads it |
 * | 200 with no response to its request, or with several | `CreateOutcomeUnknown` |
 * | anything else | as {@link failureOf} reads it |
 */
export const interpret = (
  connectors: ReadonlyArray<NewDomainJoinConnector>,
  response: ServiceResponse,
): ReadonlyArray<BatchedCreate> => {
  const responses =
    response.status === 200 ? Option.flatMap(response.json, decodeBatchResponses) : Option.none()
  if (Option.isNone(responses)) {
    const all = { result: Result.fail(failureOf("create", response)), outcome: outcomeOf("create", response) }
    return connectors.map(() => all)
  }
  const message = "The service's response to the batch does not have one response to this request"
  const missing: BatchedCreate = {
    result: Result.fail(new CreateOutcomeUnknown({ report: response.report(message) })),
    outcome: { kind: "Unknown" },
  }
  return connectors.map((connector, index) => {
    const found = responses.value.get(String(index))
    if (found === undefined) return missing
    const { status, headers, body } = found
    const single = response.with({ status, headers, body: Option.fromUndefinedOr(body) })
    return { result: CreateResponse.interpret(connector, single), outcome: outcomeOf("create", single) }
  })
}
