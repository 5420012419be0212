import { describe, expectTypeOf, it } from "@effect/vitest"
import { ConnectorFilter, type DateTimeOffset, OrderBy } from "../src/index.ts"

declare const timestamp: DateTimeOffset

describe("The constructors of a filter", () => {
  it("compare a property with what it can hold", () => {
    expectTypeOf(ConnectorFilter.equals("displayName", null)).toEqualTypeOf<ConnectorFilter>()
    expectTypeOf(ConnectorFilter.isLess("lastConnectionDateTime", timestamp)).toEqualTypeOf<ConnectorFilter>()
    expectTypeOf(ConnectorFilter.isIn("state", ["error", "inactive"])).toEqualTypeOf<ConnectorFilter>()
  })

  it("complete the known states, and take no property that there is not", () => {
    expectTypeOf<"active">().toExtend<Parameters<typeof ConnectorFilter.equals<"state">>[1]>()
    // @ts-expect-error: `status` is not a property
    ConnectorFilter.equals("status", "active")
    // @ts-expect-error: `name` is not a property
    OrderBy.ascending("name")
  })

  it("take a state that is unknown only of an operand", () => {
    // @ts-expect-error: `activ` is not a state
    ConnectorFilter.equals("state", "activ")
    // @ts-expect-error: `activ` is not a state
    ConnectorFilter.isIn("state", ["activ"])
    expectTypeOf(
      ConnectorFilter.equals(ConnectorFilter.property("state"), "paused"),
    ).toEqualTypeOf<ConnectorFilter>()
  })

  it("take no null for a property that is never null", () => {
    // @ts-expect-error: a version is never null
    ConnectorFilter.equals("version", null)
  })

  it("take no plain text for a timestamp", () => {
    // @ts-expect-error: the text was not checked
    ConnectorFilter.isLess("lastConnectionDateTime", "2016-12-31")
  })
})
