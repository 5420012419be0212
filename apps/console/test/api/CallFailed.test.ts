import { assert, describe, it } from "@effect/vitest"
import { encodeError } from "@odj/graph-wire"
import type { Call } from "../../src/api/Call.ts"
import { refused } from "../../src/api/CallFailed.ts"

const call: Call = { method: "POST", path: "/beta/deviceManagement/domainJoinConnectors" }

const response = (status: number, headers: Record<string, string> = {}) => ({
  status,
  headers: new Headers(headers),
})

const ids = { requestId: "one", clientRequestId: "two" }

describe("A failed call", () => {
  it("has the code, the message, the request id and each problem of the response", () => {
    const details = [
      { code: "ModelValidationFailure", message: "Missing", target: "displayName" },
      { code: "ModelValidationFailure", message: "Expected an object", target: "" },
    ]
    const error = { code: "ModelValidationFailure", message: "displayName: Missing.", details }
    const failed = refused(call, response(400), JSON.parse(encodeError(error, ids, new Date(0))))
    assert.deepInclude(failed, {
      status: 400,
      code: "ModelValidationFailure",
      message: "displayName: Missing.",
      requestId: "one",
      problems: [
        { target: "displayName", message: "Missing" },
        { target: "", message: "Expected an object" },
      ],
    })
  })

  it("says when to retry", () => {
    const failed = refused(call, response(429, { "Retry-After": "7" }), {
      error: { code: "TooManyRequests", message: "Too many requests." },
    })
    assert.strictEqual(failed.message, "Too many requests. Retry in 7 s.")
  })

  it.each([undefined, "<html>", null, 7, { error: null }, { error: { details: [7, { target: 1 }] } }])(
    "has the status if the body is %o",
    (body) => {
      const failed = refused(call, response(502, { "request-id": "three", "Retry-After": "soon" }), body)
      assert.deepInclude(failed, {
        message: "The server responded with status 502.",
        requestId: "three",
        problems: [],
      })
    },
  )
})
