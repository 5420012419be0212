/** Who sends a request to the issuer. */
import { assert, describe, it } from "@effect/vitest"
import { issuerCaller } from "../../src/requested/Caller.ts"

const form = { "content-type": "application/x-www-form-urlencoded" }
const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString("base64")}` })

const applicationOf = (headers: Readonly<Record<string, string>>, body = "", query = "") =>
  issuerCaller({ headers, body: Buffer.from(body), query }, "contoso").application

describe("The caller of a request to the issuer", () => {
  it("is the application in the form or in the header", () => {
    assert.strictEqual(applicationOf(form, "client_id=app"), "app")
    assert.strictEqual(applicationOf({ ...form, ...basic("app%3A1:secret") }), "app:1")
  })

  it("is the application in the query of a sign-in", () => {
    assert.strictEqual(applicationOf({}, "", "client_id=app%201&scope=x"), "app 1")
    assert.strictEqual(applicationOf(form, "decision=approved", "client_id=app"), "app")
  })

  it("has no known application if there is none, or if the request is invalid", () => {
    assert.isUndefined(applicationOf({}))
    assert.isUndefined(applicationOf({}, "client_id=app"))
    assert.isUndefined(applicationOf(form, "client_id=app&client_id=other"))
    assert.isUndefined(applicationOf({ ...form, ...basic("other:secret") }, "client_id=app"))
  })

  it("is in the tenant of the path, even without a body", () => {
    assert.deepStrictEqual(issuerCaller({ headers: form, body: undefined, query: "" }, "contoso"), {
      tenant: "contoso",
      application: undefined,
    })
  })
})
