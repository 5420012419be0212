import { assert, describe, it } from "vitest"
import { type Connector, intentOf } from "../Intent.ts"
import { Ledger } from "../Ledger.ts"
import { SeededRandom } from "../SeededRandom.ts"

const random = new SeededRandom(1)
const intents = [0, 1, 2].map((number) => intentOf("ledger", number, random))
const connectors = intents.map(
  ({ connector }, index): Connector => ({ ...connector, id: connector.id ?? `${index}` }),
)

const ledgerOf = (responses: ReadonlyArray<Connector | undefined>) => {
  const ledger = new Ledger()
  for (const [index, intent] of intents.entries()) {
    ledger.sent(intent)
    const connector = responses[index]
    if (connector !== undefined) ledger.acknowledged(intent, connector)
  }
  return ledger
}

describe("A ledger", () => {
  it("has no faults if the list has the acknowledged connectors", () => {
    const ledger = ledgerOf(connectors)
    ledger.compare(connectors, 0)
    assert.deepStrictEqual(ledger.faults, [])
    assert.deepStrictEqual(ledger.open, [])
  })

  it("has the open intents until they are acknowledged", () => {
    assert.deepStrictEqual(ledgerOf([connectors[0]]).open, intents.slice(1))
  })

  it("compares only the connectors that were acknowledged since the last comparison", () => {
    const ledger = ledgerOf(connectors.slice(0, 2))
    ledger.compare(connectors.slice(0, 2), 0)
    const { compared } = ledger
    assert.strictEqual(compared, 2)
    const [, , intent] = intents
    const [, , connector] = connectors
    if (intent !== undefined && connector !== undefined) ledger.acknowledged(intent, connector)
    ledger.compare(connectors.slice(compared), compared)
    assert.deepStrictEqual(ledger.faults, [])
  })

  const [first, second, third] = connectors as [Connector, Connector, Connector]
  const broken: ReadonlyArray<readonly [fault: RegExp, listed: ReadonlyArray<Connector>]> = [
    [/ledger\/2 was acknowledged and is lost/, [first, second]],
    [/ledger\/0 is stored twice/, [first, second, third, { ...first, id: "other" }]],
    [/ledger\/1 differs from its response/, [first, { ...second, version: "other" }, third]],
    [/other is stored but was not acknowledged/, [...connectors, { ...first, displayName: "other" }]],
  ]
  for (const [fault, listed] of broken) {
    it(`reports that ${fault.source}`, () => {
      const ledger = ledgerOf(connectors)
      ledger.compare(listed, 0)
      assert.lengthOf(ledger.faults, 1)
      assert.match(ledger.faults.join(), fault)
    })
  }

  it("reports a response with another connector, and a response that differs from an earlier one", () => {
    const ledger = ledgerOf([{ ...first, state: "other" }])
    const [intent] = intents
    if (intent !== undefined) ledger.acknowledged(intent, first)
    assert.match(ledger.faults.join("\n"), /another connector\n.*the next one/)
  })
})
