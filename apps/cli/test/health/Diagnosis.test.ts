import { assert, describe, it } from "@effect/vitest"
import { DateTimeOffset, DomainJoinConnector } from "@odj/domain"
import { Schema } from "effect"
import { diagnose } from "../../src/health/Diagnosis.ts"
import { berlin, nameless, paris } from "../connectors.ts"

const now = Schema.decodeSync(DateTimeOffset)("2026-01-31T12:00:00Z")

const healthy: DomainJoinConnector = { ...berlin, lastConnectionDateTime: now }

const found = (connectors: ReadonlyArray<DomainJoinConnector>, leastVersion?: string) =>
  diagnose(connectors, { now, leastVersion }).map(({ severity, check, id }) => `${severity} ${check} ${id}`)

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
    ["a connector that has never contacted Intune", [nameless], undefined, ["critical never-connected 3"]],
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
    ["a version that is not a number", [{ ...healthy, version: "beta" }], "6", ["warning version-unknown 1"]],
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
      "critical problems first",
      [{ ...healthy, state: "error" }, nameless],
      undefined,
      ["critical never-connected 3", "warning state 1"],
    ],
  ]
  for (const [title, connectors, leastVersion, findings] of rows) {
    it(`finds ${title}`, () => {
      assert.deepStrictEqual(found(connectors, leastVersion), findings)
    })
  }

  it.prop(
    "reports only given connectors, whatever their properties are",
    [Schema.Array(DomainJoinConnector), DateTimeOffset],
    ([connectors, now]) => {
      const ids = new Set(connectors.map(({ id }) => id))
      for (const { id } of diagnose(connectors, { now, leastVersion: "1.2" })) assert.isTrue(ids.has(id))
    },
  )
})
