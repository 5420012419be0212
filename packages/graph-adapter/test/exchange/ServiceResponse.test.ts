/** Tests what is read from a response, and that it is read once. */
import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"
import { clientRequestId, entityText, plain, responseOf } from "../situations.ts"

describe("A response", () => {
  it("has the JSON of its body, if it is JSON", () => {
    const of = (body: string) => responseOf({ ...plain, body }).json
    assert.deepStrictEqual(of("an entity"), Option.some(JSON.parse(entityText)))
    assert.deepStrictEqual(of("null"), Option.some(null))
    for (const body of ["nothing", "half an entity", "a page of a proxy", "an unreadable body"]) {
      assert.deepStrictEqual(of(body), Option.none())
    }
  })

  it("is reported with the service's own id of the request, not with the client's in its place", () => {
    for (const [given, body, ids] of [
      ["33333333-header", "nothing", { requestId: "33333333-header" }],
      ["33333333-header", "an error", { requestId: "11111111-request" }],
      [clientRequestId, "nothing", {}],
      ["", "nothing", {}],
      [undefined, "nothing", {}],
    ] as const) {
      const response = responseOf({ ...plain, body }).with({ headers: { "request-id": given } })
      assert.deepStrictEqual(response.report("why"), { message: "why", ...ids, clientRequestId })
    }
  })

  it("has a foreign coding if that makes it unreadable", () => {
    const coded = (coding: string, body: string) =>
      responseOf({ ...plain, body }).with({ headers: { "content-encoding": coding } }).foreignCoding
    assert.strictEqual(coded("gzip", "an unreadable body"), "gzip")
    assert.isUndefined(coded("identity", "an unreadable body"))
    // fetch decodes the body, and leaves the header.
    assert.isUndefined(coded("gzip", "an entity"))
  })
})
