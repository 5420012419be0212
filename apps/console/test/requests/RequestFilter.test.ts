/** Tests which requests the filters show. */
import { assert, describe, it } from "vitest"
import { ownRequestId } from "../../src/api/OwnRequest.ts"
import { type RequestFilter, rowsOf } from "../../src/requests/RequestFilter.ts"
import { requestOf } from "./requestOf.ts"

const requests = [
  requestOf({ number: 8, path: "/common/oauth2/v2.0/token", method: "POST", operation: "token" }),
  requestOf({ number: 7, clientRequestId: ownRequestId() }),
  requestOf({ number: 6, outcome: "reset", status: undefined, faults: ["cut"], connector: "c-1" }),
  requestOf({ number: 5, method: "PATCH", status: 504, committed: true, idempotencyKey: "Key-5" }),
  requestOf({ number: 3, method: "DELETE", status: 404, batch: "b", connector: "c-1" }),
  requestOf({ number: 2, method: "PATCH", committed: true, batch: "b" }),
  requestOf({ number: 1, method: "POST", operation: "batch", requestId: "b" }),
]

const shown = (filter: RequestFilter) => rowsOf(filter, requests).map(({ request }) => request.number)

describe("rowsOf", () => {
  it("hides the requests of the page, and nothing else, by default", () => {
    assert.deepStrictEqual(shown({}), [8, 6, 5, 1, 2, 3])
  })

  it("shows the requests of the page on demand", () => {
    assert.deepStrictEqual(shown({ own: "shown" }), [8, 7, 6, 5, 1, 2, 3])
  })

  it("selects by each value", () => {
    assert.deepStrictEqual(shown({ issuer: "hidden" }), [6, 5, 1, 2, 3])
    assert.deepStrictEqual(shown({ method: "POST" }), [8, 1])
    assert.deepStrictEqual(shown({ status: "5" }), [5])
    assert.deepStrictEqual(shown({ status: "none" }), [6])
    assert.deepStrictEqual(shown({ struck: "only" }), [6])
    assert.deepStrictEqual(shown({ text: "key-5" }), [5])
    assert.deepStrictEqual(shown({ text: "connection RESET" }), [6])
    assert.deepStrictEqual(shown({ method: "PATCH", status: "5" }), [5])
  })

  it("shows a batch above those of its requests that are selected", () => {
    assert.deepStrictEqual(shown({ changed: "only" }), [5, 1, 2])
    assert.deepStrictEqual(shown({ connector: "c-1" }), [6, 1, 3])
    assert.deepStrictEqual(
      rowsOf({ changed: "only" }, requests).map(({ isPart }) => isPart),
      [false, false, true],
    )
  })

  it("hides a batch of the page with its requests", () => {
    const batch = requestOf({
      number: 1,
      operation: "batch",
      requestId: "b",
      clientRequestId: ownRequestId(),
    })
    assert.deepStrictEqual(rowsOf({}, [requestOf({ number: 2, batch: "b" }), batch]), [])
  })
})
