/** Arbitrary connectors, filters and orders. Their values are few, and chosen because databases differ in them. */
import {
  type ConnectorFilter,
  type ConnectorOrder,
  type ConnectorProperty,
  DateTimeOffset,
  DomainJoinConnector,
  DomainJoinConnectorState,
  type FilterOperand,
  functionOf,
  propertyNames,
  propertyOf,
  textFunctionNames,
  timestampPartNames,
} from "@odj/domain"
import { Schema } from "effect"

const long = "😀".repeat(256)

const texts = [
  ...["", "a", "A", "ab", "Ab", "b", "ß", "SS", "é", "e\u0301", "Ａ", "😀", "😀a", "."],
  ...["%", "_", "a%", "\\", "'", '"', "$1", "?", "null", " ", "a "],
  ...[long, `${long}a`, `${long}b`, `${long}😀`],
]

/** Texts that no database can store but a filter may contain. */
const unstorable = ["\0", "a\0", "\ud83d", "a\udc00"]

const timestamps = [
  "2016-12-31T23:58:36.6670033-08:00",
  "2017-01-01T07:58:36.667003300000Z",
  "2017-01-01T07:58:36.667003300001Z",
  "2017-01-01t07:58z",
  "0001-01-01T00:00:00Z",
  "9999-12-31T23:59:59.999999999999Z",
].map((text) => Schema.decodeSync(DateTimeOffset)(text))

const states = DomainJoinConnectorState.literals

const values = { text: texts, timestamp: timestamps, state: states }

/**
 * A value of the property: every fourth is that of the one before, and others come at distances of the property's own.
 */
const valueAt = (name: ConnectorProperty, index: number) => {
  const { kind, isNullable } = propertyOf(name)
  const from = isNullable ? [null, ...values[kind]] : values[kind]
  const step = kind === "text" ? 7 + 4 * propertyNames.indexOf(name) : 1
  return from[((index - Number(index % 4 === 3)) * step) % from.length]
}

/** In the order of their creation. Every text is the id of a connector, and all other properties have ties. */
export const connectors: ReadonlyArray<DomainJoinConnector> = texts.toReversed().map((text, index) =>
  Schema.decodeUnknownSync(DomainJoinConnector)({
    ...Object.fromEntries(propertyNames.map((name) => [name, valueAt(name, index)])),
    id: text === "" ? "id" : text,
  }),
)

const Value = Schema.NullOr(
  Schema.Literals<ReadonlyArray<string | number>>([
    ...[...texts, ...unstorable, ...states, ...timestamps.map(DateTimeOffset.sortKey)],
    ...["2016-12-31", "07:58:36.667003300000"],
    ...[0, 1, 2, 58, 256, 2017, 0.6670033],
  ]),
)

const Property = Schema.Literals(propertyNames)

const Operand: Schema.Schema<FilterOperand> = Schema.Union([
  Schema.Struct({ _tag: Schema.tag("Property"), property: Property }),
  Schema.Struct({ _tag: Schema.tag("Property"), property: Schema.Literal("displayName") }),
  ...[1, 2].map(() => Schema.Struct({ _tag: Schema.tag("Literal"), value: Value })),
  Schema.Struct({
    _tag: Schema.tag("Part"),
    part: Schema.Literals(timestampPartNames),
    property: Schema.Literal("lastConnectionDateTime"),
  }),
  ...textFunctionNames.map((name) =>
    Schema.Struct({
      _tag: Schema.tag("Call"),
      name: Schema.Literal(name),
      operands: Schema.Tuple(
        functionOf(name).parameters.map(() => Schema.suspend((): typeof Operand => Operand)),
      ),
    }),
  ),
])

const inner = Schema.suspend((): typeof Filter => Filter)

/** All filters; half of them are nested. */
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
  Schema.Struct({ _tag: Schema.tag("Not"), condition: inner }),
  Schema.Struct({
    _tag: Schema.Literals(["And", "Or"]),
    conditions: Schema.Array(inner).check(Schema.isMinLength(1)),
  }),
])

/** All orders. A property may occur several times. */
export const Order: Schema.Schema<ConnectorOrder> = Schema.Array(
  Schema.Struct({ property: Property, descending: Schema.Boolean }),
).check(Schema.isMaxLength(4))
