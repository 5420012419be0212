import { assert, describe, it } from "@effect/vitest"
import { connector } from "@odj/connector-store-contract"
import { defaultTenant } from "@odj/graph-wire"
import { Effect, Schema } from "effect"
import { readSnapshot } from "../../src/double/Snapshot.ts"

const time = "2026-01-31T12:00:00.000Z"
const hq = { ...connector(), id: "hq" }

const problemsOf = (snapshot: unknown) =>
  Effect.map(Effect.flip(readSnapshot(snapshot)), ({ message }) => message.split("\n"))

describe("A snapshot", () => {
  it.effect("has a time and the connectors of tenants, whose names are in lower case", () =>
    Effect.gen(function* () {
      const read = yield* readSnapshot({ time, tenants: { [defaultTenant.toUpperCase()]: [hq] } })
      assert.strictEqual(read.time, Date.UTC(2026, 0, 31, 12))
      assert.deepStrictEqual([...read.tenants.keys()], [defaultTenant])
      assert.deepStrictEqual(
        read.tenants.get(defaultTenant)?.map(({ connector }) => connector),
        [hq],
      )
    }),
  )

  it.effect("is refused with every problem", () =>
    Effect.gen(function* () {
      const { id, ...withoutId } = hq
      assert.deepStrictEqual(
        yield* problemsOf({
          time: "yesterday",
          tenants: { contoso: [], [defaultTenant]: [hq, withoutId, { ...hq, id }] },
          unreadable: {},
          tenant: {},
        }),
        [
          "tenant: Unknown property",
          "time: Expected a time from 1970 to 9999, such as 2026-01-31T12:00:00Z",
          "unreadable: These connectors can't be restored. Remove this property to restore the others",
          "tenants.contoso: Expected a GUID as the name",
          `tenants.${defaultTenant}[2]: id: tenants.${defaultTenant}[0] has the same id`,
          `tenants.${defaultTenant}[1]: id: Missing`,
        ],
      )
      assert.deepStrictEqual(yield* problemsOf({ time: "0001-01-01T00:00:00Z", tenants: {} }), [
        "time: Expected a time from 1970 to 9999, such as 2026-01-31T12:00:00Z",
      ])
      const upper = defaultTenant.toUpperCase()
      assert.deepStrictEqual(yield* problemsOf({ time, tenants: { [defaultTenant]: [hq], [upper]: [] } }), [
        `tenants.${upper}: Given twice, in different case`,
      ])
      const { length } = yield* problemsOf({
        time,
        tenants: { [defaultTenant]: [{ ...withoutId, version: 7 }] },
      })
      assert.strictEqual(length, 2)
      assert.deepStrictEqual(yield* problemsOf({ time, tenants: { [defaultTenant]: hq } }), [
        `tenants.${defaultTenant}: Expected an array`,
      ])
    }),
  )

  it.effect.prop(
    "is refused if it is any other value",
    [Schema.Json],
    Effect.fnUntraced(function* ([value]) {
      const problems = yield* problemsOf(value)
      assert.isAtLeast(problems.length, 1)
    }),
  )
})
