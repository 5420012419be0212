/** Arbitrary filters and connectors with few values, so that filters match often enough. */
import {
  ConnectorFilter,
  type ConnectorProperty,
  DateTimeOffset,
  type DomainJoinConnector,
  DomainJoinConnectorState,
  type FilterNode,
  type FilterOperand,
  functionOf,
  partsOf,
  propertyNames,
  propertyOf,
  type TextFunction,
  textFunctionNames,
  timestampPartNames,
  timestampParts,
  type ValueKind,
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

const literals: Record<ValueKind, Schema.Schema<string | number>> = {
  text: Text,
  timestamp: Schema.Literals([...timestamps.keys()]),
  state: DomainJoinConnectorState,
  number: Schema.Literals([-480, -1, 0, 1, 2, 7, 30, 58, 2017, 0.6670033, 0.667003300001, 1e21, 1e-7]),
  date: Schema.Literals(["0001-01-01", "2016-12-31", "2017-01-01", "9999-12-31"]),
  time: Schema.Literals(["00:00:00.000000000000", "07:58:30.000000000000", "07:58:36.667003300001"]),
}

const namesOf = (kind: ValueKind) => propertyNames.filter((name) => propertyOf(name).kind === kind)

const Property = (...names: ReadonlyArray<ConnectorProperty>) =>
  Schema.Struct({ _tag: Schema.tag("Property"), property: Schema.Literals(names) })

const Literal = (kind: ValueKind) =>
  Schema.Struct({ _tag: Schema.tag("Literal"), value: Schema.NullOr(literals[kind]) })

/** The calls of a function: one schema for each number of operands. */
const calls = (
  name: TextFunction,
  operand: (kind: ValueKind) => Schema.Schema<FilterOperand>,
): ReadonlyArray<Schema.Schema<FilterOperand>> => {
  const { parameters, optional = 0 } = functionOf(name)
  return Array.from({ length: optional + 1 }, (_, missing) =>
    Schema.Struct({
      _tag: Schema.tag("Call"),
      name: Schema.Literal(name),
      operands: Schema.Tuple(
        parameters.slice(0, parameters.length - missing).map((kind) => Schema.suspend(() => operand(kind))),
      ),
    }),
  )
}

const callsOf = (kind: ValueKind, operand: (kind: ValueKind) => Schema.Schema<FilterOperand>) =>
  textFunctionNames.filter((name) => functionOf(name).kind === kind).flatMap((name) => calls(name, operand))

const partOf = (kind: ValueKind): ReadonlyArray<Schema.Schema<FilterOperand>> => {
  const parts = timestampPartNames.filter((part) => timestampParts[part] === kind)
  return parts.length === 0
    ? []
    : [
        Schema.Struct({
          _tag: Schema.tag("Part"),
          part: Schema.Literals(parts),
          property: Schema.Literal("lastConnectionDateTime"),
        }),
      ]
}

const kinds = Object.keys(literals) as ReadonlyArray<ValueKind>

const operandOf = (kind: ValueKind): Schema.Schema<FilterOperand> => operands[kind]

/** Operands of each kind, more of which are properties and literals than calls. */
const operands = Object.fromEntries(
  kinds.map((kind): readonly [string, Schema.Schema<FilterOperand>] => {
    const simple = [...namesOf(kind).map((name) => Property(name)), Literal(kind), ...partOf(kind)]
    return [kind, Schema.Union([...simple, ...simple, ...callsOf(kind, operandOf)])]
  }),
) as Record<ValueKind, Schema.Schema<FilterOperand>>

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

const equality = ["eq", "ne"] as const
const comparison = [...equality, "gt", "ge", "lt", "le"] as const

/** Filters that a URL can express. */
export const Filter = nested([
  ...kinds.flatMap((kind) => [
    Compare(operands[kind], ...(kind === "state" ? equality : comparison)),
    In(operands[kind], literals[kind]),
  ]),
  Test(operands.text),
])

const AnyOperand: Schema.Schema<FilterOperand> = Schema.Union([
  ...kinds.map(operandOf),
  ...kinds.flatMap((kind) => callsOf(kind, () => AnyOperand)),
])

/** Filters with any types: a URL can express few of them. */
export const AnyFilter = nested([
  Compare(AnyOperand, ...comparison),
  In(AnyOperand, Schema.Union([...kinds.map((kind) => literals[kind]), Schema.Literals(["1", "+2", "3"])])),
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
export const nodesOf = (node: FilterNode): number => {
  const inner = partsOf(node)
  const own = node._tag === "And" || node._tag === "Or" ? inner.length - 1 : 1
  return inner.reduce((sum, part) => sum + nodesOf(part), own)
}

const values = {
  text: Text,
  timestamp: Schema.Literals([...timestamps.values()].flat()),
  state: Schema.Union([DomainJoinConnectorState, Schema.Literals(["pending", "1"])]),
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
