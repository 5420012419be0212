/** Which requests the list shows. The filter is in the address of the page, so that a link can have one. */

import { isOwnRequest } from "../api/OwnRequest.ts"
import type { RequestSummary } from "../live/RequestSummary.ts"
import { type Group, groupsOf } from "./Batches.ts"
import { callerText, outcomeText } from "./RequestText.ts"

/** Each member as in the query of the address. An absent one selects nothing out. */
export interface RequestFilter {
  readonly method?: string | undefined
  /** The first digit of a status, or `none` for a request without a response. */
  readonly status?: string | undefined
  /** The id of a connector. */
  readonly connector?: string | undefined
  /** Part of anything that the list shows, in any case. */
  readonly text?: string | undefined
  readonly changed?: "only" | undefined
  readonly struck?: "only" | undefined
  /** The requests to the issuer, which are shown by default. */
  readonly issuer?: "hidden" | undefined
  /** The requests of this page and others like it, which are hidden by default. */
  readonly own?: "shown" | undefined
}

/** The status as the filter has it. */
export const statusClassOf = ({ status }: RequestSummary): string =>
  status === undefined ? "none" : (String(status)[0] ?? "none")

/** Whether a request is to the issuer: everything else is below the path of Graph's API. */
export const isIssuer = ({ path }: RequestSummary) => !/^\/(?:beta|v1\.0)(?:\/|$)/.test(path)

const textOf = (request: RequestSummary) =>
  [
    request.method,
    `${request.path}?${request.query}`,
    request.operation,
    outcomeText(request),
    callerText(request.caller),
    ...Object.values(request.caller ?? {}),
    request.connector,
    request.idempotencyKey,
    request.requestId,
    request.clientRequestId,
    ...(request.faults ?? []),
  ]
    .join("\n")
    .toLowerCase()

/** Whether a request is shown. The parts of a batch are the page's own if their batch is. */
const isShown = (filter: RequestFilter, request: RequestSummary): boolean =>
  (filter.method === undefined || filter.method === request.method) &&
  (filter.status === undefined || filter.status === statusClassOf(request)) &&
  (filter.connector === undefined || filter.connector === request.connector) &&
  (filter.changed === undefined || request.committed) &&
  (filter.struck === undefined || (request.faults ?? []).length > 0) &&
  (filter.issuer === undefined || !isIssuer(request)) &&
  (filter.text === undefined || textOf(request).includes(filter.text.toLowerCase()))

/** A row of the list. */
export interface RequestRow {
  readonly request: RequestSummary
  /** Whether it stands beneath its batch. */
  readonly isPart: boolean
}

/** The rows, the newest first. A batch is shown with those of its requests that are shown, and not without a reason. */
export const rowsOf = (
  filter: RequestFilter,
  requests: ReadonlyArray<RequestSummary>,
): ReadonlyArray<RequestRow> =>
  groupsOf(requests).flatMap(({ request, parts }: Group) => {
    if (filter.own === undefined && isOwnRequest(request)) return []
    const shown = parts.filter((part) => isShown(filter, part))
    if (shown.length === 0 && !isShown(filter, request)) return []
    return [{ request, isPart: false }, ...shown.map((part) => ({ request: part, isPart: true }))]
  })
