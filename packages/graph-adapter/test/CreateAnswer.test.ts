/** Shows every row of the table of answers, over every status and kind of body. */
import { assert, describe, it } from "@effect/vitest"
import {
  ConnectorAlreadyExists,
  ConnectorStoreRefused,
  ConnectorStoreThrottled,
  CreateOutcomeUnknown,
} from "@odj/core"
import type { DomainJoinConnector } from "@odj/domain"
import { encodeEntity, type ServiceError } from "@odj/graph-wire"
import { Duration, Option, Result, Schema } from "effect"
import { type Answer, interpret } from "../src/CreateAnswer.ts"
import { fieldsOf } from "./fieldsOf.ts"
import { seed, stored } from "./seed.ts"

const clientRequestId = "22222222-client"
const receivedAt = Date.UTC(2026, 6, 31, 12, 0, 0)

const entity = encodeEntity(stored, "https://graph.microsoft.com/beta")
const error = (properties: object) => JSON.stringify({ error: properties })

interface Body {
  readonly text: string | undefined
  readonly entity?: DomainJoinConnector
  readonly error?: ServiceError
}

const bodies: Record<string, Body> = {
  "an entity": { text: entity, entity: stored },
  "an entity with more than we know": {
    text: JSON.stringify({
      "@microsoft.graph.tips": "use $select",
      ...stored,
      state: "pending",
      "state@odata.type": "#x",
      machineName: "PC-1",
    }),
    entity: { ...stored, state: "pending" },
  },
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
  "a collection": { text: JSON.stringify({ value: [stored] }) },
  "a list": { text: JSON.stringify([stored]) },
  null: { text: "null" },
  "a page of a proxy": { text: "<html><body>502 Bad Gateway</body></html>" },
  nothing: { text: "" },
  "half an entity": { text: entity.slice(0, entity.length / 2) },
  "half an error": { text: error({ code: "Forbidden" }).slice(0, -1) },
  "what can't be read": { text: undefined },
}

interface Situation {
  readonly id: string | undefined
  readonly status: number
  readonly retryAfter: string | undefined
  readonly requestId: string | undefined
  readonly contentType: string | undefined
  readonly body: string
}

const waits: Record<string, Duration.Duration | undefined> = {
  "120": Duration.minutes(2),
  "2.128": Duration.millis(2128),
  "Fri, 31 Jul 2026 12:02:00 GMT": Duration.minutes(2),
  soon: undefined,
}

const edges = [200, 201, 202, 204, 304, 399, 400, 403, 408, 409, 412, 428, 429, 430, 499, 500, 502, 503, 504]

const Situation: Schema.Schema<Situation> = Schema.Struct({
  id: Schema.UndefinedOr(Schema.Union([Schema.Literal(stored.id), Schema.NonEmptyString])),
  status: Schema.Union([
    Schema.Int.check(Schema.isBetween({ minimum: 100, maximum: 599 })),
    Schema.Literals(edges),
  ]),
  retryAfter: Schema.UndefinedOr(Schema.Literals(Object.keys(waits))),
  requestId: Schema.UndefinedOr(Schema.Literal("33333333-header")),
  contentType: Schema.UndefinedOr(Schema.Literal("text/html")),
  body: Schema.Literals(Object.keys(bodies)),
})

const read = ({ id, status, retryAfter, requestId, contentType, body }: Situation) => {
  const answer: Answer = {
    status,
    headers: { "retry-after": retryAfter, "request-id": requestId, "content-type": contentType },
    body: Option.fromUndefinedOr(bodies[body]?.text),
    receivedAt,
  }
  return interpret(id === undefined ? seed : { ...seed, id }, answer, clientRequestId)
}

/** What an answer reads as, as plain data. */
const meaningOf = (result: ReturnType<typeof interpret>): object =>
  Result.match(result, { onSuccess: (connector) => connector, onFailure: fieldsOf })

