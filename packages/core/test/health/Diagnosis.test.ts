import { assert, describe, it } from "@effect/vitest"
import { DateTimeOffset, DomainJoinConnector, exampleConnector } from "@odj/domain"
import { Duration, Schema } from "effect"
import { type DiagnosisSettings, makeDiagnosis } from "../../src/health/Diagnosis.ts"
import type { Finding } from "../../src/health/Finding.ts"
import { makeFoundList } from "../../src/health/FoundList.ts"

const now = Schema.decodeSync(DateTimeOffset)("2026-01-31T12:00:00Z")

const healthy: DomainJoinConnector = {
  ...exampleConnector,
  id: "1",
  displayName: "Berlin",
  lastConnectionDateTime: now,
  state: "active",
  version: "6.2504.2001.8",
}

const paris: DomainJoinConnector = {
  ...healthy,
  id: "2",
  displayName: "Paris",
  lastConnectionDateTime: Schema.decodeSync(DateTimeOffset)("2026-01-26T12:00:00Z"),
  state: "error",
  version: "6.2504.2001.10",
}

const nameless: DomainJoinConnector = {
  ...healthy,
  id: "3",
  displayName: null,
  lastConnectionDateTime: Schema.decodeSync(DateTimeOffset)("0001-01-01T00:00:00Z"),
  state: "inactive",
  version: "",
}

const diagnose = (connectors: ReadonlyArray<DomainJoinConnector>, settings: DiagnosisSettings) => {
  const found = makeFoundList<Finding>(Number.POSITIVE_INFINITY)
  const diagnosis = makeDiagnosis(settings, found)
  connectors.forEach(diagnosis.add)
  diagnosis.end()
  return found.worst().map(diagnosis.dataOf)
}

/** The findings, except that only one connector is active, which is so of most examples. */
const found = (connectors: ReadonlyArray<DomainJoinConnector>, leastVersion?: string) =>
  diagnose(connectors, { now, leastVersion })
    .filter(({ check }) => check !== "one-active")
    .map(({ severity, check, id }) => `${severity} ${check} ${id}`)

const ago = Schema.decodeSync(DateTimeOffset)

describe("The doctor", () => {
  const rows: ReadonlyArray<
    readonly [
      title: string,
      connectors: ReadonlyArray<DomainJoinConnector>,
      leastVersion: string | undefined,
      findings: ReadonlyArray<string>,
    ]
  > = [
    ["nothing for a healthy connector", [healthy], "6.2504.2001.8", []],
    ["nothing without connectors", [], undefined, []],
    [
      "a stale connector with a state that does not fit",
      [{ ...healthy, lastConnectionDateTime: ago("2026-01-31T09:00:00Z") }],
      undefined,
      ["warning stale 1", "warning state 1"],
    ],
    [
      "a connector that has been silent for five days",
      [{ ...paris, state: "inactive" }],
      undefined,
      ["critical stale 2"],
    ],
    ["a connector that has never contacted Intune", [nameless], "0", ["critical never-connected 3"]],
    [
      "a last contact in the future",
      [{ ...healthy, lastConnectionDateTime: ago("2026-01-31T12:05:00.000000000001Z") }],
      undefined,
      ["warning clock 1"],
    ],
    [
      "nothing if clocks differ by five minutes",
      [{ ...healthy, lastConnectionDateTime: ago("2026-01-31T12:05:00Z") }],
      undefined,
      [],
    ],
    ["an unknown state", [{ ...healthy, state: "paused" }], undefined, ["warning state-unknown 1"]],
    ["a version that is too old", [healthy], "6.2504.2001.9", ["warning version-below 1"]],
    [
      "a version that can't be compared",
      [{ ...healthy, version: "beta" }],
      "6",
      ["warning version-unknown 1"],
    ],
    [
      "a name that two share",
      [
        healthy,
        { ...healthy, id: "9" },
        { ...healthy, id: "8", displayName: null },
        { ...healthy, id: "7", displayName: null },
      ],
      undefined,
      ["warning name-shared 1", "warning name-shared 9"],
    ],
    [
      "critical problems first, and among them the longest silence",
      [{ ...healthy, state: "error" }, { ...paris, state: "inactive" }, nameless],
      "0",
      ["critical never-connected 3", "critical stale 2", "warning state 1"],
    ],
    [
      "a build that gets no requests, although it is active",
      [{ ...healthy, version: "6.1803.0.0" }],
      undefined,
      ["critical version-unsupported 1"],
    ],
    [
      "a build without WebView2, as a note",
      [{ ...healthy, version: "6.2501.2000.5" }],
      undefined,
      ["note version-old 1"],
    ],
  ]
  for (const [title, connectors, leastVersion, findings] of rows) {
    it(`finds ${title}`, () => {
      assert.deepStrictEqual(found(connectors, leastVersion), findings)
    })
  }

  const removals: ReadonlyArray<readonly [lastContact: string, state: string, message: string]> = [
    ["2026-01-31T10:00:00Z", "error", "No contact for 2h 0m"],
    ["2026-01-31T10:00:00Z", "inactive", "No contact for 2h 0m; Intune may remove it from 2026-03-02"],
    ["2026-01-02T11:59:59Z", "error", "No contact for 29d 0h; Intune may remove it from 2026-02-01"],
    [
      "2025-12-01T12:00:00Z",
      "inactive",
      "No contact for 61d 0h; it was due for removal on 2025-12-31 and is still listed",
    ],
  ]
  for (const [lastContact, state, expected] of removals) {
    it(`says of one in state ${state} with a last contact at ${lastContact}: ${expected}`, () => {
      const findings = diagnose([{ ...healthy, state, lastConnectionDateTime: ago(lastContact) }], { now })
      assert.strictEqual(findings.find(({ check }) => check === "stale")?.message, expected)
    })
  }

  it("writes ages as its user does", () => {
    const settings = { now, ageText: (age: Duration.Duration) => `${Duration.toHours(age)} hours` }
    const [finding] = diagnose([paris], settings)
    assert.include(finding?.message, "No contact for 120 hours;")
  })

  it("notes that only one connector is active, and not that two or none are", () => {
    const count = (connectors: ReadonlyArray<DomainJoinConnector>) =>
      diagnose(connectors, { now }).filter(({ check }) => check === "one-active").length
    const other = { ...healthy, id: "9", displayName: "Other" }
    assert.strictEqual(count([healthy]), 1)
    assert.strictEqual(count([healthy, paris]), 1)
    assert.strictEqual(count([healthy, other]), 0)
    assert.strictEqual(count([paris]), 0)
    // The state may be late; the silence shows that it is not active.
    assert.strictEqual(count([healthy, { ...paris, state: "active" }]), 1)
  })

  it("says what to do, and when the connector was last seen", () => {
    const [finding] = diagnose([{ ...paris, state: "inactive" }], { now })
    assert.deepInclude(finding, {
      lastConnectionDateTime: "2026-01-26T12:00:00Z",
      silentSeconds: 432_000,
      state: "inactive",
      version: "6.2504.2001.10",
    })
    assert.match(finding?.remedy ?? "", /^Check that the connector's server/)
  })

  it.prop(
    "reports only given connectors, whatever their properties are",
    [Schema.Array(DomainJoinConnector), DateTimeOffset],
    ([connectors, now]) => {
      const ids = new Set<string | null>(connectors.map(({ id }) => id))
      for (const { id } of diagnose(connectors, { now, leastVersion: "1.2" })) assert.isTrue(ids.has(id))
    },
  )
})
