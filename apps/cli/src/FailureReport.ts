/**
 * How each failure is told: lines for standard error, and the exit code.
 *
 * The table is exhaustive: a failure that has no row here does not compile.
 */
import type { CreateFailure, InvalidConnector, Problem } from "@odj/core"
import type { InvalidJson } from "@odj/graph-wire"
import { Console, Duration, Effect, Match } from "effect"
import type { OutputFailed } from "./OutputFailed.ts"
import type { UsageInvalid } from "./UsageInvalid.ts"

export type Failure = UsageInvalid | InvalidJson | InvalidConnector | CreateFailure | OutputFailed

interface FailureReport {
  readonly exitCode: number
  readonly lines: ReadonlyArray<string>
}

/** Text from elsewhere as part of one line: what would break the line, hide, or steer the terminal is escaped. */
const oneLine = (text: string) =>
  text.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  )

const badInput = ({ problems }: { readonly problems: ReadonlyArray<Problem> }): FailureReport => ({
  exitCode: 2,
  lines: problems.map(
    ({ path, message }) =>
      `${path.length === 0 ? "body" : path.map((name) => name || '""').join(".")}: ${message}`,
  ),
})

interface ServiceReport {
  readonly code?: string
  readonly message: string
  readonly requestId?: string
}

/** What the service said, after what it means. */
const service = (
  exitCode: number,
  meaning: string,
  { code, message, requestId }: ServiceReport,
): FailureReport => ({
  exitCode,
  lines: [
    `${meaning}: ${code === undefined ? "" : `${code}: `}${message}${requestId === undefined ? "" : ` (request ${requestId})`}`,
  ],
})

const table = Match.typeTags<Failure, FailureReport>()({
  UsageInvalid: badInput,
  InvalidJson: badInput,
  InvalidConnector: badInput,
  OutputFailed: ({ connector, reason }) => ({
    exitCode: 1,
    lines: [`The connector was created, but can't be written: ${reason}`, JSON.stringify(connector)],
  }),
  ConnectorAlreadyExists: ({ id }) => ({ exitCode: 4, lines: [`id: ${id} is taken; nothing was created`] }),
  ConnectorStoreRefused: (failure) => service(4, "The service refused; nothing was created", failure),
  ConnectorStoreThrottled: (failure) =>
    service(
      5,
      failure.retryAfter === undefined
        ? "The service is too busy; nothing was created"
        : `The service is too busy, try again in ${Duration.format(failure.retryAfter)}; nothing was created`,
      failure,
    ),
  ConnectorStoreUnavailable: (failure) =>
    service(5, "The service can't be reached; nothing was created", failure),
  CreateOutcomeUnknown: (failure) =>
    service(6, "It is unknown whether the connector was created; look before trying again", failure),
})

/** Tells a failure on standard error, a line for each problem, and answers the exit code. */
export const tell = (failure: Failure): Effect.Effect<number> => {
  const { exitCode, lines } = table(failure)
  return Effect.as(Console.error(lines.map(oneLine).join("\n")), exitCode)
}
