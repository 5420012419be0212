import { assert, describe, it } from "@effect/vitest"
import {
  ConnectorStoreFull,
  ConnectorStoreRefused,
  ConnectorStoreThrottled,
  ConnectorStoreUnavailable,
  CreateOutcomeUnknown,
  RefusalReason,
} from "@odj/core"
import { Duration } from "effect"
import { RepeatableFailed } from "../../src/graph/Failure.ts"
import { operatorProblem } from "../../src/graph/OperatorProblem.ts"
import { rowOf } from "../../src/graph/RowOf.ts"

const report = { code: "Upstream", message: "Its words.", requestId: "its-id" }

const refused = (reason?: RefusalReason) => new ConnectorStoreRefused({ report, ...(reason && { reason }) })

describe("A gateway whose service refuses a request", () => {
  const ofServer: ReadonlyArray<string> = [
    "SignInRequired",
    "CredentialInvalid",
    "PermissionMissing",
    "AddressUnknown",
  ]

  for (const reason of RefusalReason.literals) {
    const isOfServer = ofServer.includes(reason)
    it(`${isOfServer ? "responds with 502 and tells its operator" : "passes the refusal on"}: ${reason}`, () => {
      const { status, error, challenge } = rowOf(refused(reason))
      assert.strictEqual(status, isOfServer ? 502 : reason === "OperationNotOffered" ? 501 : 403)
      assert.strictEqual(error.code, isOfServer ? "BadGateway" : "Upstream")
      assert.strictEqual(error.message === "Its words.", !isOfServer)
      assert.isUndefined(challenge)
      const problem = operatorProblem(refused(reason))
      assert.strictEqual(problem !== undefined, isOfServer)
      if (problem !== undefined) assert.match(problem, /^ConnectorStoreRefused: .*Its words\. (Check|Grant)/)
    })
  }

  it("passes on a refusal without a known reason", () => {
    assert.deepInclude(rowOf(refused()), {
      status: 403,
      error: { code: "Upstream", message: "Its words." },
    })
  })

  it("rejects a repeatable create if the service does not support one, so that the client retries without a key", () => {
    const failure = refused("OperationNotOffered")
    const { status, headers } = rowOf(new RepeatableFailed({ failure }))
    assert.strictEqual(status, 501)
    assert.deepStrictEqual(headers, { "Repeatability-Result": "rejected" })
  })
})

describe("A gateway whose service", () => {
  it("throttles it passes on the wait", () => {
    const throttled = new ConnectorStoreThrottled({ report, retryAfter: Duration.millis(6_200) })
    const { status, headers } = rowOf(throttled)
    assert.deepStrictEqual([status, headers], [429, { "Retry-After": "7" }])
  })

  it("is unreachable names its host to its operator only", () => {
    const failure = new ConnectorStoreUnavailable({
      report: { message: "Can't reach inner.test: the connection was refused", host: "inner.test" },
      reason: "ConnectionRefused",
    })
    const { status, error } = rowOf(failure)
    assert.strictEqual(status, 503)
    assert.notInclude(JSON.stringify(error), "inner.test")
    assert.include(operatorProblem(failure) ?? "", "Can't reach inner.test")
  })

  it("is behind something that refuses or throttles names the host to its operator only", () => {
    const report = { message: 'HTTP 403 from inner.test: a web page, "Blocked"', host: "inner.test" }
    const refusal = new ConnectorStoreRefused({ report })
    for (const [failure, status] of [
      [refusal, 502],
      [new ConnectorStoreRefused({ report, reason: "OperationNotOffered" }), 501],
      [new ConnectorStoreThrottled({ report }), 429],
      [new ConnectorStoreFull({ report }), 507],
    ] as const) {
      const row = rowOf(failure)
      assert.strictEqual(row.status, status)
      assert.notInclude(JSON.stringify(row.error), "inner.test")
    }
    assert.include(operatorProblem(refusal) ?? "", "inner.test")
  })

  it("may have created a connector says that this is unknown", () => {
    const { status, headers } = rowOf(new CreateOutcomeUnknown({ report }))
    assert.deepStrictEqual([status, headers], [500, undefined])
  })
})
