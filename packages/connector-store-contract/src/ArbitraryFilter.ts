/**
 * Generates filters. Their values come from some connectors, so that the filters match now and then.
 *
 * The filters are valid by OData's types: a store may be a service that refuses a text search in a timestamp.
 */
import {
  type ComparisonOperator,
  ConnectorFilter,
  comparableOf,
  type DomainJoinConnector,
  DomainJoinConnectorState,
  type FilterOperand,
  type FilterValue,
  functionOf,
  type PropertyKind,
  propertyNames,
  propertyOf,
  type TextFunction,
  type TimestampPart,
  textFunctionNames,
  timestampPart,
  timestampPartNames,
  timestampParts,
  type ValueKind,
} from "@odj/domain"
import { Arbitrary, Schema } from "effect"

/** Generates one of the values. */
export const arbitraryOf = <A>(values: ReadonlyArray<A>): Arbitrary.Arbitrary<A> =>
  Arbitrary.map(
    Arbitrary.schema(Schema.Literals(values.map((_, index) => index))),
    (index) => values[index] as A,
  )

/** Generates what one of the arbitraries generates. */
const anyOf = <A>(arbitraries: ReadonlyArray<Arbitrary.Arbitrary<A>>): Arbitrary.Arbitrary<A> =>
  Arbitrary.flatMap(arbitraryOf(arbitraries), (arbitrary) => arbitrary)

const some = <A>(item: Arbitrary.Arbitrary<A>) => Arbitrary.array(item, { minLength: 1, maxLength: 3 })

const equality: ReadonlyArray<ComparisonOperator> = ["eq", "ne"]
const comparison: ReadonlyArray<ComparisonOperator> = [...equality, "gt", "ge", "lt", "le"]

/** Generates comparisons of an operand with a value or with another operand. */
const comparisons = (
  operators: ReadonlyArray<ComparisonOperator>,
  operand: Arbitrary.Arbitrary<FilterOperand>,
  value: Arbitrary.Arbitrary<FilterValue>,
): ReadonlyArray<Arbitrary.Arbitrary<ConnectorFilter>> => [
  Arbitrary.map(
    Arbitrary.all({
      operator: arbitraryOf(operators),
      left: operand,
      right: anyOf([Arbitrary.map(value, ConnectorFilter.literal), operand]),
    }),
    (parts) => ({ _tag: "Compare", ...parts }),
  ),
  Arbitrary.map(Arbitrary.all({ operand, values: some(value) }), (parts) => ({ _tag: "In", ...parts })),
]

/** Generates operands of one kind. Those of a call are of the kinds of its parameters. */
type Operands = (kind: ValueKind) => Arbitrary.Arbitrary<FilterOperand>

/** Generates calls of a function, with any number of operands that it may have. */
const callsOf = (name: TextFunction, operands: Operands): Arbitrary.Arbitrary<FilterOperand> => {
  const { parameters, optional = 0 } = functionOf(name)
  return Arbitrary.map(
    Arbitrary.all({
      all: Arbitrary.all(parameters.map(operands)),
      length: arbitraryOf(parameters.map((_, index) => index + 1).slice(-1 - optional)),
    }),
    ({ all, length }) => ({ _tag: "Call", name, operands: all.slice(0, length) }),
  )
}

/** The text, its beginning, middle and end, in both cases. */
const partsOf = (text: string): ReadonlyArray<string> => {
  const points = [...text]
  const parts = [points.slice(0, 2), points.slice(1, -1), points.slice(-2), points]
  return parts.map((part) => part.join("")).flatMap((part) => [part, part.toLowerCase(), part.toUpperCase()])
}

const namesOf = (kind: ValueKind) => propertyNames.filter((name) => propertyOf(name).kind === kind)

const partsOfKind = (kind: ValueKind): ReadonlyArray<TimestampPart> =>
  timestampPartNames.filter((part) => timestampParts[part] === kind)

/** Generates filters that match some of the connectors and not others. */
export const arbitraryFilter = (
  connectors: ReadonlyArray<DomainJoinConnector>,
): Arbitrary.Arbitrary<ConnectorFilter> => {
  /** The connectors' values of the properties of one kind. */
  const propertyValues = (kind: PropertyKind) =>
    connectors.flatMap((connector) => namesOf(kind).map((name) => comparableOf(name)(connector)))
  const partValues = (kind: ValueKind) =>
    connectors.flatMap(({ lastConnectionDateTime }) =>
      partsOfKind(kind).map((part) => timestampPart(part, lastConnectionDateTime)),
    )
  const values: Record<ValueKind, ReadonlyArray<FilterValue>> = {
    text: [...propertyValues("text").flatMap((value) => partsOf(value ?? "")), null],
    timestamp: propertyValues("timestamp"),
    state: DomainJoinConnectorState.literals,
    number: [-1, 0, 1, 2, 3, 4, ...partValues("number")],
    date: partValues("date"),
    time: partValues("time"),
  }
  const kinds = Object.keys(values) as ReadonlyArray<ValueKind>
  const value = (kind: ValueKind) => arbitraryOf(values[kind])
  const constant: Operands = (kind) => Arbitrary.map(value(kind), ConnectorFilter.literal)
  const simple = (kind: ValueKind): ReadonlyArray<Arbitrary.Arbitrary<FilterOperand>> =>
    [
      ...namesOf(kind).map(ConnectorFilter.property),
      ...partsOfKind(kind).map((part) => ConnectorFilter.timestampPart(part, "lastConnectionDateTime")),
    ].map((operand) => Arbitrary.Constant(operand))
  const calls = (kind: ValueKind, inner: Operands) =>
    textFunctionNames.filter((name) => functionOf(name).kind === kind).map((name) => callsOf(name, inner))
  const inner: Operands = (kind) => anyOf([constant(kind), ...simple(kind), ...simple(kind)])
  const operand: Operands = (kind) => anyOf([...simple(kind), ...calls(kind, inner)])
  const condition = anyOf<ConnectorFilter>([
    ...kinds.flatMap((kind) =>
      comparisons(kind === "state" ? equality : comparison, operand(kind), value(kind)),
    ),
    Arbitrary.map(
      Arbitrary.all({
        _tag: arbitraryOf(["Contains", "StartsWith", "EndsWith"] as const),
        text: operand("text"),
        part: anyOf([constant("text"), operand("text")]),
      }),
      (parts) => parts,
    ),
    Arbitrary.map(arbitraryOf([true, false, null]), ConnectorFilter.constant),
  ])
  const junctionOf = (inner: Arbitrary.Arbitrary<ConnectorFilter>) =>
    anyOf<ConnectorFilter>([
      inner,
      Arbitrary.map(
        Arbitrary.all({ _tag: arbitraryOf(["And", "Or"] as const), conditions: some(inner) }),
        (parts) => parts,
      ),
      Arbitrary.map(inner, ConnectorFilter.not),
    ])
  return junctionOf(junctionOf(condition))
}
