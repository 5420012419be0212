/** What a request to the control says in its query, in its body, or about the clock. */
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { readValue, readValues } from "../../src/control/ControlBody.ts"
import type { ControlFailure } from "../../src/control/ControlFailure.ts"
import { readClockChange, readNoQuery, readRequestQuery, readTenant } from "../../src/control/ControlInput.ts"
import { issuerEndpoints } from "../../src/issuer/IssuerEndpoint.ts"
import { requestFor } from "./request.ts"

/** The problems of an invalid input, or its status if that is another than 400. */
const refusal = (result: Result.Result<unknown, ControlFailure>) => {
  const { status, error } = Result.getOrThrow(Result.flip(result)).row
  return status === 400 ? error.details?.map(({ target, message }) => `${target}: ${message}`) : status
}

describe("The query", () => {
  it("chooses requests", () => {
    assert.deepStrictEqual(Result.getOrThrow(readRequestQuery("")), { query: {}, last: Infinity })
    const query =
      "operation=create&method=POST&status=504&committed=true&connector=a&tenant=b&application=c&fault=lost+response&last=2"
    assert.deepStrictEqual(Result.getOrThrow(readRequestQuery(query)), {
      query: {
        operation: "create",
        method: "POST",
        status: 504,
        committed: true,
        connector: "a",
        tenant: "b",
        application: "c",
        fault: "lost response",
      },
      last: 2,
    })
    for (const [text, committed] of [
      ["false", false],
      // As Python writes them.
      ["False", false],
      ["True", true],
    ] as const)
      assert.deepStrictEqual(Result.getOrThrow(readRequestQuery(`committed=${text}`)).query, { committed })
  })

  it("is refused with every problem", () => {
    assert.deepStrictEqual(refusal(readRequestQuery("satus=504&committed=yes&last=-1&operation=creat")), [
      "satus: Unknown parameter (known: operation, method, status, committed, connector, tenant, application, fault, last)",
      `operation: Expected "create" | "get" | "list" | "count" | "update" | "delete" | "batch" | "metadata" | "serviceDocument" | "singleton" | "${issuerEndpoints.join('" | "')}"`,
      "committed: Expected true or false",
      "last: Expected a whole number",
    ])
    assert.deepStrictEqual(refusal(readRequestQuery("status=1&last=2&status=3&last=4")), [
      "status: Given twice",
      "last: Given twice",
    ])
  })

  it("is refused if the resource has no parameters", () => {
    assert.isTrue(Result.isSuccess(readNoQuery("")))
    assert.deepStrictEqual(refusal(readNoQuery("tenant=a")), ["tenant: Unknown parameter"])
  })

  it("names a tenant", () => {
    assert.deepStrictEqual(Result.getOrThrow(readTenant("tenant=a%20b")), { tenant: "a b" })
    assert.deepStrictEqual(Result.getOrThrow(readTenant("")), {})
    assert.lengthOf(refusal(readTenant("tenant=")) as ReadonlyArray<string>, 1)
  })
})

describe("The body", () => {
  const of = (body: unknown, headers = {}) => requestFor("/_odj/faults", { method: "POST", body, headers })
  const lines = { "content-type": "application/x-ndjson" }

  it("is a value, an array of values, or NDJSON", () => {
    assert.deepStrictEqual(Result.getOrThrow(readValue(of([1]))), [1])
    assert.deepStrictEqual(Result.getOrThrow(readValues(of({ on: "create" }))), { on: "create" })
    assert.deepStrictEqual(Result.getOrThrow(readValues(of([1, 2]))), [1, 2])
    assert.deepStrictEqual(Result.getOrThrow(readValues(of('{"a":1}\n\n [2]\r\n', lines))), [{ a: 1 }, [2]])
    assert.deepStrictEqual(Result.getOrThrow(readValues(of("", lines))), [])
  })

  it("is refused with the line of each problem", () => {
    assert.deepStrictEqual(refusal(readValues(of('{"a":1}\n{"a":1,"a":2}\n\n{"b":1,"b":2}', lines))), [
      "line 2/a: Given twice",
      "line 4/b: Given twice",
    ])
    const [problem = ""] = refusal(readValue(of('{"a":'))) as ReadonlyArray<string>
    assert.match(problem, /^: Invalid JSON: /)
  })

  it("is refused if its type is not JSON", () => {
    const types = [
      "application/x-www-form-urlencoded",
      "multipart/form-data",
      "text/plain",
      "",
      "application/json; charset=latin1",
    ]
    for (const type of types) {
      assert.strictEqual(refusal(readValue(of({}, { "content-type": type }))), 415, type)
      assert.strictEqual(refusal(readValues(of({}, { "content-type": type }))), 415, type)
    }
    assert.strictEqual(refusal(readValue(of("{}", lines))), 415)
    assert.strictEqual(refusal(readValue(of({}, { "content-encoding": "gzip" }))), 415)
    assert.isTrue(Result.isSuccess(readValue(of({}, { "content-type": "Application/JSON; charset=UTF-8" }))))
  })

  it("is refused if it is too large or not UTF-8", () => {
    assert.strictEqual(refusal(readValue({ ...of({}), body: undefined })), 413)
    assert.deepStrictEqual(refusal(readValue(of(Buffer.from([0x22, 0xff, 0x22])))), [": Not valid UTF-8"])
  })
})

describe("The clock", () => {
  const problems = (change: unknown) => refusal(readClockChange(change))

  it("is moved forward, or to a time", () => {
    for (const change of [{ advance: "6 days" }, { advance: 300 }, { time: "2016-12-31T23:58:36Z" }])
      assert.deepStrictEqual<unknown>(Result.getOrThrow(readClockChange(change)), change)
  })

  it("is moved in one of the two ways, and by nothing else", () => {
    for (const change of [{}, { advance: 1, time: "2026-01-31T12:00:00Z" }])
      assert.deepStrictEqual(problems(change), [": Expected either advance or time"])
    assert.deepStrictEqual(problems([]), [": Expected an object"])
    assert.deepStrictEqual(problems({ forward: 1, advance: 1 }), [
      "forward: Unknown property (known: advance, time)",
    ])
    for (const advance of [null, { days: 6 }, [[]], true])
      assert.deepStrictEqual(problems({ advance }), [
        'advance: Expected milliseconds, or a text such as "6 days"',
      ])
    assert.lengthOf(problems({ time: 5 }) as ReadonlyArray<string>, 1)
  })
})
