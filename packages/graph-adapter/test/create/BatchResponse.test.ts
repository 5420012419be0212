/** Tests every row of the table of responses to a batch of creates, with every status and kind of body. */
import { assert, describe, it } from "@effect/vitest"
import { CreateOutcomeUnknown } from "@odj/core"
import { Duration, Option, Result } from "effect"
import { interpret, isUnbatched } from "../../src/create/BatchResponse.ts"
import * as CreateResponse from "../../src/create/CreateResponse.ts"
import { failureOf } from "../../src/exchange/ResponseFailure.ts"
import type { ServiceResponse } from "../../src/exchange/ServiceResponse.ts"
import { meaningOf } from "../meaningOf.ts"
import { seed, stored } from "../seed.ts"
import { bodies, clientRequestId, everyStatus, plain, responseOf, type Situation } from "../situations.ts"

const connectors = [seed, { ...seed, id: "taken" }, seed]

const meaningsOf = (response: ServiceResponse) =>
  interpret(connectors, response).map(({ result }) => meaningOf(result))

const batch = (responses: ReadonlyArray<object>) =>
  responseOf(plain).with({ body: Option.some(JSON.stringify({ responses })) })

describe("interpret", () => {
  it("reads each response like that to a single create, in any order", () => {
    const situations = everyStatus.filter(
      ({ status }) => status % 7 === 0 || [201, 429, 503].includes(status),
    )
    for (const situation of situations) {
      const own = responseOf(situation)
      const text = bodies[situation.body]?.text ?? ""
      const response = (id: string) => ({
        id,
        status: situation.status,
        headers: { A: "b" },
        body: JSON.parse(text),
      })
      assert.deepStrictEqual(
        meaningsOf(batch(["2", "0", "1"].map(response))),
        connectors.map((connector) =>
          meaningOf(CreateResponse.interpret(connector, own.with({ headers: { a: "b" } }))),
        ),
      )
    }
  })

  it("reads the headers of each response", () => {
    const meanings = meaningsOf(
      batch([
        { id: "0", status: 201, headers: {}, body: stored },
        { id: "1", status: 409, headers: {}, body: {} },
        { id: "2", status: 429, headers: { "Retry-After": "3", "request-id": "of-the-third" }, body: {} },
      ]),
    )
    const [first, second, third] = meanings as ReadonlyArray<Record<string, unknown>>
    assert.deepStrictEqual<unknown>(first, stored)
    assert.strictEqual(second?._tag, "ConnectorAlreadyExists")
    assert.strictEqual(third?._tag, "ConnectorStoreThrottled")
    assert.strictEqual(third?.requestId, "of-the-third")
    assert.strictEqual(third?.clientRequestId, clientRequestId)
  })

  it("fails with an unknown outcome for a request with no response, or with two", () => {
    const created = { status: 201, headers: {}, body: stored }
    const unknown = meaningOf(
      Result.fail(
        new CreateOutcomeUnknown({
          report: {
            message: "The service's response to the batch does not have one response to this request",
            clientRequestId,
          },
        }),
      ),
    )
    assert.deepStrictEqual(
      meaningsOf(
        batch([
          { id: "0", ...created },
          { id: "2", ...created },
          { id: "2", status: 429 },
          { id: "3", ...created },
        ]),
      ),
      [stored, unknown, unknown],
    )
  })

  it("distinguishes requests that were refused unprocessed", () => {
    assert.deepStrictEqual(
      interpret(
        connectors,
        batch([
          { id: "0", status: 429, headers: { "Retry-After": 3 } },
          { id: "1", status: 401, headers: {} },
        ]),
      ).map(({ outcome: { kind, retryAfter } }) => [kind, retryAfter && Duration.toSeconds(retryAfter)]),
      [
        ["Throttled", 3],
        ["TokenRefused", undefined],
        ["Unknown", undefined],
      ],
    )
  })

  it("recognizes a service that rejects batches", () => {
    for (const situation of everyStatus) {
      const isRefused = [400, 404, 405, 413, 501].includes(situation.status)
      assert.strictEqual(isUnbatched(responseOf(situation)), isRefused)
    }
  })

  it("reads any other response as that to each request", () => {
    const others: ReadonlyArray<Situation> = [
      ...everyStatus.filter(({ status }) => ![400, 404, 405, 413, 501].includes(status)),
      { ...plain, body: "half an entity" },
      { ...plain, body: "an unreadable body" },
      { ...plain, status: 503, retryAfter: "120", body: "nothing" },
    ]
    for (const situation of others) {
      const response = responseOf(situation)
      const failed = meaningOf(Result.fail(failureOf("create", response)))
      assert.deepStrictEqual(meaningsOf(response), [failed, failed, failed])
    }
  })
})
