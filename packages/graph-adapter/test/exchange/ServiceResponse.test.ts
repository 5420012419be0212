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

  it("is reported with the service's id of the request, or else the client's", () => {
    for (const [given, requestId] of [
      ["33333333-header", "33333333-header"],
      ["", clientRequestId],
      [undefined, clientRequestId],
    ] as const) {
      assert.deepStrictEqual(responseOf({ ...plain, requestId: given }).report("why"), {
        message: "why",
        requestId,
        clientRequestId,
      })
    }
  })
})
