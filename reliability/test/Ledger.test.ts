import { assert, describe, it } from "vitest"
import { type Connector, intentOf } from "../Intent.ts"
import { Ledger } from "../Ledger.ts"
import { SeededRandom } from "../SeededRandom.ts"

const random = new SeededRandom(1)
const intents = [0, 1, 2].map((number) => intentOf("ledger", number, random))
const connectors = intents.map(
  ({ connector }, index): Connector => ({ ...connector, id: connector.id ?? `${index}` }),
)

const ledgerOf = (answers: ReadonlyArray<Connector | undefined>) => {
  const ledger = new Ledger()
  for (const [index, intent] of intents.entries()) {
    ledger.sent(intent)
    const answer = answers[index]
    if (answer !== undefined) ledger.answered(intent, answer)
  }
  return ledger
}

describe("A ledger", () => {
  it("has no fault where what is there is what was answered", () => {
    const ledger = ledgerOf(connectors)
    ledger.compare(connectors, 0)
    assert.deepStrictEqual(ledger.faults, [])
    assert.deepStrictEqual(ledger.open, [])
  })

  it("knows whose outcome is open, until they are answered", () => {
    assert.deepStrictEqual(ledgerOf([connectors[0]]).open, intents.slice(1))
  })

  it("compares what has come since it last did", () => {
    const ledger = ledgerOf(connectors.slice(0, 2))
    ledger.compare(connectors.slice(0, 2), 0)
    const { compared } = ledger
    assert.strictEqual(compared, 2)
    const [, , intent] = intents
    const [, , connector] = connectors
    if (intent !== undefined && connector !== undefined) ledger.answered(intent, connector)
    ledger.compare(connectors.slice(compared), compared)
    assert.deepStrictEqual(ledger.faults, [])
  })

  const [first, second, third] = connectors as [Connector, Connector, Connector]
  const amiss: ReadonlyArray<readonly [fault: RegExp, there: ReadonlyArray<Connector>]> = [
    [/ledger\/2 was acknowledged, and is lost/, [first, second]],
    [/ledger\/0 is there twice/, [first, second, third, { ...first, id: "other" }]],
    [/ledger\/1 is not what was answered/, [first, { ...second, version: "other" }, third]],
    [/other is there, and nobody was told so/, [...connectors, { ...first, displayName: "other" }]],
  ]
  for (const [fault, there] of amiss) {
    it(`finds that ${fault.source}`, () => {
      const ledger = ledgerOf(connectors)
      ledger.compare(there, 0)
      assert.lengthOf(ledger.faults, 1)
      assert.match(ledger.faults.join(), fault)
    })
  }

  it("finds an answer that is not what was asked for, and one that changes", () => {
    const ledger = ledgerOf([{ ...first, state: "other" }])
    const [intent] = intents
    if (intent !== undefined) ledger.answered(intent, first)
    assert.match(ledger.faults.join("\n"), /another connector\n.*when it is asked for again$/)
  })
})
