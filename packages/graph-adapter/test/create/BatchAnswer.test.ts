/** Shows every row of the table of answers to a batch of creates, over every status and kind of body. */
import { assert, describe, it } from "@effect/vitest"
import { CreateOutcomeUnknown } from "@odj/core"
import { Duration, Option, Result } from "effect"
import { interpret, isUnbatched } from "../../src/create/BatchAnswer.ts"
import * as CreateAnswer from "../../src/create/CreateAnswer.ts"
import { type Answer, failureOf } from "../../src/exchange/ServiceAnswer.ts"
import { meaningOf } from "../meaningOf.ts"
import { seed, stored } from "../seed.ts"
import { answerOf, bodies, clientRequestId, everyStatus, plain, type Situation } from "../situations.ts"

const connectors = [seed, { ...seed, id: "taken" }, seed]

const meaningsOf = (answer: Answer) => interpret(connectors, answer).map(({ result }) => meaningOf(result))

const batch = (responses: ReadonlyArray<object>): Answer => ({
  ...answerOf(plain),
  body: Option.some(JSON.stringify({ responses })),
})

describe("interpret", () => {
  it("reads the answer to each request as it would be read by itself, in whatever order they come", () => {
    const situations = everyStatus.filter(
      ({ status }) => status % 7 === 0 || [201, 429, 503].includes(status),
    )
    for (const situation of situations) {
      const own = answerOf(situation)
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
          meaningOf(CreateAnswer.interpret(connector, { ...own, headers: { a: "b" } })),
        ),
      )
    }
  })

  it("reads the headers of each answer as those of its own", () => {
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

  it("does not know what became of a request that is not answered, or answered twice", () => {
    const created = { status: 201, headers: {}, body: stored }
    const unknown = meaningOf(
      Result.fail(
        new CreateOutcomeUnknown({
          message: "The service's answer to the batch does not say what became of it",
          requestId: clientRequestId,
          clientRequestId,
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

  it("tells those that were refused unprocessed from all others", () => {
    assert.deepStrictEqual(
      interpret(
        connectors,
        batch([
          { id: "0", status: 429, headers: { "Retry-After": 3 } },
          { id: "1", status: 401, headers: {} },
        ]),
      ).map(({ ending: { fate, retryAfter } }) => [fate, retryAfter && Duration.toSeconds(retryAfter)]),
      [
        ["Throttled", 3],
        ["TokenRefused", undefined],
        ["Lost", undefined],
      ],
    )
  })

  it("takes a service for one without batches where it refuses the batch itself", () => {
    for (const situation of everyStatus) {
      const isRefused = [400, 404, 405, 413, 501].includes(situation.status)
      assert.strictEqual(isUnbatched(answerOf(situation)), isRefused)
    }
  })

  it("reads any other answer as that to each of them", () => {
    const others: ReadonlyArray<Situation> = [
      ...everyStatus.filter(({ status }) => ![400, 404, 405, 413, 501].includes(status)),
      { ...plain, body: "half an entity" },
      { ...plain, body: "what can't be read" },
      { ...plain, status: 503, retryAfter: "120", body: "nothing" },
    ]
    for (const situation of others) {
      const answer = answerOf(situation)
      const failed = meaningOf(Result.fail(failureOf(answer, CreateOutcomeUnknown)))
      assert.deepStrictEqual(meaningsOf(answer), [failed, failed, failed])
    }
  })
})
