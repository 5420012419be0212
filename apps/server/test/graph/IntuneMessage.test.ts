/** Errors in Intune's form, as a client of Graph reads them. */
import { assert, describe, it } from "@effect/vitest"
import { decodeError } from "@odj/graph-wire"
import { Effect, Schema } from "effect"
import { intuneMessage } from "../../src/graph/IntuneMessage.ts"
import { collection, endpoint, errorOf, jsonOf, type Parts } from "../endpoint.ts"

const backend =
  "https://fef.msub05.manage.microsoft.com/RAODJPlus/StatelessODJService/00000000-0000-0000-0000-000000000000/deviceManagement/"

describe("Intune's message", () => {
  it("has the form of the recorded response", () => {
    const id = "349f70d5-0000-4000-8000-000000000000"
    assert.strictEqual(
      intuneMessage("An error has occurred", id, "deviceManagement/domainJoinConnectors('7')"),
      [
        "{",
        '  "_version": 3,',
        `  "Message": "An error has occurred - Operation ID (for customer support): 00000000-0000-0000-0000-000000000000 - Activity ID: ${id} - Url: ${backend}domainJoinConnectors('7')?api-version=5018-08-30",`,
        '  "CustomApiErrorPhrase": "",',
        '  "RetryAfter": null,',
        '  "ErrorSourceService": "",',
        '  "HttpHeaders": "{}"',
        "}",
      ].join("\r\n"),
    )
  })

  const urls: ReadonlyArray<readonly [url: string, status: number, request: Parts]> = [
    ["domainJoinConnectors('nope')", 404, { method: "GET", target: `${collection}/nope` }],
    ["domainJoinConnectors('it''s%2F')", 404, { method: "DELETE", target: `${collection}/it's%2F` }],
    ["domainJoinConnectors", 403, { method: "POST", headers: { authorization: "reader" } }],
    ["domainJoinConnectors", 403, { method: "GET", headers: { authorization: "unprivileged" } }],
    [
      "domainJoinConnectors/$count",
      403,
      { method: "GET", target: `${collection}/$count`, headers: { authorization: "unprivileged" } },
    ],
    [
      "domainJoinConnectors('7')",
      403,
      { method: "PATCH", target: `${collection}('7')`, headers: { authorization: "reader" } },
    ],
  ]
  for (const [url, status, request] of urls)
    it.effect(`ends in the URL of the backend for ${request.method} ${request.target ?? collection}`, () =>
      Effect.gen(function* () {
        const send = yield* endpoint()
        const response = yield* send(request)
        assert.strictEqual(response.status, status)
        const { Message } = JSON.parse(errorOf(response).message)
        assert.isTrue(Message.endsWith(` - Url: ${backend}${url}?api-version=5018-08-30`), Message)
      }).pipe(Effect.scoped),
    )

  it.effect("is written for any id, also one in a batch that is not well-formed", () =>
    Effect.gen(function* () {
      const send = yield* endpoint()
      const url = "/deviceManagement/domainJoinConnectors/\ud800"
      const requests = [{ id: "1", method: "GET", url }]
      const { responses } = jsonOf(yield* send({ target: "/beta/$batch", body: { requests } }))
      assert.strictEqual(responses[0].status, 404)
    }).pipe(Effect.scoped),
  )

  it.effect.prop(
    "shows clients the request's id and the sentence, whatever is in the URL",
    [Schema.String],
    ([suffix]) =>
      Effect.gen(function* () {
        const send = yield* endpoint()
        const id = `no - Activity ID: forged - Url: ${suffix.toWellFormed()}`
        const response = yield* send({ method: "GET", target: `${collection}/${encodeURIComponent(id)}` })
        const error = decodeError(jsonOf(response))
        assert.strictEqual(error.code, "ResourceNotFound")
        assert.strictEqual(error.activityId, response.headers["request-id"])
        assert.strictEqual(error.requestId, response.headers["request-id"])
        const sentence = `There is no connector with the id '${id}'. - Operation ID`
        assert.isTrue(error.message?.startsWith(sentence), error.message)
      }).pipe(Effect.scoped),
  )
})
