/** What a service's answer to a batch of creates means for each of them. */
import { CreateOutcomeUnknown, type CreateResult } from "@odj/core"
import type { NewDomainJoinConnector } from "@odj/domain"
import { decodeBatchResponses } from "@odj/graph-wire"
import { Option, Result } from "effect"
import * as CreateAnswer from "./CreateAnswer.ts"
import { type Answer, failureOf, jsonOf, reportOf } from "./ServiceAnswer.ts"

/** The statuses of a service that has no batches, or not of this size: it has carried out none of it. */
const unbatched: ReadonlySet<number> = new Set([400, 404, 405, 413, 501])

/**
 * Reads the answer to a batch in which each connector's request has its index for an id; `None` where each of them may
 * be created by itself, since the service does not take batches.
 *
 * | answer | reads, for each connector, as |
 * |---|---|
 * | 200 with an answer to its request | that answer, as `CreateAnswer` reads it by itself |
 * | 200 with answers to others | `CreateOutcomeUnknown` |
 * | 400, 404, 405, 413, 501 | `None` |
 * | anything else | as {@link failureOf} reads it, `CreateOutcomeUnknown` where there is no answer in it |
 */
export const interpret = (
  connectors: ReadonlyArray<NewDomainJoinConnector>,
  answer: Answer,
): Option.Option<ReadonlyArray<CreateResult>> => {
  if (unbatched.has(answer.status)) return Option.none()
  const responses =
    answer.status === 200 ? Option.flatMap(jsonOf(answer), decodeBatchResponses) : Option.none()
  if (Option.isNone(responses)) {
    const failed = Result.fail(failureOf(answer, CreateOutcomeUnknown))
    return Option.some(connectors.map(() => failed))
  }
  const unanswered = Result.fail(
    new CreateOutcomeUnknown(
      reportOf(answer, "The service's answer to the batch does not say what became of it"),
    ),
  )
  return Option.some(
    connectors.map((connector, index) => {
      const response = responses.value.get(String(index))
      if (response === undefined) return unanswered
      const { status, headers, body } = response
      return CreateAnswer.interpret(connector, {
        ...answer,
        status,
        headers,
        body: Option.fromUndefinedOr(body),
      })
    }),
  )
}
