/** The operations on several connectors: list, page by page, and count. */
import { type ConnectorPage, type ConnectorStore, ConnectorsUnreadable } from "@odj/core"
import { DateTimeOffset } from "@odj/domain"
import {
  collectionPath,
  encodeCollection,
  encodeQuery,
  nextPageQuery,
  type OptionName,
  optionNames,
  parseQuery,
} from "@odj/graph-wire"
import { Clock, DateTime, Effect, Option, Result } from "effect"
import type { Failure } from "./Failure.ts"
import { accepts } from "./Negotiation.ts"
import type { Call, Operation } from "./Operation.ts"
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

type Store = ConnectorStore["Service"]

const pageOf = (store: Store, { options }: Form, limit: number): Effect.Effect<ConnectorPage, Failure> => {
  const { filter, order, skip, skipToken, count } = options
  return store.list({ limit, maxLength: maxTextLength, filter, order, skip, after: skipToken, count })
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
const listPage = (store: Store, { form, query }: ListRequest, pageSize: number, limit: number): Responding =>
  Effect.flatMap(pageOf(store, form, limit), ({ connectors, unreadable, next, count }) => {
    const nextLink =
      next === undefined
        ? undefined
        : `${form.serviceRoot}/${collectionPath}?${nextPageQuery(query, pageSize, next)}`
    const body = encodeCollection({ connectors, unreadable, count, nextLink }, form)
    const length = Math.min(limit, connectors.length + (unreadable?.length ?? 0))
    if (body.length > maxPageLength && length > 1)
      return listPage(store, { form, query }, pageSize, Math.floor(length / 2))
    return Effect.as(logUnreadable(unreadable), json(200, form, body, appliedPageSize(form, pageSize)))
  })

const appliedPageSize = ({ preferences: { maxPageSize, maxPageSizeName } }: Form, size: number) =>
  maxPageSize === size ? { "Preference-Applied": `${maxPageSizeName}=${size}` } : {}

/** Reads a request. `now` returns its time. */
const atRequest = <A, E>(read: (now: () => DateTimeOffset | undefined) => Result.Result<A, E>) =>
  Effect.flatMap(Clock.currentTimeMillis, (milliseconds) =>
    Effect.fromResult(
      read(() => Option.getOrUndefined(DateTimeOffset.fromDateTime(DateTime.makeUnsafe(milliseconds)))),
    ),
  )

interface ListRequest {
  readonly form: Form
  /** The query of all pages. */
  readonly query: string
}

/** Reads the request for a list. If its filter has `now()`, the query of all pages has this request's time instead. */
const listRequest = (call: Call) =>
  atRequest((now) => {
    let query: string | undefined = call.query
    const form = formOf(call, collectionOptions, () => {
      query = undefined
      return now()
    })
    return Result.map(form, (form): ListRequest => ({ form, query: query ?? encodeQuery(form.options) }))
  })

export const list: Operation = {
  name: "list",
  permission: "canRead",
  isScan: true,
  run: (call) =>
    readIfMet(
      call.headers,
      Effect.flatMap(listRequest(call), (request) => {
        const { options, preferences } = request.form
        const top = options.top ?? defaultPageSize
        const pageSize = Math.min(top, preferences.maxPageSize ?? maxPageSize, maxPageSize)
        return listPage(call.store, request, pageSize, pageSize)
      }),
    ),
}

/** A count is plain text. Clients that accept only JSON get it as well. */
const acceptsCount = (accept: string | undefined) =>
  Result.orElse(accepts(accept, "text/plain"), () => accepts(accept, "application/json"))

export const count: Operation = {
  name: "count",
  permission: "canRead",
  isScan: true,
  run: ({ store, query, headers }) =>
    readIfMet(
      headers,
      atRequest((now) =>
        Result.andThen(acceptsCount(headers.accept), () => parseQuery(query, countOptions, now)),
      ).pipe(
        Effect.flatMap(({ filter }) => store.list({ limit: 0, count: true, ...(filter && { filter }) })),
        Effect.map((page) => ({
          status: 200,
          headers: { "Content-Type": "text/plain", ...commonHeaders },
          body: String(page.count),
        })),
      ),
    ),
}
