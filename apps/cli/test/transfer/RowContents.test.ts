import { assert, describe, it } from "@effect/vitest"
import { DateTimeOffset, exampleConnector, NewDomainJoinConnector } from "@odj/domain"
import { Schema } from "effect"
import { contentsOf } from "../../src/transfer/RowContents.ts"
import { rowsOf } from "./importSimulation.ts"

const sorted = (connectors: ReadonlyArray<NewDomainJoinConnector>) =>
  [...contentsOf(rowsOf(connectors)).values()].sort()

describe("The contents of rows", () => {
  it.prop(
    "are different for all rows, and the same in any order",
    [Schema.Array(NewDomainJoinConnector)],
    ([connectors]) => {
      const repeated = [...connectors, ...connectors]
      assert.strictEqual(new Set(sorted(repeated)).size, repeated.length)
      assert.deepStrictEqual(sorted(repeated.toReversed()), sorted(repeated))
    },
  )

  const lastConnectionDateTime = DateTimeOffset.make("2017-01-01T08:58:36.6670033+01:00")
  const others: ReadonlyArray<readonly [title: string, other: NewDomainJoinConnector, same: boolean]> = [
    [
      "are the same if an instant is written with another offset",
      { ...exampleConnector, lastConnectionDateTime },
      true,
    ],
    ["differ if an id is given", { ...exampleConnector, id: "7" }, false],
    ["differ if a value differs", { ...exampleConnector, displayName: null }, false],
  ]
  for (const [title, other, same] of others) {
    it(title, () => {
      const contents = [exampleConnector, other].flatMap((connector) => sorted([connector]))
      assert.strictEqual(new Set(contents).size, same ? 1 : 2)
    })
  }
})
