/** The values that a fault can ask for in a request. */
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import type { GraphFault } from "../../src/faults/Fault.ts"
import { graphSubject, issuerSubject, matches } from "../../src/faults/FaultSubject.ts"
import type { HttpRequest } from "../../src/http/HttpMessage.ts"
import { collection } from "../endpoint.ts"

const request = (parts: Partial<HttpRequest>): HttpRequest => ({
  method: "POST",
  target: collection,
  headers: {},
  body: undefined,
  scheme: "http",
  facts: {},
  ...parts,
})

const withBody = (body: string) => request({ body: Buffer.from(body) })

const tenant = "0D100D10-0d10-4d10-8d10-0d100d100d10"

const isMatched = (when: GraphFault["when"], parts: HttpRequest, path = collection) =>
  matches({ ...(when && { when }), with: "reset" }, graphSubject(parts, path, { tenant, user: "User" }))

describe("A fault with when", () => {
  it("matches the caller, whatever the case of a GUID", () => {
    const none = request({})
    assert.isTrue(isMatched(undefined, none))
    assert.isTrue(isMatched({ tenant: tenant.toLowerCase() }, none))
    assert.isTrue(isMatched({ tenant, user: "User" }, none))
    assert.isFalse(isMatched({ user: "user" }, none))
    assert.isFalse(isMatched({ application: "app" }, none))
  })

  it("matches the id in the URL or in the body, exactly", () => {
    const entity = `${collection}('It''s')`
    assert.isTrue(isMatched({ id: "It's" }, request({ method: "GET" }), entity))
    assert.isFalse(isMatched({ id: "it's" }, request({ method: "GET" }), entity))
    assert.isTrue(isMatched({ id: "7" }, withBody(`{"id":"7"}`)))
    assert.isFalse(isMatched({ id: "7" }, withBody("{}")))
  })

  it("matches the properties in the body, all of them", () => {
    const body = `{"displayName":"Lab","state":"error"}`
    assert.isTrue(isMatched({ displayName: "Lab" }, withBody(body)))
    assert.isTrue(isMatched({ displayName: "Lab", state: "error" }, withBody(body)))
    assert.isFalse(isMatched({ displayName: "Lab", state: "active" }, withBody(body)))
    assert.isTrue(isMatched({ displayName: null }, withBody(`{"displayName":null}`)))
    assert.isFalse(isMatched({ displayName: null }, withBody("{}")))
    assert.isTrue(isMatched({ displayName: "Lab" }, withBody(`\uFEFF${body}`)))
  })

  it("matches the body of a request in a batch", () => {
    const part = request({ part: { of: "batch", json: { displayName: "Lab" } } })
    assert.isTrue(isMatched({ displayName: "Lab" }, part))
    assert.isFalse(isMatched({ displayName: "HQ" }, part))
  })

  it.prop("matches no body that is not an object of JSON", [Schema.String], ([body]) => {
    assert.isFalse(isMatched({ displayName: "Lab" }, withBody(body)))
  })

  it("matches no body that exceeds the limit", () => {
    assert.isFalse(isMatched({ displayName: "Lab" }, request({ body: undefined })))
  })

  it("matches the tenant in the path of the issuer and the application in the form or the credentials", () => {
    const form = {
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: Buffer.from("client_id=app"),
    }
    const authorization = `Basic ${Buffer.from("app:secret").toString("base64")}`
    const basic = { headers: { ...form.headers, authorization }, body: Buffer.from("") }
    for (const parts of [form, basic]) {
      const subject = issuerSubject(request(parts), "common")
      const isMatched = (when: { tenant?: string; application?: string }) =>
        matches({ on: "token", when, with: "reset" }, subject)
      assert.isTrue(isMatched({ tenant: "common", application: "app" }))
      assert.isFalse(isMatched({ tenant }))
      assert.isFalse(isMatched({ application: "other" }))
    }
  })
})
