/** What a service's answer to a batch of creates means for each of them. */
import { CreateOutcomeUnknown, type CreateResult } from "@odj/core"
import type { NewDomainJoinConnector } from "@odj/domain"
import { decodeBatchResponses } from "@odj/graph-wire"
import { Option, Result } from "effect"
import { type Ending, endingOf } from "../exchange/Resending.ts"
import { type Answer, failureOf, jsonOf, reportOf } from "../exchange/ServiceAnswer.ts"
import * as CreateAnswer from "./CreateAnswer.ts"

/** The statuses of a service that has no batches, or not of this size: it has carried out none of it. */
const unbatched: ReadonlySet<number> = new Set([400, 404, 405, 413, 501])

/** Whether each of the batch may be created by itself, since the service does not take batches. */
export const isUnbatched = ({ status }: Answer): boolean => unbatched.has(status)

/** How a create of a batch ended. */
export interface Ended {
  readonly result: CreateResult
  readonly ending: Ending
}

/** What the service answers to the request of each index, which is its id. */
const answersIn = (answer: Answer): Option.Option<(index: number) => Option.Option<Answer>> => {
  const responses =
    answer.status === 200 ? Option.flatMap(jsonOf(answer), decodeBatchResponses) : Option.none()
  return Option.map(
    responses,
    (byId) => (index) =>
      Option.map(Option.fromUndefinedOr(byId.get(String(index))), ({ status, headers, body }) => ({
        ...answer,
        status,
        headers,
        body: Option.fromUndefinedOr(body),
      })),
  )
}

/**
 * Reads the answer to a batch in which each connector's request has its index for an id.
 *
 * | answer | reads, for each connector, as |
 * |---|---|
 * | 200 with one answer to its request | that answer, as `CreateAnswer` reads it by itself |
 * | 200 with answers to others, or several to it | `CreateOutcomeUnknown` |
 * | anything else | as {@link failureOf} reads it, `CreateOutcomeUnknown` where there is no answer in it |
 */
export const interpret = (
  connectors: ReadonlyArray<NewDomainJoinConnector>,
  answer: Answer,
): ReadonlyArray<Ended> => {
  const answers = answersIn(answer)
  if (Option.isNone(answers)) {
    const result = Result.fail(failureOf(answer, CreateOutcomeUnknown))
    return connectors.map(() => ({ result, ending: endingOf("POST", answer) }))
  }
  const unanswered: Ended = {
    ending: { fate: "Lost" },
    result: Result.fail(
      new CreateOutcomeUnknown(
        reportOf(answer, "The service's answer to the batch does not say what became of it"),
      ),
    ),
  }
  return connectors.map((connector, index) =>
    Option.match(answers.value(index), {
      onNone: () => unanswered,
      onSome: (own) => ({
        result: CreateAnswer.interpret(connector, own),
        ending: endingOf("POST", own),
      }),
    }),
  )
}
