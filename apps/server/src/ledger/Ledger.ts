/**
 * The ledger of a server: the requests to Graph's API and to the issuer, and each request of a batch, in the order of arrival.
 *
 * It keeps a limited number of them and drops the oldest. What it keeps are the messages themselves: a test that never asks
 * pays for no parsing.
 */
import { Effect, Exit, Result } from "effect"
import type { ServerClock } from "../clock/ServerClock.ts"
import { isConsolePath } from "../console/ConsolePath.ts"
import { isPagePath } from "../docs/ServicePages.ts"
import { breakOf } from "../http/BreakConnection.ts"
import type { HttpRequest, HttpResponse, Wrap } from "../http/HttpMessage.ts"
import { requestTarget } from "../http/RequestTarget.ts"
import { isSameId } from "../requested/SameId.ts"
import { begin, type Entry, end } from "./Entry.ts"
import { read, type Summary, summaryOf } from "./ReadEntry.ts"
import type { RecordedOutcome, RecordedRequests } from "./RecordedRequest.ts"
import { checkQuery, type RequestQuery } from "./RequestQuery.ts"

export interface Ledger {
  /** Throws `RequestQueryInvalid`. */
  readonly requests: (query?: RequestQuery) => RecordedRequests
  /** Forgets all requests, and counts from 1 again. */
  readonly clear: () => void
  /** Records requests with the responses that clients get. It surrounds the faults. */
  readonly recorded: Wrap
}

/** How much a ledger keeps. */
export interface LedgerLimits {
  readonly requests: number
  /** About how many bytes of memory. */
  readonly bytes: number
}

const defaultLimits: LedgerLimits = { requests: 10_000, bytes: 16 * 1_048_576 }

const targetOf = (request: HttpRequest): Pick<Entry, "path" | "query"> => {
  const target = requestTarget(request)
  if (Result.isSuccess(target)) return target.success
  // The target is too long for the server. It is kept only if it is a path: a URL may have a password.
  const [path = "", ...query] = request.target.startsWith("/") ? request.target.split("?") : []
  return { path, query: query.join("?") }
}

const outcomeOf = (request: HttpRequest, exit: Exit.Exit<HttpResponse>): RecordedOutcome => {
  if (Exit.isFailure(exit)) return Exit.hasInterrupts(exit) ? "clientLeft" : "close"
  return breakOf(request, exit.value) ?? (request.connection?.hasEnded() ? "clientLeft" : "response")
}

/** Whether a request has every value of a query. */
const isMatch = ({ fault, ...query }: RequestQuery, { caller, faults, ...summary }: Summary) => {
  const values: Readonly<Record<string, unknown>> = { ...summary, ...caller }
  return (
    (fault === undefined || faults?.includes(fault) === true) &&
    Object.entries(query).every(([name, value]) => value === undefined || isSameId(values[name], value))
  )
}

export const makeLedger = ({ clock }: ServerClock, limits: LedgerLimits = defaultLimits): Ledger => {
  let entries: Array<Entry> = []
  let size = 0
  let arrived = 0

  const now = () => clock.currentTimeMillisUnsafe()

  /** Whether an entry is neither dropped nor forgotten. */
  const isHeld = (entry: Entry) => entries[entry.number - 1 - (arrived - entries.length)] === entry

  const grow = (bytes: number) => {
    size += bytes
    while (entries.length > limits.requests || (size > limits.bytes && entries.length > 1))
      size -= entries.shift()?.size ?? 0
  }

  const add = (request: HttpRequest, target: Pick<Entry, "path" | "query">) => {
    const entry = begin(++arrived, now(), request, target)
    entries.push(entry)
    grow(entry.size)
    return entry
  }

  const complete = (entry: Entry, request: HttpRequest, exit: Exit.Exit<HttpResponse>) => {
    const { size: before } = entry
    end(entry, now(), outcomeOf(request, exit), Exit.isSuccess(exit) ? exit.value : undefined)
    if (isHeld(entry)) grow(entry.size - before)
  }

  return {
    requests: (given = {}) => {
      const query = checkQuery(given)
      const found = entries.flatMap((entry) => {
        const summary = summaryOf(entry)
        return isMatch(query, summary) ? [read(entry, summary)] : []
      })
      // Not enumerable, so that the array equals one with the same requests.
      const dropped = { value: arrived - entries.length }
      return Object.defineProperty(found, "dropped", dropped) as unknown as RecordedRequests
    },

    clear: () => {
      entries = []
      size = 0
      arrived = 0
    },

    recorded: (handle) => (request) => {
      const target = targetOf(request)
      if (isPagePath(target.path) || isConsolePath(target.path)) return handle(request)
      return Effect.suspend(() => {
        const entry = add(request, target)
        return Effect.onExit(handle(request), (exit) => Effect.sync(() => complete(entry, request, exit)))
      })
    },
  }
}
