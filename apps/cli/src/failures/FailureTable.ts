/**
 * The report of each failure: what happened, what to do about it, and the exit code.
 *
 * The table is exhaustive: a failure without a row does not compile.
 */
import { maskUrlCredentials, type UsageInvalid } from "@odj/command-line"
import {
  type ConnectorStoreRefused,
  type CreateFailure,
  type EntityFailure,
  type InvalidConnector,
  type ListFailure,
  type RefusalReason,
  reportText,
  type ServiceReport,
  type UnavailabilityReason,
} from "@odj/core"
import { type Problem, problemText, type UnreadableConnector } from "@odj/domain"
import type { InvalidJson } from "@odj/graph-wire"
import { Duration, Match } from "effect"
import type { CheckExit } from "../health/CheckExit.ts"
import { unreadableRemedy } from "../health/UnreadableRemedy.ts"
import type { TimedOut } from "../network/TimeLimit.ts"
import type { OutputFailed } from "../output/OutputFailed.ts"
import type { NotSignedIn } from "../profiles/NotSignedIn.ts"
import type { ImportFailed, ImportIncomplete } from "../transfer/ImportSummary.ts"
import type { JournalFailed } from "../transfer/Journal.ts"
import type { FileNotWritten } from "../transfer/StreamedFile.ts"
import type { Cancelled } from "./Cancelled.ts"
import type { ChangedUnreadable } from "./ChangedUnreadable.ts"
import type { DatabaseUnusable } from "./DatabaseUnusable.ts"
import type { DeletesFailed } from "./DeletesFailed.ts"
import type { Interrupted } from "./Interrupted.ts"
import { outages } from "./Outages.ts"
import { type Refusal, refusals } from "./Refusals.ts"
import { signInRefusal } from "./SignInRefusals.ts"
import { unreadableLines } from "./UnreadableLines.ts"

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
  | ChangedUnreadable
  | NotSignedIn
  | Interrupted
  | TimedOut
  | DeletesFailed
  | CheckExit
  | ImportFailed
  | ImportIncomplete
  | JournalFailed
  | FileNotWritten

export interface FailureReport {
  readonly exitCode: number
  /** What happened; no lines if it was reported already. */
  readonly lines: ReadonlyArray<string>
  /** Whether it was already reported as text, so that only JSON output repeats it. */
  readonly isReported?: boolean
  /** What to do about it. */
  readonly remedy?: string | undefined
  /** What was done before the failure. As text, it comes last. */
  readonly summary?: string
  readonly reason?: RefusalReason | UnavailabilityReason | undefined
  readonly service?: ServiceReport
  readonly problems?: ReadonlyArray<Problem>
  /** The connectors that could not be read. */
  readonly unreadable?: ReadonlyArray<UnreadableConnector>
  readonly counts?: Readonly<Record<string, number>>
}

/** The problems with JSON; one without a path is about all of it. */
const invalidBody = ({ problems }: { readonly problems: ReadonlyArray<Problem> }): FailureReport => ({
  exitCode: 2,
  lines: problems.map(({ path, message }) =>
    problemText({ path: [path.length === 0 ? "body" : path.map((name) => name || '""').join(".")], message }),
  ),
  problems,
})

/** What to do about a failure after which nothing was changed. */
const tryAgain = (wait: Duration.Duration | undefined) =>
  `Nothing was changed. Try again ${wait === undefined ? "later" : `in ${Duration.format(wait)}`}.`

const refused: Refusal = { exitCode: 4, meaning: "The service refused the request" }

const noResponse = "No usable response from the service"

/** The report of a failure that a service reported: first what it means, then the service's message. */
const service = (
  { exitCode, meaning, remedy }: Refusal,
  report: ServiceReport,
  reason?: RefusalReason | UnavailabilityReason,
): FailureReport => ({
  exitCode,
  lines: [`${meaning}: ${reportText(report)}`],
  remedy,
  reason,
  service: report,
})

