import { startPostgres } from "@odj/throwaway-postgres"
import { assert, describe, it } from "vitest"
import { type Connector, type Intent, intentOf } from "../Intent.ts"
import { SeededRandom } from "../SeededRandom.ts"
import type { CreateResponse } from "../ServerProcess.ts"
import { requestsOf, runTwoServers, verify } from "../TwoServers.ts"

describe("Two servers on one PostgreSQL", { timeout: 600_000 }, () => {
  it("create exactly the intended connectors, even if both get the same ids and keys", async () => {
    const postgres = await startPostgres()
    try {
      const { faults, created, conflicts, replays } = await runTwoServers(
        await postgres.newDatabase(),
        2_000,
        1,
      )
      assert.deepStrictEqual(faults, [])
      assert.strictEqual(created + conflicts + replays, 2_000)
      assert.isAbove(conflicts, 50)
      assert.isAbove(replays, 50)
    } finally {
      await postgres.stop()
    }
  })
})

describe("The verification of two servers", () => {
  const random = new SeededRandom(1)
  const intent = (number: number, id?: string): Intent => {
    const { key, connector } = intentOf("verified", number, random)
    return { key, connector: { ...connector, id: id ?? `${number}` } }
  }
  const connectorOf = ({ connector }: Intent): Connector => ({ ...connector, id: connector.id ?? "made" })
  const created = (intent: Intent): CreateResponse => ({ status: 201, connector: connectorOf(intent) })
  const refused: CreateResponse = { status: 409, code: "Conflict" }
  const [one, other, rival] = [intent(1), intent(2), intent(3, "1")]
  const there = [connectorOf(one), connectorOf(other)]
  const right = [
    { intent: one, response: created(one) },
    { intent: one, response: created(one) },
    { intent: other, response: created(other) },
    { intent: rival, response: refused },
  ]

  it("reports no faults if there are none", () => {
    assert.deepStrictEqual(verify(right, there), { created: 2, conflicts: 1, replays: 1, faults: [] })
  })

  const wrong: ReadonlyArray<readonly [fault: RegExp, ...Parameters<typeof verify>]> = [
    [/is lost/, right, there.slice(1)],
    [/was not acknowledged/, right, [...there, connectorOf(intent(4))]],
    [/are stored twice/, right, [...there, connectorOf(one)]],
    [/differs from its response/, right, [connectorOf(rival), connectorOf(other)]],
    [/ids are in two responses/, [...right, { intent: rival, response: created(rival) }], there],
    [/its id was free/, [...right, { intent: intent(5), response: refused }], there],
    [/its id was free/, [...right, { intent: other, response: refused }], there],
    [/another connector/, [...right, { intent: one, response: created(other) }], there],
    [/fails with 500/, [...right, { intent: one, response: { status: 500 } }], there],
    [/fails with undefined/, [...right, { intent: one, response: undefined }], there],
  ]
  for (const [fault, completed, listed] of wrong) {
    it(`reports: ${fault.source}`, () => {
      assert.match(verify(completed, listed).faults.join("\n"), fault)
    })
  }

  it("uses some requests with the id of another request, and some with the key of another", () => {
    const requests = requestsOf(10_000, new SeededRandom(1))
    const keys = new Set(requests.map(({ key }) => key))
    const unique = requests.filter((request, index) => requests.indexOf(request) === index)
    const ids = unique.flatMap(({ connector: { id } }) => (id === undefined ? [] : [id]))
    assert.approximately((requests.length - keys.size) / requests.length, 0.05, 0.01)
    assert.approximately((ids.length - new Set(ids).size) / requests.length, 0.05, 0.01)
  })
})
