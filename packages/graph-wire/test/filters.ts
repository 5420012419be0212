/** Arbitrary filters and connectors with few values, so that filters match often enough. */
import {
  ConnectorFilter,
  type ConnectorProperty,
  DateTimeOffset,
  type DomainJoinConnector,
  DomainJoinConnectorState,
  type FilterOperand,
  type PropertyKind,
  propertyNames,
  propertyOf,
} from "@odj/domain"
import { Schema } from "effect"

const decode = Schema.decodeUnknownSync(DateTimeOffset)

/** Instants by their sort keys, with the ways in which each is written here. */
export const timestamps: ReadonlyMap<string, ReadonlyArray<DateTimeOffset>> = new Map(
  [
    [
      "2016-12-31T23:58:36.6670033-08:00",
      "2017-01-01t07:58:36.667003300z",
      "2017-01-01T08:58:36.6670033+01:00",
    ],
    ["2017-01-01T07:58:36.667003300001Z"],
    ["2017-01-01T07:58:30Z", "2017-01-01T07:58:30.000-00:00"],
    ["2017-01-01T07:58Z", "2017-01-01T07:58:00+00:00"],
    ["0001-01-01T00:00Z"],
    ["9999-12-31T23:59:59.999999999999Z"],
  ].map((texts) => [DateTimeOffset.sortKey(decode(texts[0])), texts.map((text) => decode(text))]),
)

const texts: ReadonlyArray<string> = [
  ...["", "a", "A", "ab", "B", "ß", "İ", "😀", "Ａ", "null", "true", "error", "2017-01-01T07:58Z"],
  ...["'", "''", "it's", "a' or 'a' eq 'a", ",", ")", "(", " ", "\n", "+", "%27", "&$top=1", "=", "#", "\\"],
]

const Text = Schema.Literals(texts)
const Timestamp = Schema.Literals([...timestamps.keys()])

const namesOf = (kind: PropertyKind) => propertyNames.filter((name) => propertyOf(name).kind === kind)

const Property = (...names: ReadonlyArray<ConnectorProperty>) =>
  Schema.Struct({ _tag: Schema.tag("Property"), property: Schema.Literals(names) })

const Literal = <A>(value: Schema.Schema<A>) =>
  Schema.Struct({ _tag: Schema.tag("Literal"), value: Schema.NullOr(value) })

const TextOperand: Schema.Schema<FilterOperand> = Schema.Union([
  Property(...namesOf("text")),
  Property("displayName"),
  Literal(Text),
  Schema.Struct({
    _tag: Schema.Literals(["ToLower", "ToUpper"]),
    operand: Schema.suspend((): typeof TextOperand => TextOperand),
  }),
])
const TimestampOperand = Schema.Union([Property(...namesOf("timestamp")), Literal(Timestamp)])
const StateOperand = Schema.Union([Property(...namesOf("state")), Literal(DomainJoinConnectorState)])

const Compare = <A, Operator extends string>(
  operand: Schema.Schema<A>,
  ...operators: ReadonlyArray<Operator>
) =>
  Schema.Struct({
    _tag: Schema.tag("Compare"),
    operator: Schema.Literals(operators),
    left: operand,
    right: operand,
  })

const In = <A, B>(operand: Schema.Schema<A>, value: Schema.Schema<B>) =>
  Schema.Struct({ _tag: Schema.tag("In"), operand, values: Schema.Array(Schema.NullOr(value)) })

const Test = <A>(operand: Schema.Schema<A>) =>
  Schema.Struct({
    _tag: Schema.Literals(["Contains", "StartsWith", "EndsWith"]),
    text: operand,
    part: operand,
  })

/** Filters made of those conditions, mostly nested ones. */
const nested = (
  conditions: ReadonlyArray<Schema.Schema<ConnectorFilter>>,
): Schema.Schema<ConnectorFilter> => {
  const inner = Schema.suspend((): typeof filter => filter)
  const filter: Schema.Schema<ConnectorFilter> = Schema.Union([
    ...conditions,
    Schema.Struct({ _tag: Schema.tag("Constant"), value: Schema.NullOr(Schema.Boolean) }),
    ...[1, 2, 3].flatMap(() => [
      Schema.Struct({ _tag: Schema.tag("Not"), condition: inner }),
      Schema.Struct({ _tag: Schema.Literals(["And", "Or"]), conditions: Schema.Array(inner) }),
    ]),
  ])
  return filter
}

/** Filters that a URL can express. */
export const Filter = nested([
  Compare(TextOperand, "eq", "ne", "gt", "ge", "lt", "le"),
  Compare(TimestampOperand, "eq", "ne", "gt", "ge", "lt", "le"),
  Compare(StateOperand, "eq", "ne"),
  In(TextOperand, Text),
  In(TimestampOperand, Timestamp),
  In(StateOperand, DomainJoinConnectorState),
  Test(TextOperand),
])

const AnyValue = Schema.Union([Text, Timestamp, DomainJoinConnectorState])

const AnyOperand: Schema.Schema<FilterOperand> = Schema.Union([
  TextOperand,
  TimestampOperand,
  StateOperand,
  Schema.Struct({
    _tag: Schema.Literals(["ToLower", "ToUpper"]),
    operand: Schema.suspend((): typeof AnyOperand => AnyOperand),
  }),
])

/** Filters with any types: a URL can express few of them. */
export const AnyFilter = nested([
  Compare(AnyOperand, "eq", "ne", "gt", "ge", "lt", "le"),
  In(AnyOperand, AnyValue),
  Test(AnyOperand),
])

/** The filter as it is read back from a URL: without joins of fewer than two conditions. */
export const canonical = (filter: ConnectorFilter): ConnectorFilter => {
  switch (filter._tag) {
    case "And":
    case "Or": {
      const conditions = filter.conditions.map(canonical)
      const [first] = conditions
      if (first === undefined) return ConnectorFilter.constant(filter._tag === "And")
      return conditions.length === 1 ? first : { _tag: filter._tag, conditions }
    }
    case "Not":
      return ConnectorFilter.not(canonical(filter.condition))
    case "In":
      return filter.values.length === 0 ? ConnectorFilter.constant(false) : filter
    default:
      return filter
  }
}

/** How many nodes a filter has: operands, conditions and each `and` and `or`, but not the values of lists. */
export const nodesOf = (node: ConnectorFilter | FilterOperand): number => {
  const nodes = Object.values(node).flatMap((part: unknown) => (Array.isArray(part) ? part : [part]))
  const inner = nodes.filter((part): part is ConnectorFilter => typeof part === "object" && part !== null)
  const own = node._tag === "And" || node._tag === "Or" ? inner.length - 1 : 1
  return inner.reduce((sum, part) => sum + nodesOf(part), own)
}

const values = {
  text: Text,
  timestamp: Schema.Literals([...timestamps.values()].flat()),
  state: Schema.Union([DomainJoinConnectorState, Schema.Literal("pending")]),
}

const schemaOf = (name: ConnectorProperty): Schema.Top => {
  const { kind, isNullable } = propertyOf(name)
  return isNullable ? Schema.NullOr(values[kind]) : values[kind]
}

/** Connectors with the values of the filters. The cast gives the table's values their types. */
export const Connectors = Schema.Array(
  Schema.Struct(
    Object.fromEntries(propertyNames.map((name) => [name, schemaOf(name)])),
  ) as Schema.Top as Schema.Schema<DomainJoinConnector>,
).check(Schema.isMinLength(3))
