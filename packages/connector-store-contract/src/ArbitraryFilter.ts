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
  type PropertyKind,
  propertyNames,
  propertyOf,
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
  value: Arbitrary.Arbitrary<string | null>,
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

const folded = (operand: Arbitrary.Arbitrary<FilterOperand>): Arbitrary.Arbitrary<FilterOperand> =>
  Arbitrary.map(
    Arbitrary.all({ operand, _tag: arbitraryOf(["ToLower", "ToUpper"] as const) }),
    (parts) => parts,
  )

/** The text, its beginning, middle and end, in both cases. */
const partsOf = (text: string): ReadonlyArray<string> => {
  const points = [...text]
  const parts = [points.slice(0, 2), points.slice(1, -1), points.slice(-2), points]
  return parts.map((part) => part.join("")).flatMap((part) => [part, part.toLowerCase(), part.toUpperCase()])
}

const namesOf = (kind: PropertyKind) => propertyNames.filter((name) => propertyOf(name).kind === kind)

const properties = (kind: PropertyKind) => Arbitrary.map(arbitraryOf(namesOf(kind)), ConnectorFilter.property)

/** Generates filters that match some of the connectors and not others. */
export const arbitraryFilter = (
  connectors: ReadonlyArray<DomainJoinConnector>,
): Arbitrary.Arbitrary<ConnectorFilter> => {
  /** The connectors' values of the properties of one kind. */
  const valuesOf = (kind: PropertyKind) =>
    connectors.flatMap((connector) => namesOf(kind).map((name) => comparableOf(name)(connector)))
  const text = arbitraryOf(valuesOf("text").flatMap((value) => partsOf(value ?? "")))
  const textProperty = properties("text")
  const textOperand = anyOf([textProperty, folded(textProperty)])
  const condition = anyOf<ConnectorFilter>([
    ...comparisons(comparison, textOperand, anyOf([text, Arbitrary.Constant(null)])),
    ...comparisons(comparison, properties("timestamp"), arbitraryOf(valuesOf("timestamp"))),
    ...comparisons(equality, properties("state"), arbitraryOf(DomainJoinConnectorState.literals)),
    Arbitrary.map(
      Arbitrary.all({
        _tag: arbitraryOf(["Contains", "StartsWith", "EndsWith"] as const),
        text: textOperand,
        part: anyOf([Arbitrary.map(text, ConnectorFilter.literal), textOperand]),
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
