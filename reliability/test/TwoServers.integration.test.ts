import { startPostgres } from "@odj/throwaway-postgres"
import { assert, describe, it } from "vitest"
import { type Connector, type Intent, intentOf } from "../Intent.ts"
import { SeededRandom } from "../SeededRandom.ts"
import type { Answer } from "../ServerProcess.ts"
import { judge, requestsOf, runTwoServers } from "../TwoServers.ts"

describe("Two servers on one PostgreSQL", { timeout: 600_000 }, () => {
  it("create exactly what they are asked for, though ids and keys are given to both", async () => {
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

describe("The judgement of what two servers did", () => {
  const random = new SeededRandom(1)
  const intent = (number: number, id?: string): Intent => {
    const { key, connector } = intentOf("judged", number, random)
    return { key, connector: { ...connector, id: id ?? `${number}` } }
  }
  const connectorOf = ({ connector }: Intent): Connector => ({ ...connector, id: connector.id ?? "made" })
  const created = (intent: Intent): Answer => ({ status: 201, connector: connectorOf(intent) })
  const refused: Answer = { status: 409, code: "Conflict" }
  const [one, other, rival] = [intent(1), intent(2), intent(3, "1")]
  const there = [connectorOf(one), connectorOf(other)]
  const right = [
    { intent: one, answer: created(one) },
    { intent: one, answer: created(one) },
    { intent: other, answer: created(other) },
    { intent: rival, answer: refused },
  ]

  it("finds nothing wrong where nothing is", () => {
    assert.deepStrictEqual(judge(right, there), { created: 2, conflicts: 1, replays: 1, faults: [] })
  })

  const wrong: ReadonlyArray<readonly [fault: RegExp, ...Parameters<typeof judge>]> = [
    [/is lost/, right, there.slice(1)],
    [/nobody was told/, right, [...there, connectorOf(intent(4))]],
    [/are there twice/, right, [...there, connectorOf(one)]],
    [/not what was answered/, right, [connectorOf(rival), connectorOf(other)]],
    [/ids were given twice/, [...right, { intent: rival, answer: created(rival) }], there],
    [/its id was free/, [...right, { intent: intent(5), answer: refused }], there],
    [/its id was free/, [...right, { intent: other, answer: refused }], there],
    [/another connector/, [...right, { intent: one, answer: created(other) }], there],
    [/answered with 500/, [...right, { intent: one, answer: { status: 500 } }], there],
    [/answered with undefined/, [...right, { intent: one, answer: undefined }], there],
  ]
  for (const [fault, decided, listed] of wrong) {
    it(`finds what is amiss: ${fault.source}`, () => {
      assert.match(judge(decided, listed).faults.join("\n"), fault)
    })
  }

  it("is made of requests of which some have the id, and some the key, of another", () => {
    const requests = requestsOf(10_000, new SeededRandom(1))
    const keys = new Set(requests.map(({ key }) => key))
    const unique = requests.filter((request, index) => requests.indexOf(request) === index)
    const ids = unique.flatMap(({ connector: { id } }) => (id === undefined ? [] : [id]))
    assert.approximately((requests.length - keys.size) / requests.length, 0.05, 0.01)
    assert.approximately((ids.length - new Set(ids).size) / requests.length, 0.05, 0.01)
  })
})
