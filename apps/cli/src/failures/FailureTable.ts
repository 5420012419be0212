/**
 * What is reported of each failure: sentences, what can be done about it, and the exit code.
 *
 * The table is exhaustive: a failure that has no row here does not compile.
 */
import { maskUsers, type UsageInvalid } from "@odj/command-line"
import {
  type ConnectorStoreRefused,
  type CreateFailure,
  type EntityFailure,
  type InvalidConnector,
  type ListFailure,
  type RefusalReason,
  reportText,
  type ServiceReport,
} from "@odj/core"
import type { Problem } from "@odj/domain"
import type { InvalidJson } from "@odj/graph-wire"
import { Duration, Match } from "effect"
import type { CheckConcluded } from "../health/CheckConcluded.ts"
import type { OutputFailed } from "../output/OutputFailed.ts"
import type { ImportStopped } from "../transfer/ImportRows.ts"
import type { ImportIncomplete } from "../transfer/ImportSummary.ts"
import type { JournalFailed } from "../transfer/Journal.ts"
import type { FileNotWritten } from "../transfer/StreamedFile.ts"
import type { Cancelled } from "./Cancelled.ts"
import type { DatabaseUnusable } from "./DatabaseUnusable.ts"
import type { DeletesFailed } from "./DeletesFailed.ts"
import type { Interrupted } from "./Interrupted.ts"
import { type Refusal, refusals } from "./Refusals.ts"

export type Failure =
  | UsageInvalid
  | InvalidJson
  | InvalidConnector
  | CreateFailure
  | EntityFailure
  | ListFailure
  | DatabaseUnusable
  | OutputFailed
  | Cancelled
  | Interrupted
  | DeletesFailed
  | CheckConcluded
  | ImportStopped
  | ImportIncomplete
  | JournalFailed
  | FileNotWritten

export interface FailureReport {
  readonly exitCode: number
  /** What happened, a line each; none if it was said already. */
  readonly lines: ReadonlyArray<string>
  /** Whether people have read it already, so that it is only for a program that reads JSON. */
  readonly isKnown?: boolean
  /** What can be done about it. */
  readonly remedy?: string | undefined
  readonly reason?: RefusalReason | undefined
  readonly service?: ServiceReport
  readonly problems?: ReadonlyArray<Problem>
  readonly counts?: Readonly<Record<string, number>>
}

const badInput = ({ problems }: { readonly problems: ReadonlyArray<Problem> }): FailureReport => ({
  exitCode: 2,
  lines: problems.map(
    ({ path, message }) =>
      `${path.length === 0 ? "body" : path.map((name) => name || '""').join(".")}: ${message}`,
  ),
  problems,
})

const again = "Try again; --debug shows what was asked, and what was answered."

const againIn = (wait: Duration.Duration) => `Try again in ${Duration.format(wait)}.`

const refused: Refusal = { exitCode: 4, meaning: "The service refused, and nothing was changed" }

/** What the service said, after what it means. */
const service = (
  { exitCode, meaning, remedy }: Refusal,
  said: ServiceReport,
  reason?: RefusalReason,
): FailureReport => ({
  exitCode,
  lines: [`${meaning}: ${reportText(said)}`],
  remedy,
  reason,
  service: said,
})

export const reportOf: (failure: Failure) => FailureReport = Match.typeTags<Failure, FailureReport>()({
  UsageInvalid: ({ problems }) =>
    badInput({
      problems: problems.map(({ path, message }) => ({
        path: path.map(maskUsers),
        message: maskUsers(message),
      })),
    }),
  InvalidJson: badInput,
  InvalidConnector: badInput,
  OutputFailed: ({ done, reason }) => ({
    exitCode: 1,
    lines:
      done === undefined
        ? [`The result can't be written: ${reason}`]
        : [`The connector was ${done.what}, but can't be written: ${reason}`, JSON.stringify(done.connector)],
  }),
  Cancelled: () => ({ exitCode: 130, lines: ["Cancelled: nothing was changed"] }),
  Interrupted: ({ lines, remedy }) => ({ exitCode: 130, lines, remedy }),
  CheckConcluded: ({ exitCode }) => ({ exitCode, lines: [] }),
  ImportStopped: ({ failure }) => reportOf(failure),
  ImportIncomplete: ({ message, counts, problems }) => ({
    exitCode: 7,
    lines: [message],
    isKnown: true,
    counts,
    problems,
  }),
  JournalFailed: ({ reason }) => ({
    exitCode: 1,
    lines: [`The journal can't be read or written: ${reason}`],
    remedy: "Run the same command again once it can: it goes on where it was.",
  }),
  FileNotWritten: ({ path, reason }) => ({
    exitCode: 1,
    lines: [`${path} can't be written: ${reason}`],
  }),
  DeletesFailed: ({ failures, untried }) => {
    // The last one weighs most: it may be why the others were not tried.
    const last = failures.at(-1) ?? failures[0]
    return {
      ...reportOf(last.failure),
      lines: [
        ...failures.flatMap(({ id, failure }) => reportOf(failure).lines.map((line) => `${id}: ${line}`)),
        ...untried.map((id) => `${id}: not tried`),
      ],
    }
  },
  ConnectorAlreadyExists: ({ id }) => ({
    exitCode: 4,
    lines: [`id: ${id} is taken; nothing was created`],
    remedy: "Give another id, or none, so that one is made.",
  }),
  ConnectorNotFound: ({ id }) => ({
    exitCode: 4,
    lines: [`There is no connector of the id ${id}`],
    remedy: "odj list shows those that there are; ids are compared exactly.",
  }),
  PageTokenInvalid: () => ({
    exitCode: 5,
    lines: ["The service does not continue its list any more"],
    remedy: "Try again: the list is then read from its beginning.",
  }),
  ConnectorStoreRefused: (failure: ConnectorStoreRefused) =>
    service(
      failure.reason === undefined ? refused : refusals[failure.reason],
      failure.report,
      failure.reason,
    ),
  ConnectorStoreThrottled: (failure) =>
    service(
      {
        exitCode: 5,
        meaning: "The service is too busy, and nothing was changed",
        remedy: failure.retryAfter === undefined ? "Try again later." : againIn(failure.retryAfter),
      },
      failure.report,
    ),
  ConnectorStoreUnavailable: (failure) =>
    service(
      failure.retryAfter === undefined
        ? { exitCode: 5, meaning: "No answer of the service can be used", remedy: again }
        : {
            exitCode: 5,
            meaning: "The service can't be used now, and nothing was changed",
            remedy: againIn(failure.retryAfter),
          },
      failure.report,
    ),
  ConnectorStoreFull: (failure) =>
    service(
      {
        exitCode: 5,
        meaning: "There is no room for more, and nothing was changed",
        remedy: "Make room where the connectors are kept, and try again.",
      },
      failure.report,
    ),
  DatabaseUnusable: ({ place, reason }) => ({
    exitCode: 5,
    lines: [`The database ${place} can't be used: ${reason}`],
  }),
  IdempotencyKeyReused: ({ key }) => ({
    exitCode: 4,
    lines: [`The key ${key} is that of a create of another connector; nothing was created`],
    remedy: "Give each create a key of its own.",
  }),
  CreateInProgress: ({ key }) => ({
    exitCode: 5,
    lines: [`A create with the key ${key} is under way`],
    remedy: "Try again with the same key: what became of it is answered then.",
  }),
  CreateOutcomeUnknown: (failure) =>
    service(
      {
        exitCode: 6,
        meaning: "It is unknown whether the connector was created; look before trying again",
        remedy: "Look for it with odj list: creating it again may make a second one.",
      },
      failure.report,
    ),
})
