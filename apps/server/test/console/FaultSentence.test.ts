/** Tests that the console has a sentence for every fault of the server. */
import { assert, describe, it } from "@effect/vitest"
import { type FaultJson, faultSentence, subjectOf } from "@odj/console/faults/FaultSentence"
import { Schema } from "effect"
import { Fault } from "../../src/faults/Fault.ts"
import { exampleFaults } from "../../src/faults/FaultSchema.ts"
import { presets } from "../../src/faults/Presets.ts"
import { apiOperations } from "../../src/graph/Operation.ts"
import { connectionBreaks } from "../../src/http/ConnectionBreak.ts"
import { issuerEndpoints } from "../../src/issuer/IssuerEndpoint.ts"
import { tokenFlaws } from "../../src/issuer/TokenFlaw.ts"
import { certificateFlaws } from "../../src/tls/Certificate.ts"

const json = (fault: unknown): FaultJson => JSON.parse(JSON.stringify(fault))

/** Without the marks that isolate what a person gave. */
const sentenceOf = (fault: unknown, struck?: number) =>
  faultSentence(json(fault), struck).replaceAll(/[\u2068\u2069]/g, "")

/** The texts and numbers that a sentence names as they are; the others have words. */
const namedValues = (fault: FaultJson): ReadonlyArray<string> => {
  const { with: outcome, when, limit, rate, seed, nth, times } = fault
  const { status, retryAfter, headers, code, message, body } = (
    typeof outcome === "object" ? outcome : {}
  ) as FaultJson
  // What would end the isolation is shown as a space.
  const shown = (value: unknown) =>
    JSON.stringify(value)
      .slice(0, 79)
      .replaceAll(/[\u2066-\u2069\u2029\p{Cc}]/gu, " ")
  const { requests } = Object(limit) as FaultJson
  return [
    ...[status, retryAfter, requests, rate === undefined ? undefined : seed, nth]
      .filter((value) => value !== undefined)
      .map(String),
    ...(typeof times === "number" && times > 1 ? [String(times)] : []),
    ...[code, message, body].filter((value) => value !== undefined).map(shown),
    ...Object.entries(headers ?? {}).map(([name, value]) => `${name}: ${shown(value)}`),
    ...Object.entries(when ?? {}).map(([name, value]) => `${name} ${shown(value)}`),
  ]
}

describe("The sentence of a fault", () => {
  it.each([
    [
      { on: "create", times: 2, with: { status: 503, after: "commit", retryAfter: 5 } },
      "Creates: the next 2 get 503 after the commit, with Retry-After 5 s",
    ],
    [{ on: "list", nth: 2, with: "reset" }, "Lists: number 2 gets a reset of the connection"],
    [
      { on: ["update", "delete"], when: { displayName: "Lab", tenant: "t" }, with: "close" },
      'Updates and deletes with displayName "Lab" of tenant "t": each gets a closed connection',
    ],
    [
      { rate: 0.07, seed: 7, with: { delay: "300 millis" } },
      "Operations on connectors: 7 % at random (seed 7) get their response late, 300 ms after the request at the earliest",
    ],
    [
      { limit: { requests: 100, per: "20 seconds", by: "application" }, with: { status: 429 } },
      "Operations on connectors: each of those beyond 100 in 20 seconds of one application gets 429",
    ],
    [
      { on: "token", times: 1, with: { token: "expired" } },
      "Token requests: the next one gets an expired token",
    ],
    [
      { on: "connection", with: { certificate: "untrusted" } },
      "New connections: each gets an untrusted certificate",
    ],
    [
      { nth: 3, times: 2, with: "reset" },
      "Operations on connectors: the next 2 from number 3 on get a reset of the connection",
    ],
  ])("of %j is plain", (fault, sentence) => {
    assert.strictEqual(sentenceOf(fault), sentence)
  })

  it("shows an outcome that this page does not know", () => {
    assert.strictEqual(
      sentenceOf({ with: { statos: 1 } }),
      'Operations on connectors: each gets {"statos":1}',
    )
  })

  it("is a sentence even while a number is being typed", () => {
    const fault = { on: "list", times: "many", with: "reset" }
    assert.strictEqual(sentenceOf(fault), "Lists: each gets a reset of the connection")
  })

  it("says how many are left", () => {
    const fault = { on: "create", times: 3, with: { status: 503 } }
    assert.strictEqual(sentenceOf(fault, 1), "Creates: the next 2 get 503")
    assert.strictEqual(sentenceOf(fault, 2), "Creates: the next one gets 503")
    assert.strictEqual(sentenceOf(fault, 3), "Creates: 3 got 503")
    const late = { on: "create", times: 1, with: { delay: "1 second" } }
    assert.match(sentenceOf(late, 1), /^Creates: one got its response late/)
  })

  it("isolates what a person gave, so that it can't turn the sentence around", () => {
    const sentence = faultSentence({ when: { displayName: "שלום" }, with: "reset" })
    assert.include(sentence, '\u2068"שלום"\u2069')
  })

  it("has words for every name of the server", () => {
    for (const name of [...apiOperations, ...issuerEndpoints, "connection"])
      assert.notStrictEqual(subjectOf(name), name)
    const outcomes = [
      ...connectionBreaks.map((name) => [name, name] as const),
      ...tokenFlaws.map((token) => [token, { token }] as const),
      ...certificateFlaws.map((certificate) => [certificate, { certificate }] as const),
    ]
    for (const [name, outcome] of outcomes)
      assert.notMatch(sentenceOf({ with: outcome }), new RegExp(`gets ${name}$`), name)
  })

  it.prop("names what the fault has", [Schema.toEncoded(Fault)], ([fault]) => {
    const sentence = sentenceOf(fault)
    assert.match(sentence, /^[A-Z].*: .+ gets? .+$/s)
    assert.notMatch(sentence, /undefined|\[object|NaN/)
    for (const value of namedValues(json(fault))) assert.include(sentence, value)
  })

  it("reads well for the faults of the documentation and of the presets", () => {
    for (const fault of [...exampleFaults, ...Object.values(presets).flatMap(({ faults }) => faults)])
      assert.match(sentenceOf(fault), /^[A-Z].*: .+ gets? .+$/)
  })
})