export const reportOf: (failure: Failure) => FailureReport = Match.typeTags<Failure, FailureReport>()({
  UsageInvalid: (failure) => {
    const problems = failure.problems.map(({ path, message }) => ({
      path: path.map(maskUrlCredentials),
      message: maskUrlCredentials(message),
    }))
    return { exitCode: 2, lines: problems.map(problemText), problems }
  },
  InvalidJson: invalidBody,
  InvalidConnector: invalidBody,
  OutputFailed: ({ done, isQuery, reason }) => ({
    // After a change, 2 would mean that nothing was sent.
    exitCode: isQuery && done === undefined ? 2 : 1,
    lines:
      done === undefined
        ? [isQuery ? reason : `Can't write the result: ${reason}`]
        : [
            `The connector was ${done.what}, but ${isQuery ? "" : "the result can't be written: "}${reason}`,
            JSON.stringify(done.connector),
          ],
  }),
  NotSignedIn: ({ message, remedy }) => ({ exitCode: 3, lines: [message], remedy }),
  Cancelled: () => ({ exitCode: 130, lines: ["Cancelled; nothing was changed"] }),
  Interrupted: ({ lines, remedy, exitCode = 130 }) => ({ exitCode, lines, remedy }),
  TimedOut: ({ message }) => ({ exitCode: 5, lines: [message] }),
  CheckExit: ({ exitCode }) => ({ exitCode, lines: [] }),
  ImportFailed: ({ failure, message, counts }) => {
    const reason = failure._tag === "ImportStopped" ? failure.failure : failure
    const report = reportOf(reason)
    const remedy =
      reason._tag === "ConnectorsUnreadable"
        ? "Rows of this import may be among them. Correct or delete them, then run the same command again."
        : report.remedy
    return { ...report, remedy, summary: message, counts }
  },
  ImportIncomplete: ({ message, counts, problems }) => ({
    exitCode: 7,
    lines: [message],
    isReported: true,
    counts,
    problems,
  }),
  JournalFailed: ({ path, reason }) => ({
    exitCode: 1,
    lines: [`Can't use the journal ${path}: ${reason}`],
    remedy: "Correct the cause, then run the same command again: an import that has begun continues.",
  }),
  FileNotWritten: ({ path, reason }) => ({
    exitCode: 1,
    lines: [`Can't write ${path}: ${reason}`],
  }),
  DeletesFailed: ({ failures, untried }) => {
    // The last failure decides the exit code: it may be why the others were not tried.
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
    lines: [`The id ${id} is taken; nothing was created`],
    remedy: "Use another id, or omit it to have one generated.",
  }),
  ConnectorNotFound: ({ id }) => ({
    exitCode: 4,
    lines: [`There is no connector with the id ${id}`],
    remedy: "`odj list` shows all connectors. Ids are case-sensitive.",
  }),
  ConnectorsUnreadable: ({ connectors }) => ({
    exitCode: 8,
    lines: unreadableLines(connectors),
    remedy: `The service or database returned invalid properties. ${unreadableRemedy}`,
    unreadable: connectors,
  }),
  ChangedUnreadable: ({ id, connectors }) => ({
    exitCode: 8,
    lines: connectors.map(
      ({ problems }) =>
        `The connector ${id} was changed, but it can't be read: ${problems.map(problemText).join("; ")}`,
    ),
    remedy: `\`odj get\` shows its properties. ${unreadableRemedy}`,
    unreadable: connectors,
  }),
  PageTokenInvalid: () => ({
    exitCode: 5,
    lines: ["The list can't be continued"],
    remedy: "Run the command again; it reads the list from the start.",
  }),
  ConnectorStoreRefused: ({ reason, report }: ConnectorStoreRefused) => {
    if (reason === undefined) return service(refused, report)
    const described = service(refusals[reason], report, reason)
    switch (reason) {
      case "SignInRequired": {
        const { sentence, remedy } = signInRefusal(report.code)
        return { ...described, remedy, ...(sentence !== undefined && { lines: [sentence] }) }
      }
      case "CredentialInvalid": {
        const code = report.code === undefined ? "" : ` (${report.code})`
        return { ...described, lines: [`${report.message}${code}`] }
      }
      case "ListTooLong":
        return { ...described, lines: [report.message] }
      default:
        return described
    }
  },
  ConnectorStoreThrottled: (failure) =>
    service(
      {
        exitCode: 5,
        meaning: "The service is too busy",
        remedy: tryAgain(failure.retryAfter),
      },
      failure.report,
    ),
  ConnectorStoreUnavailable: (failure) => {
    const { reason, report, retryAfter } = failure
    if (retryAfter !== undefined) {
      const remedy = tryAgain(retryAfter)
      return service({ exitCode: 5, meaning: "The service is unavailable", remedy }, report)
    }
    if (reason === undefined) {
      const remedy = "Try again. If that does not help, check --url; --debug logs the requests and responses."
      return service({ exitCode: 5, meaning: noResponse, remedy }, report)
    }
    const described = service({ exitCode: 5, meaning: noResponse, remedy: outages[reason] }, report, reason)
    return reason === "ResponseUnusable" ? described : { ...described, lines: [report.message] }
  },
  ConnectorStoreFull: (failure) =>
    service(
      {
        exitCode: 5,
        meaning: "The service or database is full",
        remedy: "Nothing was changed. Free some space for it, then try again.",
      },
      failure.report,
    ),
  DatabaseUnusable: ({ address, reason }) =>
    reason === undefined
      ? {
          exitCode: 5,
          lines: [`There is no database ${address}`],
          remedy: "Check the path. Only `odj create` and `odj import` create a database.",
        }
      : { exitCode: 5, lines: [`Can't use the database ${address}: ${reason}`] },
  IdempotencyKeyReused: ({ key }) => ({
    exitCode: 4,
    lines: [`The key ${key} was already used for another connector; nothing was created`],
    remedy: "Use a new key for each create.",
  }),
  CreateInProgress: ({ key }) => ({
    exitCode: 5,
    lines: [`A create with the key ${key} is in flight`],
    remedy: "Try again later with the same key to get its result.",
  }),
  CreateOutcomeUnknown: (failure) =>
    service(
      {
        exitCode: 6,
        meaning: "It is unknown whether the connector was created",
        remedy: "Look for it with `odj list` before you create it again.",
      },
      failure.report,
    ),
})
