/**
 * The report of each failure: what happened, what to do about it, and the exit code.
 *
 * The table is exhaustive: a failure without a row does not compile.
 */
import { maskUrlCredentials, type UsageInvalid } from "@odj/command-line"
import type { CreateFailure, EntityFailure, InvalidConnector, ListFailure } from "@odj/core"
import { type Problem, problemText } from "@odj/domain"
import type { InvalidJson } from "@odj/graph-wire"
import { Match } from "effect"
import type { CheckExit } from "../health/CheckExit.ts"
import { unreadableRemedy } from "../health/UnreadableRemedy.ts"
import type { TimedOut } from "../network/TimeLimit.ts"
import type { OutputFailed } from "../output/OutputFailed.ts"
import type { NotSignedIn } from "../profiles/NotSignedIn.ts"
import type { DatabaseUnusable } from "../target/DatabaseUnusable.ts"
import type { ImportFailed, ImportIncomplete } from "../transfer/ImportSummary.ts"
import type { JournalFailed } from "../transfer/Journal.ts"
import type { FileNotWritten } from "../transfer/StreamedFile.ts"
import type { Cancelled } from "./Cancelled.ts"
import type { ChangedUnreadable } from "./ChangedUnreadable.ts"
import type { DeletesFailed } from "./DeletesFailed.ts"
import type { FailureReport } from "./FailureReport.ts"
import type { Interrupted } from "./Interrupted.ts"
import { serviceFailures } from "./ServiceFailures.ts"
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

/** The problems with JSON; one without a path is about all of it. */
const invalidBody = ({ problems }: { readonly problems: ReadonlyArray<Problem> }): FailureReport => ({
  exitCode: 2,
  lines: problems.map(({ path, message }) =>
    problemText({ path: [path.length === 0 ? "body" : path.map((name) => name || '""').join(".")], message }),
  ),
  problems,
})

export const reportOf: (failure: Failure) => FailureReport = Match.typeTags<Failure, FailureReport>()({
  ...serviceFailures,
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
})
