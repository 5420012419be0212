/** What a service's response to a batch of creates means for each of them. */
import { CreateOutcomeUnknown, type CreateResult } from "@odj/core"
import type { NewDomainJoinConnector } from "@odj/domain"
import { decodeBatchResponses } from "@odj/graph-wire"
import { Option, Result } from "effect"
import { type AttemptOutcome, outcomeOf } from "../exchange/AttemptOutcome.ts"
import { failureOf } from "../exchange/ResponseFailure.ts"
import type { ServiceResponse } from "../exchange/ServiceResponse.ts"
import * as CreateResponse from "./CreateResponse.ts"

/** The statuses of a service that has no batches, or not of this size: it has carried out none of it. */
const unbatched: ReadonlySet<number> = new Set([400, 404, 405, 413, 501])

/** Whether each of the batch may be created by itself, since the service does not take batches. */
export const isUnbatched = ({ status }: ServiceResponse): boolean => unbatched.has(status)

/** How a create of a batch ended, and whether it is retried. */
export interface BatchedCreate {
  readonly result: CreateResult
  readonly outcome: AttemptOutcome
}

/**
 * Reads the response to a batch in which each connector's request has its index for an id.
 *
 * | response | reads, for each connector, as |
 * |---|---|
 * | 200 with one response to its request | that response, as `CreateResponse` reads it by itself |
 * | 200 with responses to others, or several to it | `CreateOutcomeUnknown` |
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
  const message = "The service's answer to the batch does not say what became of it"
  const missing: BatchedCreate = {
    result: Result.fail(new CreateOutcomeUnknown({ report: response.report(message) })),
    outcome: { kind: "Unknown" },
  }
  return connectors.map((connector, index) => {
    const own = responses.value.get(String(index))
    if (own === undefined) return missing
    const { status, headers, body } = own
    const single = response.with({ status, headers, body: Option.fromUndefinedOr(body) })
    return { result: CreateResponse.interpret(connector, single), outcome: outcomeOf("create", single) }
  })
}
