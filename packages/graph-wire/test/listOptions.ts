/** Arbitrary options of a list that a URL can express. */
import { DomainJoinConnector, propertyNames, withoutRepeats } from "@odj/domain"
import { Arbitrary, Schema } from "effect"
import { type ListOptions, type OptionName, optionNames } from "../src/index.ts"
import { canonical, Filter, nodesOf } from "./filters.ts"

export const allOptions: ReadonlySet<OptionName> = new Set(optionNames)

const Count = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }))

const NonEmptyText = DomainJoinConnector.fields.id

export const listOptions: Arbitrary.Arbitrary<ListOptions> = Arbitrary.schema(
  Schema.Struct({
    select: Schema.optionalKey(
      Schema.UniqueArray(Schema.Literals(propertyNames)).check(Schema.isMinLength(1)),
    ),
    filter: Schema.optionalKey(Filter),
    order: Schema.optionalKey(
      Schema.Array(
        Schema.Struct({ property: Schema.Literals(propertyNames), descending: Schema.Boolean }),
      ).check(Schema.isMinLength(1)),
    ),
    top: Schema.optionalKey(Count),
    skip: Schema.optionalKey(Count),
    skipToken: Schema.optionalKey(NonEmptyText),
    count: Schema.optionalKey(Schema.Boolean),
    format: Schema.optionalKey(NonEmptyText),
  }),
).pipe(
  Arbitrary.filter(({ filter }) => filter === undefined || nodesOf(canonical(filter)) <= 100),
  Arbitrary.map(({ filter, order, ...options }) => ({
    ...options,
    ...(filter !== undefined && { filter: canonical(filter) }),
    ...(order !== undefined && { order: withoutRepeats(order) }),
  })),
)