/** The table, row by row: the first whose condition holds says what the answer reads as. */
const expected = (situation: Situation): ReturnType<typeof interpret> => {
  const { id, status, retryAfter } = situation
  const { entity, error = {} } = bodies[situation.body] as Body
  const wait = waits[retryAfter ?? ""]
  const report = {
    ...error,
    message: error.message ?? `HTTP ${status}, ${situation.contentType ?? "no content type"}`,
    requestId: error.requestId ?? situation.requestId ?? clientRequestId,
  }
  switch (true) {
    case [200, 201].includes(status) && entity !== undefined && (id ?? entity.id) !== entity.id:
      return Result.fail(
        new CreateOutcomeUnknown({
          message: `The service answered with another id than the one given: ${stored.id}`,
          requestId: situation.requestId ?? clientRequestId,
        }),
      )
    case [200, 201].includes(status) && entity !== undefined:
      return Result.succeed(entity)
    case status === 409 && id !== undefined:
      return Result.fail(new ConnectorAlreadyExists({ id }))
    case status === 503 && wait !== undefined:
    case status === 429:
      return Result.fail(
        new ConnectorStoreThrottled(wait === undefined ? report : { ...report, retryAfter: wait }),
      )
    case status !== 408 && Math.floor(status / 100) === 4:
      return Result.fail(new ConnectorStoreRefused(report))
    default:
      return Result.fail(new CreateOutcomeUnknown(report))
  }
}

const created: Situation = {
  id: undefined,
  status: 201,
  retryAfter: undefined,
  requestId: undefined,
  contentType: "application/json",
  body: "an entity",
}

describe("interpret", () => {
  const examples: ReadonlyArray<readonly [answer: Partial<Situation>, reads: object]> = [
    [{}, stored],
    [{ body: "an entity with more than we know" }, { ...stored, state: "pending" }],
    [
      { status: 409, id: "taken", body: "an error" },
      { _tag: "ConnectorAlreadyExists", id: "taken", message: "" },
    ],
    [
      { status: 409, body: "an error" },
      { _tag: "ConnectorStoreRefused", code: "Forbidden", message: "no", requestId: "11111111-request" },
    ],
    [
      { status: 403, body: "an error with a message in a message", requestId: "33333333-header" },
      {
        _tag: "ConnectorStoreRefused",
        code: "Forbidden",
        message: "innermost",
        requestId: "33333333-header",
      },
    ],
    [
      { status: 429, body: "nothing", contentType: undefined, retryAfter: "2.128" },
      {
        _tag: "ConnectorStoreThrottled",
        message: "HTTP 429, no content type",
        requestId: clientRequestId,
        retryAfter: Duration.millis(2128),
      },
    ],
    [
      { status: 429, body: "an error without a request id" },
      {
        _tag: "ConnectorStoreThrottled",
        code: "UnknownError",
        message: "HTTP 429, application/json",
        requestId: clientRequestId,
      },
    ],
    [
      { status: 503, body: "a page of a proxy", contentType: "text/html", retryAfter: "soon" },
      { _tag: "CreateOutcomeUnknown", message: "HTTP 503, text/html", requestId: clientRequestId },
    ],
    [
      { body: "half an entity" },
      { _tag: "CreateOutcomeUnknown", message: "HTTP 201, application/json", requestId: clientRequestId },
    ],
  ]
  it("reads each kind of answer as its table says", () => {
    for (const [answer, reads] of examples) {
      assert.deepStrictEqual(meaningOf(read({ ...created, ...answer })), reads)
    }
  })

  it("reads every status, for a connector with an id and one without", () => {
    for (let status = 100; status < 600; status++) {
      for (const body of ["an entity", "an error"]) {
        for (const id of [undefined, "id", stored.id]) {
          const situation = { ...created, status, body, id }
          assert.deepStrictEqual(meaningOf(read(situation)), meaningOf(expected(situation)))
        }
      }
    }
  })

  it.prop(
    "reads every answer, whatever its headers and body",
    [Situation],
    ([situation]) => assert.deepStrictEqual(meaningOf(read(situation)), meaningOf(expected(situation))),
    { arbitrary: { runs: 1000 } },
  )
})
