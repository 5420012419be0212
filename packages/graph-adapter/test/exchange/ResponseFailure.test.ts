/** Tests every row of the table of failures, with every status and kind of body. */
import { assert, describe, it } from "@effect/vitest"
import {
  ConnectorStoreFull,
  ConnectorStoreRefused,
  ConnectorStoreThrottled,
  ConnectorStoreUnavailable,
  CreateOutcomeUnknown,
} from "@odj/core"
import { Duration } from "effect"
import type { Operation } from "../../src/exchange/Operation.ts"
import { refusalReason } from "../../src/exchange/RefusalReason.ts"
import { failureOf } from "../../src/exchange/ResponseFailure.ts"
import { describe as describeResponse } from "../../src/exchange/ResponseText.ts"
import { fieldsOf } from "../fieldsOf.ts"
import {
  bodies,
  clientRequestId,
  everyStatus,
  host,
  plain,
  responseOf,
  Situation,
  waits,
} from "../situations.ts"

/** The table, row by row: the first row that matches. */
const expected = (situation: Situation, operation: Operation) => {
  const { status, retryAfter, requestId, body } = situation
  const error = bodies[body]?.error ?? {}
  const wait = waits[retryAfter ?? ""]
  const description = describeResponse(responseOf(situation))
  const serviceId = error.requestId ?? (requestId || undefined)
  const ids = { ...(serviceId !== undefined && { requestId: serviceId }), clientRequestId }
  const { message } = error
  const described = message === undefined ? { message: description, host } : { message }
  const report = { ...error, ...described, ...ids }
  switch (true) {
    case Math.floor(status / 100) === 3:
    case status === 511:
      return new ConnectorStoreUnavailable({
        report: { message: description, ...ids, host },
        reason: "ResponseUnusable",
      })
    case status === 407:
      return new ConnectorStoreUnavailable({
        report: { message: description, host },
        reason: "ProxyCredentialsRequired",
      })
    case status === 503 && (wait !== undefined || error.code === "TooManyRequests"):
    case status === 429:
      return new ConnectorStoreThrottled(wait === undefined ? { report } : { report, retryAfter: wait })
    case status === 507:
      return new ConnectorStoreFull({ report })
    case status === 501:
    case status !== 408 && Math.floor(status / 100) === 4: {
      const reason = refusalReason(operation, status, error)
      return new ConnectorStoreRefused(reason === undefined ? { report } : { report, reason })
    }
    case Math.floor(status / 100) === 2 && bodies[body]?.text !== undefined:
      return operation === "create"
        ? new CreateOutcomeUnknown({ report: { ...report, host } })
        : new ConnectorStoreUnavailable({ report: { ...report, host }, reason: "ResponseUnusable" })
    default:
      return operation === "create"
        ? new CreateOutcomeUnknown({ report })
        : new ConnectorStoreUnavailable({ report })
  }
}

const assertReads = (situation: Situation) => {
  for (const operation of ["read", "create", "update", "delete"] as const) {
    assert.deepStrictEqual(
      fieldsOf(failureOf(operation, responseOf(situation))),
      fieldsOf(expected(situation, operation)),
    )
  }
}

describe("failureOf", () => {
  const examples: ReadonlyArray<readonly [response: Partial<Situation>, reads: object]> = [
    [
      { status: 403, body: "an error with a message in a message", requestId: "33333333-header" },
      {
        _tag: "ConnectorStoreRefused",
        code: "Forbidden",
        message: "innermost",
        requestId: "33333333-header",
        clientRequestId,
      },
    ],
    [
      { status: 429, body: "nothing", contentType: undefined, retryAfter: "2.128" },
      {
        _tag: "ConnectorStoreThrottled",
        message: `HTTP 429 from ${host}: an empty body`,
        host,
        clientRequestId,
        retryAfter: Duration.millis(2128),
      },
    ],
    [
      { status: 429, body: "an error without a request id" },
      {
        _tag: "ConnectorStoreThrottled",
        code: "UnknownError",
        message: `HTTP 429 from ${host}: {"error":{"code":"UnknownError","message":""}}`,
        host,
        clientRequestId,
      },
    ],
    [
      { status: 503, body: "an error", retryAfter: "120" },
      {
        _tag: "ConnectorStoreThrottled",
        code: "Forbidden",
        message: "no",
        requestId: "11111111-request",
        clientRequestId,
        retryAfter: Duration.minutes(2),
      },
    ],
    [
      { status: 503, body: "a page of a proxy", contentType: "text/html", retryAfter: "soon" },
      {
        _tag: "ConnectorStoreUnavailable",
        message: `HTTP 503 from ${host}: a web page, "502 Bad Gateway", probably of a proxy or a login`,
        host,
        clientRequestId,
      },
    ],
    [
      { status: 503, body: "an error of too many requests" },
      {
        _tag: "ConnectorStoreThrottled",
        code: "TooManyRequests",
        message: "wait",
        clientRequestId,
      },
    ],
    [
      { status: 401, body: "nothing" },
      {
        _tag: "ConnectorStoreRefused",
        message: `HTTP 401 from ${host}: an empty body`,
        host,
        clientRequestId,
        reason: "SignInRequired",
      },
    ],
    [
      { status: 403, body: "an error with an activity id" },
      {
        _tag: "ConnectorStoreRefused",
        message: "no - Activity ID: 55555555",
        activityId: "55555555",
        clientRequestId,
      },
    ],
    [
      { status: 200, body: "half an entity" },
      {
        _tag: "ConnectorStoreUnavailable",
        message: `HTTP 200 from ${host}: an unexpected body (application/json)`,
        host,
        reason: "ResponseUnusable",
        clientRequestId,
      },
    ],
  ]
  it("reads each kind of response", () => {
    for (const [situation, reads] of examples) {
      const failure = failureOf("read", responseOf({ ...plain, ...situation }))
      assert.deepStrictEqual(fieldsOf(failure), reads)
    }
  })

  it("reads what a challenge asks for, beside the error in the body", () => {
    const claims = btoa('{"access_token":{"nbf":{"essential":true,"value":"7"}}}')
    const challenge = `Bearer error="insufficient_claims", error_description="Revoked", claims="${claims}"`
    for (const [body, error] of [
      ["nothing", { code: "insufficient_claims", message: "Revoked (required claims: nbf = 7)" }],
      ["an error", { code: "Forbidden", message: "no (required claims: nbf = 7)" }],
    ] as const) {
      const response = responseOf({ ...plain, status: 401, body })
      const failure = failureOf("read", response.with({ headers: { "www-authenticate": challenge } }))
      assert.deepInclude(fieldsOf(failure), { _tag: "ConnectorStoreRefused", ...error })
    }
  })

  it("reads every status", () => {
    for (const situation of everyStatus) assertReads(situation)
  })

  it.prop(
    "reads every response, whatever its headers and body",
    [Situation],
    ([situation]) => assertReads(situation),
    { arbitrary: { runs: 1000 } },
  )
})
