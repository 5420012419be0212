/**
 * How each failure is told: lines for standard error, and the exit code.
 *
 * The table is exhaustive: a failure that has no row here does not compile.
 */
import type { CreateFailure, InvalidConnector, Problem } from "@odj/core"
import type { InvalidJson } from "@odj/graph-wire"
import { Duration, Match } from "effect"
import type { UsageInvalid } from "./UsageInvalid.ts"

export type Failure = UsageInvalid | InvalidJson | InvalidConnector | CreateFailure

export interface FailureReport {
  readonly exitCode: number
  readonly lines: ReadonlyArray<string>
}

/** Text from elsewhere as part of one line: what would break the line, or steer the terminal, is escaped. */
const oneLine = (text: string) =>
  text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to escape
    /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  )

const badInput = ({ problems }: { readonly problems: ReadonlyArray<Problem> }): FailureReport => ({
  exitCode: 2,
  lines: problems.map(({ path, message }) => `${path.length === 0 ? "body" : path.join(".")}: ${message}`),
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

export const report = (failure: Failure): FailureReport => {
  const { exitCode, lines } = table(failure)
  return { exitCode, lines: lines.map(oneLine) }
}
