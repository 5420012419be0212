/** The operations on several connectors: list, page by page, and count. */
import { type ConnectorPage, type ConnectorStore, ConnectorsUnreadable, listConnectors } from "@odj/core"
import { DateTimeOffset } from "@odj/domain"
import {
  collectionPath,
  encodeCollection,
  encodeQuery,
  type OptionName,
  optionNames,
  parseQuery,
} from "@odj/graph-wire"
import { DateTime, Effect, Option, Result } from "effect"
import type { Failure } from "./FailureTable.ts"
import { accepts } from "./Negotiation.ts"
import type { Operation } from "./Operation.ts"
import { readIfMet } from "./Preconditions.ts"
import type { Responding } from "./Responder.ts"
import { commonHeaders, type Form, formOf, json } from "./ResponseForm.ts"

const collectionOptions: ReadonlySet<OptionName> = new Set(optionNames)
const countOptions: ReadonlySet<OptionName> = new Set(["filter"])

const defaultPageSize = 100
const maxPageSize = 1_000

/** The longest page, in characters of JSON. Larger pages are a burden for clients, and the Graph adapter refuses them. */
const maxPageLength = 2 * 1_024 * 1_024

/** How long the texts of a page may be. The rest of its JSON is shorter than half a kilobyte for each connector. */
const maxTextLength = maxPageLength - maxPageSize * 512

const pageOf = ({ options }: Form, limit: number): Effect.Effect<ConnectorPage, Failure, ConnectorStore> => {
  const { filter, order, skip, skipToken, count } = options
  return listConnectors({ limit, maxLength: maxTextLength, filter, order, skip, after: skipToken, count })
}

/** Logs connectors that can't be read, since only an operator can correct them. */
const logUnreadable = (unreadable: ConnectorPage["unreadable"] = []) =>
  unreadable.length === 0
    ? Effect.void
    : Effect.logError(new ConnectorsUnreadable({ connectors: unreadable }).message)

/**
 * A page as JSON. A page ends when it is long enough; the link leads to the rest. Escapes can make its JSON several times as
 * long as its texts: then half of it is read again. Connectors that can't be read are in an annotation of the page.
 */
const listPage = (form: Form, pageSize: number, limit: number): Responding<ConnectorStore> =>
  Effect.flatMap(pageOf(form, limit), ({ connectors, unreadable, next, count }) => {
    const { skip: _, ...options } = form.options
    const nextLink =
      next === undefined
        ? undefined
        : `${form.serviceRoot}/${collectionPath}?${encodeQuery({ ...options, top: pageSize, skipToken: next })}`
    const body = encodeCollection({ connectors, unreadable, count, nextLink }, form)
    const length = Math.min(limit, connectors.length + (unreadable?.length ?? 0))
    if (body.length > maxPageLength && length > 1) return listPage(form, pageSize, Math.floor(length / 2))
    return Effect.as(logUnreadable(unreadable), json(200, form, body, appliedPageSize(form, pageSize)))
  })

const appliedPageSize = ({ preferences: { maxPageSize, maxPageSizeName } }: Form, size: number) =>
  maxPageSize === size ? { "Preference-Applied": `${maxPageSizeName}=${size}` } : {}

/** Reads a request with its time. The link to the next page has the filter with this time, so all pages have the same filter. */
const atRequest = <A, E>(read: (now: DateTimeOffset | undefined) => Result.Result<A, E>) =>
  Effect.flatMap(DateTime.now, (now) =>
    Effect.fromResult(read(Option.getOrUndefined(DateTimeOffset.fromDateTime(now)))),
  )

export const list: Operation = {
  name: "list",
  permission: "canRead",
  isScan: true,
  run: (call) =>
    readIfMet(
      call.headers,
      Effect.flatMap(
        atRequest((now) => formOf(call, collectionOptions, now)),
        (form) => {
          const top = form.options.top ?? defaultPageSize
          const pageSize = Math.min(top, form.preferences.maxPageSize ?? maxPageSize, maxPageSize)
          return listPage(form, pageSize, pageSize)
        },
      ),
    ),
}

/** A count is plain text. Clients that accept only JSON get it as well. */
const acceptsCount = (accept: string | undefined) =>
  Result.orElse(accepts(accept, "text/plain"), () => accepts(accept, "application/json"))

export const count: Operation = {
  name: "count",
  permission: "canRead",
  isScan: true,
  run: ({ query, headers }) =>
    readIfMet(
      headers,
      atRequest((now) =>
        Result.andThen(acceptsCount(headers.accept), () => parseQuery(query, countOptions, now)),
      ).pipe(
        Effect.flatMap(({ filter }) => listConnectors({ limit: 0, count: true, ...(filter && { filter }) })),
        Effect.map((page) => ({
          status: 200,
          headers: { "Content-Type": "text/plain", ...commonHeaders },
          body: String(page.count),
        })),
      ),
    ),
}
