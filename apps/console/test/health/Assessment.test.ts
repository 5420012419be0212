import { assert, describe, it } from "@effect/vitest"
import { DateTimeOffset, type DomainJoinConnector, exampleConnector, filterPredicate } from "@odj/domain"
import { parseQuery } from "@odj/graph-wire"
import { Result } from "effect"
import { makeAssessment, mostShown } from "../../src/health/Assessment.ts"
import { silenceFilters, versionFilter } from "../../src/health/HealthFilters.ts"

const at = DateTimeOffset.make("2026-01-31T12:00:00Z")

const connector = (id: string, last: string, version = "6.2604.2003.4"): DomainJoinConnector => ({
  ...exampleConnector,
  id,
  displayName: id,
  lastConnectionDateTime: DateTimeOffset.make(last),
  state: "active",
  version,
})

const assessed = (connectors: ReadonlyArray<DomainJoinConnector>) => {
  const { add, end } = makeAssessment(at)
  connectors.forEach(add)
  return end()
}

const six = [
  connector("new", "2026-01-31T11:59:00Z"),
  connector("nearly an hour", "2026-01-31T11:00:00.000000000001Z"),
  connector("an hour", "2026-01-31T11:00:00Z", "6.2501.2000.5"),
  connector("nearly five days", "2026-01-26T12:00:00.001Z"),
  connector("five days", "2026-01-26T12:00:00Z", "6.1803.0.0"),
  connector("never", "0001-01-01T00:00:00Z"),
]

describe("An assessment", () => {
  it("counts connectors by their silence, whatever their states say, and old builds", () => {
    const { total, states, old, oldVersions, heartbeats } = assessed(six)
    assert.deepStrictEqual(
      [total, states, old, heartbeats.never],
      [6, { active: 2, error: 2, inactive: 2 }, 2, 1],
    )
    assert.deepStrictEqual(oldVersions, ["6.2501.2000.5", "6.1803.0.0"])
  })

  it("has the findings of the doctor by check, the worst check first", () => {
    const { groups, counts, affected } = assessed(six)
    assert.deepStrictEqual(
      groups.map(({ check }) => check),
      ["stale", "never-connected", "version-unsupported", "state", "version-old"],
    )
    assert.deepStrictEqual(counts, { critical: 3, warning: 5, note: 1 })
    assert.strictEqual(affected, 4)
  })

  it("keeps the worst findings of a check, and counts all", () => {
    const silent = Array.from({ length: 120 }, (_, index) => connector(`${index}`, "2026-01-31T09:00:00Z"))
    const [group] = assessed([...silent, connector("worst", "2026-01-01T12:00:00Z")]).groups
    assert.strictEqual(group?.worst.length, mostShown)
    assert.strictEqual(group?.worst[0]?.id, "worst")
    assert.strictEqual(group?.counts.warning, 120)
  })

  it("names no versions if there are more than a filter can have", () => {
    const many = Array.from({ length: 40 }, (_, index) => connector(`${index}`, at, `6.1.${index}`))
    assert.strictEqual(assessed(many).oldVersions, undefined)
    assert.strictEqual(assessed(many).old, 40)
  })

  it("is empty without connectors, and with one says that it is the only one", () => {
    assert.deepStrictEqual(assessed([]).groups, [])
    assert.deepStrictEqual(
      assessed([connector("only", at)]).groups.map(({ check }) => check),
      ["one-active"],
    )
  })
})

describe("The filter of a number", () => {
  const matching = (filter: string) => {
    const options = parseQuery(`$filter=${encodeURIComponent(filter)}`, new Set(["filter"]), () => at)
    const { filter: parsed } = Result.getOrThrow(options)
    if (parsed === undefined) throw new Error("There is no filter")
    return six.filter(filterPredicate(parsed)).map(({ id }) => id)
  }

  it("selects the connectors that the number counts", () => {
    const { active, error, inactive } = silenceFilters(Date.parse(at))
    assert.deepStrictEqual(matching(active), ["new", "nearly an hour"])
    assert.deepStrictEqual(matching(error), ["an hour", "nearly five days"])
    assert.deepStrictEqual(matching(inactive), ["five days", "never"])
  })

  it("names versions, also with a quote in them", () => {
    assert.deepStrictEqual(matching(versionFilter(["6.1803.0.0", "it's"])), ["five days"])
  })
})
