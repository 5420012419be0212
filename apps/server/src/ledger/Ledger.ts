/**
 * The ledger of a server: the requests to Graph's API and to the issuer, and each request of a batch, in the order of arrival.
 *
 * It keeps a limited number of them and drops the oldest. What it keeps are the messages themselves: a test that never asks
 * pays for no parsing.
 */
import { randomUUID } from "node:crypto"
import { Effect, Exit, Result } from "effect"
import type { ServerClock } from "../clock/ServerClock.ts"
import { isConsolePath } from "../console/ConsolePath.ts"
import { isPagePath } from "../docs/ServicePages.ts"
import { breakOf } from "../http/BreakConnection.ts"
import type { HttpRequest, HttpResponse, Wrap } from "../http/HttpMessage.ts"
import { requestTarget } from "../http/RequestTarget.ts"
import { isSameId } from "../requested/SameId.ts"
import { begin, type Entry, end } from "./Entry.ts"
import { read, type Selectable, selectableOf } from "./ReadEntry.ts"
import type { RecordedOutcome, RecordedRequest, RecordedRequests } from "./RecordedRequest.ts"
import { checkQuery, type RequestQuery } from "./RequestQuery.ts"

export interface Ledger {
  /** Throws `RequestQueryInvalid`. */
  readonly requests: (query?: RequestQuery) => RecordedRequests
  /** The request with this number; `undefined` if it is dropped or has not arrived. */
  readonly request: (number: number) => RecordedRequest | undefined
  /** The newest entries, at most this many, the oldest first. */
  readonly latest: (count: number) => ReadonlyArray<Entry>
  readonly recording: () => Recording
  /** Forgets all requests, and counts from 1 again. */
  readonly clear: () => void
  /** Records requests with the responses that clients get. It surrounds the faults. */
  readonly recorded: Wrap
}

/** What a ledger has recorded. */
export interface Recording {
  /** Identifies the count of the requests: it changes when they are counted from 1 again, and differs between servers. */
  readonly epoch: string
  /** Since when requests are recorded, in milliseconds since 1970. */
  readonly since: number
  /** How many requests are no longer recorded. */
  readonly dropped: number
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
const isMatch = ({ fault, ...query }: RequestQuery, { caller, faults, ...selectable }: Selectable) => {
  const values: Readonly<Record<string, unknown>> = { ...selectable, ...caller }
  return (
    (fault === undefined || faults?.includes(fault) === true) &&
    Object.entries(query).every(([name, value]) => value === undefined || isSameId(values[name], value))
  )
}

export const makeLedger = ({ clock }: ServerClock, limits: LedgerLimits = defaultLimits): Ledger => {
  const now = () => clock.currentTimeMillisUnsafe()

  let entries: Array<Entry> = []
  let size = 0
  let arrived = 0
  let epoch = randomUUID()
  let since = now()

  const dropped = () => arrived - entries.length

  const entryAt = (number: number) => entries[number - 1 - dropped()]

  /** Whether an entry is neither dropped nor forgotten. */
  const isHeld = (entry: Entry) => entryAt(entry.number) === entry

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
        const selectable = selectableOf(entry)
        return isMatch(query, selectable) ? [read(entry, selectable)] : []
      })
      // Not enumerable, so that the array equals one with the same requests.
      return Object.defineProperty(found, "dropped", { value: dropped() }) as unknown as RecordedRequests
    },

    request: (number) => {
      const entry = entryAt(number)
      return entry && read(entry)
    },

    latest: (count) => entries.slice(-count),

    recording: () => ({ epoch, since, dropped: dropped() }),

    clear: () => {
      entries = []
      size = 0
      arrived = 0
      epoch = randomUUID()
      since = now()
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
