/** The presets as the Graph adapter meets them, over real HTTP: it knows their refusals as those of the real service. */
import { assert, describe, it } from "@effect/vitest"
import { exampleConnector } from "@odj/domain"
import { Effect } from "effect"
import { type PresetName, startServer } from "../../src/index.ts"
import { adapterOutcomes, id, refusing, succeeding } from "../adapterOutcomes.ts"

const outcomesWith = async (...presets: ReadonlyArray<PresetName>) => {
  await using server = await startServer({ connectors: [{ ...exampleConnector, id }], presets })
  return await Effect.runPromise(adapterOutcomes(server.url, () => server.token()))
}

describe("The adapter of the real service", () => {
  it("succeeds without a preset", async () =>
    assert.deepStrictEqual<object>(await outcomesWith(), succeeding))

  for (const [name, outcomes] of Object.entries(refusing)) {
    it(`knows the refusals of the preset ${name}`, async () =>
      assert.deepStrictEqual<object>(await outcomesWith(name as PresetName), outcomes))
  }

  it("meets two presets at once", async () =>
    assert.deepStrictEqual<object>(await outcomesWith("observed", "notRouted"), {
      ...refusing.notRouted,
      delete: refusing.observed.delete,
    }))
})

describe("The preset throttled", () => {
  const body = JSON.stringify(exampleConnector)

  it("lets an application write 100 times in 20 seconds, and another one up to 200 of the tenant", async () => {
    await using server = await startServer({ presets: ["throttled"] })
    const url = `${server.url}/beta/deviceManagement/domainJoinConnectors`
    const headersOf = async (appId: string) => ({
      Authorization: `Bearer ${await server.token({ appId })}`,
      "Content-Type": "application/json",
    })
    const writeTimes = async (times: number, headers: Record<string, string>) => {
      const statuses: Array<number> = []
      for (let sent = 0; sent < times; sent++) {
        const response = await fetch(url, { method: "POST", headers, body })
        await response.body?.cancel()
        statuses.push(response.status)
      }
      return statuses
    }
    const [one, other] = [await headersOf(id), await headersOf(id.replace("b", "c"))]
    assert.deepStrictEqual(await writeTimes(100, one), Array<number>(100).fill(201))
    const response = await fetch(url, { method: "POST", headers: one, body })
    const { error } = (await response.json()) as { readonly error: { readonly code: string } }
    assert.deepStrictEqual([response.status, error.code], [429, "TooManyRequests"])
    const retryAfter = Number(response.headers.get("Retry-After"))
    assert.isTrue(retryAfter > 0 && retryAfter <= 20, `${retryAfter}`)
    assert.strictEqual((await fetch(url, { headers: one })).status, 200)

    server.clock.advance(`${retryAfter} seconds`)
    assert.deepStrictEqual(await writeTimes(1, one), [201])
    const statuses = await writeTimes(101, other)
    assert.deepStrictEqual(statuses.slice(0, 100), Array<number>(100).fill(201))
    assert.strictEqual(statuses[100], 429)
  })
})

describe("The preset flaky", () => {
  it("fails in each of its ways, and the same way in every run", async () => {
    const run = async () => {
      await using server = await startServer({ auth: "none", presets: ["flaky"] })
      const url = `${server.url}/beta/deviceManagement/domainJoinConnectors`
      // Moves the clock, so that no delay is waited for.
      const moving = setInterval(() => server.clock.advance("1 second"), 1)
      const outcomes: Array<number | "reset"> = []
      for (let sent = 0; sent < 120; sent++) {
        const responding = fetch(url).then(async (response) => {
          await response.body?.cancel()
          return response.status
        })
        outcomes.push(await responding.catch(() => "reset" as const))
      }
      clearInterval(moving)
      for (const { fault, struck } of server.faults()) assert.isAbove(struck, 0, fault.name)
      return outcomes
    }
    const outcomes = await run()
    assert.sameMembers([...new Set(outcomes)], [200, 503, 504, "reset"])
    assert.deepStrictEqual(await run(), outcomes)
  })
})
