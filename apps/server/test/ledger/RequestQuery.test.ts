import { assert, describe, it } from "@effect/vitest"
import { checkQuery, type RequestQuery, RequestQueryInvalid } from "../../src/ledger/RequestQuery.ts"

const refusedAs = (query: object) => {
  try {
    checkQuery(query as RequestQuery)
  } catch (error) {
    assert.instanceOf(error, RequestQueryInvalid)
    return (error as RequestQueryInvalid).message
  }
  return undefined
}

describe("A query of recorded requests", () => {
  it("can have every value, or undefined", () => {
    assert.isUndefined(refusedAs({ operation: "create", status: 504, committed: true, fault: "lost" }))
    assert.isUndefined(refusedAs({ operation: undefined, tenant: undefined }))
  })

  it("is refused with every problem if it would match no request by mistake", () => {
    const message = refusedAs({ opration: "create", operation: "crate", status: "504" })
    assert.include(message, "opration: Unknown property (known: operation, method")
    assert.include(message, 'operation: Expected "create" | "get"')
    assert.include(message, "status: Expected")
  })
})
