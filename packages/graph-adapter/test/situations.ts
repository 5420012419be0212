/** Responses with all statuses and kinds of bodies and headers, and what they mean. */

import type { DomainJoinConnector } from "@odj/domain"
import type { ServiceError } from "@odj/graph-wire"
import { encodeEntity } from "@odj/graph-wire"
import { Duration, Option, Schema } from "effect"
import { ServiceResponse } from "../src/exchange/ServiceResponse.ts"
import { stored } from "./seed.ts"

export const clientRequestId = "22222222-client"

export const host = "graph.example"

const receivedAt = Date.UTC(2026, 6, 31, 12, 0, 0)

export const entityText = encodeEntity(stored, {
  serviceRoot: "https://graph.microsoft.com/beta",
  metadata: "minimal",
})

const error = (properties: object) => JSON.stringify({ error: properties })

interface Body {
  readonly text: string | undefined
  /** The entity in it, by itself or in `value`. */
  readonly entity?: DomainJoinConnector
  readonly wrapped?: DomainJoinConnector
  readonly error?: ServiceError
}

/** Bodies by name, with their contents. */
export const bodies: Record<string, Body> = {
  "an entity": { text: entityText, entity: stored },
  "an entity with unknown properties": {
    text: JSON.stringify({
      "@microsoft.graph.tips": "use $select",
      ...stored,
      state: "pending",
      "state@odata.type": "#x",
      machineName: "PC-1",
    }),
    entity: { ...stored, state: "pending" },
  },
  "an entity in a value": { text: JSON.stringify({ value: stored }), wrapped: stored },
  "an error": {
    text: error({ code: "Forbidden", message: "no", innerError: { "request-id": "11111111-request" } }),
    error: { code: "Forbidden", message: "no", requestId: "11111111-request" },
  },
  "an error without a request id": {
    text: error({ code: "UnknownError", message: "" }),
    error: { code: "UnknownError" },
  },
  "an error with a message in a message": {
    text: error({
      code: "UnknownError",
      message: JSON.stringify({ ErrorCode: "Forbidden", Message: JSON.stringify({ Message: "innermost" }) }),
    }),
    error: { code: "Forbidden", message: "innermost" },
  },
  "an error of too many requests": {
    text: error({
      code: "TooManyRequests",
      message: "wait",
      innerError: { "client-request-id": "44444444-client" },
    }),
    error: { code: "TooManyRequests", message: "wait", clientRequestId: "44444444-client" },
  },
  "an error with an activity id": {
    text: error({ message: "no - Activity ID: 55555555" }),
    error: { message: "no - Activity ID: 55555555", activityId: "55555555" },
  },
  "a collection": { text: JSON.stringify({ value: [stored] }) },
  "a list": { text: JSON.stringify([stored]) },
  null: { text: "null" },
  "a page of a proxy": { text: "<html><body>502 Bad Gateway</body></html>" },
  nothing: { text: "" },
  "half an entity": { text: entityText.slice(0, entityText.length / 2) },
  "half an error": { text: error({ code: "Forbidden" }).slice(0, -1) },
  "an unreadable body": { text: undefined },
}

/** Values of `Retry-After`, and their waits. */
export const waits: Record<string, Duration.Duration | undefined> = {
  "120": Duration.minutes(2),
  "2.128": Duration.millis(2128),
  "Fri, 31 Jul 2026 12:02:00 GMT": Duration.minutes(2),
  soon: undefined,
}

const edges = [200, 201, 202, 204, 304, 399, 400, 403, 404, 408, 409, 410, 429, 430, 499, 500, 501, 503, 504]

/** A response, described by the names of its parts. */
export interface Situation {
  readonly status: number
  readonly retryAfter: string | undefined
  readonly requestId: string | undefined
  readonly contentType: string | undefined
  readonly body: string
}

export const Situation: Schema.Schema<Situation> = Schema.Struct({
  status: Schema.Union([
    Schema.Int.check(Schema.isBetween({ minimum: 100, maximum: 599 })),
    Schema.Literals(edges),
  ]),
  retryAfter: Schema.UndefinedOr(Schema.Literals(Object.keys(waits))),
  requestId: Schema.UndefinedOr(Schema.Literals(["33333333-header", ""])),
  contentType: Schema.UndefinedOr(Schema.Literal("text/html")),
  body: Schema.Literals(Object.keys(bodies)),
})

/** A plain response to vary. */
export const plain: Situation = {
  status: 200,
  retryAfter: undefined,
  requestId: undefined,
  contentType: "application/json",
  body: "an entity",
}

/** Responses with every status, each with an entity and with an error. */
export const everyStatus: ReadonlyArray<Situation> = Array.from({ length: 500 }, (_, index) =>
  ["an entity", "an error"].map((body) => ({ ...plain, status: 100 + index, body })),
).flat()

export const responseOf = ({ status, retryAfter, requestId, contentType, body }: Situation) =>
  new ServiceResponse({
    status,
    headers: { "retry-after": retryAfter, "request-id": requestId, "content-type": contentType },
    body: Option.fromUndefinedOr(bodies[body]?.text),
    receivedAt,
    clientRequestId,
    host,
  })
