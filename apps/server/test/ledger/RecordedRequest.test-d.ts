import { describe, expectTypeOf, it } from "@effect/vitest"
import type { RecordedRequest, RecordedRequests, RunningServer } from "../../src/index.ts"

declare const server: RunningServer
declare const status: number | undefined

describe("The recorded requests of a server", () => {
  it("are an array that says how many were dropped, without a promise", () => {
    expectTypeOf(server.requests()).toEqualTypeOf<RecordedRequests>()
    expectTypeOf(server.requests()).toExtend<ReadonlyArray<RecordedRequest>>()
    expectTypeOf(server.requests().dropped).toEqualTypeOf<number>()
  })

  it("can be chosen by values, or by undefined for any value", () => {
    expectTypeOf(server.requests).toBeCallableWith({ operation: "create", status, committed: true })
    expectTypeOf(server.requests).toBeCallableWith({ operation: "token", fault: "busy" })
    // @ts-expect-error: an operation that there is not
    server.requests({ operation: "creates" })
    // @ts-expect-error: a property that is misspelled
    server.requests({ commited: true })
    // @ts-expect-error: a status is a number
    server.requests({ status: "201" })
  })

  it("can't be changed", () => {
    // @ts-expect-error: the array
    server.requests().push({})
    const [request] = server.requests()
    if (request === undefined) return
    // @ts-expect-error: a property
    request.committed = false
    // @ts-expect-error: a header
    request.headers.accept = ""
  })

  it("have the outcomes that an editor completes", () => {
    expectTypeOf<RecordedRequest["outcome"]>().toEqualTypeOf<
      "response" | "inFlight" | "clientLeft" | "reset" | "close" | "cutBody" | "wrongLength" | "noResponse"
    >()
    expectTypeOf<RecordedRequest["status"]>().toEqualTypeOf<number | undefined>()
  })
})
