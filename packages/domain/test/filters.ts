/** Random filters and connectors for tests. They have few different values, so that many filters match. */
import { Schema } from "effect"
import {
  type ConnectorFilter,
  type ConnectorProperty,
  DateTimeOffset,
  type DomainJoinConnector,
  type FilterOperand,
  functionOf,
  propertyNames,
  propertyOf,
  type TextFunction,
  textFunctionNames,
  timestampPartNames,
} from "../src/index.ts"

const timestamps = [
  "2016-12-31T23:58:36.6670033-08:00",
  "2017-01-01T07:58:36.6670033Z",
  "2017-01-01T07:58Z",
].map((text) => Schema.decodeSync(DateTimeOffset)(text))

const Text = Schema.Literals(["", "a", "A", "ab", "b", "ß", "ss", "SS", "Ａ", "😀", "error"])
const State = Schema.Literals(["active", "error", "pending"])
const Value = Schema.NullOr(
  Schema.Union([
    Text,
    State,
    Schema.Literals(timestamps.map(DateTimeOffset.sortKey)),
    Schema.Literals([-1, 0, 1, 2, 23, 58, 2016, -480, 0.6670033, "2016-12-31", "23:58:36.667003300000"]),
  ]),
)

const operands = Schema.Array(Schema.suspend((): typeof Operand => Operand))

/** A call, of which each operand may be of another kind than its parameter. */
const Call = (name: TextFunction) => {
  const { parameters, optional = 0 } = functionOf(name)
  const lengths = [
    Schema.isMinLength(parameters.length - optional),
    Schema.isMaxLength(parameters.length),
  ] as const
  return Schema.Struct({
    _tag: Schema.tag("Call"),
    name: Schema.Literal(name),
    operands: operands.check(...lengths),
  })
}

const Operand: Schema.Schema<FilterOperand> = Schema.Union([
  Schema.Struct({ _tag: Schema.tag("Property"), property: Schema.Literals(propertyNames) }),
  Schema.Struct({ _tag: Schema.tag("Property"), property: Schema.Literal("displayName") }),
  Schema.Struct({ _tag: Schema.tag("Literal"), value: Value }),
  Schema.Struct({
    _tag: Schema.tag("Part"),
    part: Schema.Literals(timestampPartNames),
    property: Schema.Literal("lastConnectionDateTime"),
  }),
  ...textFunctionNames.map(Call),
])

const inner = Schema.suspend((): typeof Filter => Filter)

/** Any filter. Half of them are nested. */
export const Filter: Schema.Schema<ConnectorFilter> = Schema.Union([
  Schema.Struct({
    _tag: Schema.tag("Compare"),
    operator: Schema.Literals(["eq", "ne", "gt", "ge", "lt", "le"]),
    left: Operand,
    right: Operand,
  }),
  Schema.Struct({ _tag: Schema.tag("In"), operand: Operand, values: Schema.Array(Value) }),
  Schema.Struct({
    _tag: Schema.Literals(["Contains", "StartsWith", "EndsWith"]),
    text: Operand,
    part: Operand,
  }),
  Schema.Struct({ _tag: Schema.tag("Constant"), value: Schema.NullOr(Schema.Boolean) }),
  ...[1, 2].flatMap(() => [
    Schema.Struct({ _tag: Schema.tag("Not"), condition: inner }),
    Schema.Struct({
      _tag: Schema.Literals(["And", "Or"]),
      conditions: Schema.Array(inner).check(Schema.isMinLength(1)),
    }),
  ]),
])

const values = { text: Text, timestamp: Schema.Literals(timestamps), state: State }

const schemaOf = (name: ConnectorProperty): Schema.Top => {
  const { kind, isNullable } = propertyOf(name)
  return isNullable ? Schema.NullOr(values[kind]) : values[kind]
}

/** A connector with values that the filters use. The cast states in types what the table says in values. */
export const Connector = Schema.Struct(
  Object.fromEntries(propertyNames.map((name) => [name, schemaOf(name)])),
) as Schema.Top as Schema.Schema<DomainJoinConnector>
