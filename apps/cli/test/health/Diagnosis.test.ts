import { assert, describe, it } from "@effect/vitest"
import { DateTimeOffset, DomainJoinConnector } from "@odj/domain"
import { Schema } from "effect"
import { diagnose } from "../../src/health/Diagnosis.ts"
import { berlin, nameless, paris } from "../connectors.ts"

const now = Schema.decodeSync(DateTimeOffset)("2026-01-31T12:00:00Z")

const well: DomainJoinConnector = { ...berlin, lastConnectionDateTime: now }

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
    ["nothing with one that is well", [well], "6.2504.2001.8", []],
    ["nothing where there are none", [], undefined, []],
    [
      "a silence, and a state that does not fit",
      [{ ...well, lastConnectionDateTime: ago("2026-01-31T09:00:00Z") }],
      undefined,
      ["warning stale 1", "warning state 1"],
    ],
    ["a silence of five days", [{ ...paris, state: "inactive" }], undefined, ["critical stale 2"]],
    ["one that has never called", [nameless], undefined, ["critical never-connected 3"]],
    [
      "a call from the future",
      [{ ...well, lastConnectionDateTime: ago("2026-01-31T12:05:00.000000000001Z") }],
      undefined,
      ["warning clock 1"],
    ],
    [
      "nothing with clocks that differ by five minutes",
      [{ ...well, lastConnectionDateTime: ago("2026-01-31T12:05:00Z") }],
      undefined,
      [],
    ],
    [
      "a state that is none of Intune's",
      [{ ...well, state: "paused" }],
      undefined,
      ["warning state-unknown 1"],
    ],
    ["a version that is too old", [well], "6.2504.2001.9", ["warning version-below 1"]],
    ["a version that is no number", [{ ...well, version: "beta" }], "6", ["warning version-unknown 1"]],
    [
      "a name that two share",
      [
        well,
        { ...well, id: "9" },
        { ...well, id: "8", displayName: null },
        { ...well, id: "7", displayName: null },
      ],
      undefined,
      ["warning name-shared 1", "warning name-shared 9"],
    ],
    [
      "what is critical first",
      [{ ...well, state: "error" }, nameless],
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
    "has something to say of every connector, or nothing, whatever is in it",
    [Schema.Array(DomainJoinConnector), DateTimeOffset],
    ([connectors, now]) => {
      const ids = new Set(connectors.map(({ id }) => id))
      for (const { id } of diagnose(connectors, { now, leastVersion: "1.2" })) assert.isTrue(ids.has(id))
    },
  )
})
