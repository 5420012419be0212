/**
 * Filters as generated data, over the values of some connectors and parts of them, so that they match now and then.
 *
 * OData's types are kept, since a store may be a service that refuses to look for a text in a timestamp.
 */
import {
  type ComparisonOperator,
  type ConnectorFilter,
  type ConnectorProperty,
  DateTimeOffset,
  type DomainJoinConnector,
  DomainJoinConnectorState,
  type FilterOperand,
} from "@odj/domain"
import { Arbitrary, Schema } from "effect"
import { literal, property } from "./OwnConnectors.ts"

/** One of some values. */
export const oneOf = <A>(values: ReadonlyArray<A>): Arbitrary.Arbitrary<A> =>
  Arbitrary.map(
    Arbitrary.schema(Schema.Literals(values.map((_, index) => index))),
    (index) => values[index] as A,
  )

/** What one of some arbitraries makes. */
const anyOf = <A>(arbitraries: ReadonlyArray<Arbitrary.Arbitrary<A>>): Arbitrary.Arbitrary<A> =>
  Arbitrary.flatMap(oneOf(arbitraries), (arbitrary) => arbitrary)

const some = <A>(item: Arbitrary.Arbitrary<A>) => Arbitrary.array(item, { minLength: 1, maxLength: 3 })

const equality: ReadonlyArray<ComparisonOperator> = ["eq", "ne"]
const comparison: ReadonlyArray<ComparisonOperator> = [...equality, "gt", "ge", "lt", "le"]

/** Conditions that compare operands with values, or with one another, by those operators. */
const comparisons = (
  operators: ReadonlyArray<ComparisonOperator>,
  operand: Arbitrary.Arbitrary<FilterOperand>,
  value: Arbitrary.Arbitrary<string | null>,
): ReadonlyArray<Arbitrary.Arbitrary<ConnectorFilter>> => [
  Arbitrary.map(
    Arbitrary.all({
      operator: oneOf(operators),
      left: operand,
      right: anyOf([Arbitrary.map(value, literal), operand]),
    }),
    (parts) => ({ _tag: "Compare", ...parts }),
  ),
  Arbitrary.map(Arbitrary.all({ operand, values: some(value) }), (parts) => ({ _tag: "In", ...parts })),
]

const folded = (operand: Arbitrary.Arbitrary<FilterOperand>): Arbitrary.Arbitrary<FilterOperand> =>
  Arbitrary.map(Arbitrary.all({ operand, _tag: oneOf(["ToLower", "ToUpper"] as const) }), (parts) => parts)

/** A text, its beginning, middle and end, in either case. */
const partsOf = (text: string): ReadonlyArray<string> => {
  const points = [...text]
  const parts = [points.slice(0, 2), points.slice(1, -1), points.slice(-2), points]
  return parts.map((part) => part.join("")).flatMap((part) => [part, part.toLowerCase(), part.toUpperCase()])
}

const properties = (names: ReadonlyArray<ConnectorProperty>) => Arbitrary.map(oneOf(names), property)

/** Filters that tell the connectors apart. */
export const arbitraryFilter = (
  connectors: ReadonlyArray<DomainJoinConnector>,
): Arbitrary.Arbitrary<ConnectorFilter> => {
  const texts = connectors.flatMap(({ id, displayName, version }) => [id, displayName ?? "", version])
  const text = oneOf(texts.flatMap(partsOf))
  const textProperty = properties(["id", "displayName", "version"])
  const textOperand = anyOf([textProperty, folded(textProperty)])
  const condition = anyOf<ConnectorFilter>([
    ...comparisons(comparison, textOperand, anyOf([text, Arbitrary.Constant(null)])),
    ...comparisons(
      comparison,
      properties(["lastConnectionDateTime"]),
      oneOf(connectors.map(({ lastConnectionDateTime }) => DateTimeOffset.sortKey(lastConnectionDateTime))),
    ),
    ...comparisons(equality, properties(["state"]), oneOf(DomainJoinConnectorState.literals)),
    Arbitrary.map(
      Arbitrary.all({
        _tag: oneOf(["Contains", "StartsWith", "EndsWith"] as const),
        text: textOperand,
        part: anyOf([Arbitrary.map(text, literal), textOperand]),
      }),
      (parts) => parts,
    ),
    Arbitrary.map(oneOf([true, false, null]), (value) => ({ _tag: "Constant", value })),
  ])
  const junctionOf = (inner: Arbitrary.Arbitrary<ConnectorFilter>) =>
    anyOf<ConnectorFilter>([
      inner,
      Arbitrary.map(
        Arbitrary.all({ _tag: oneOf(["And", "Or"] as const), conditions: some(inner) }),
        (parts) => parts,
      ),
      Arbitrary.map(inner, (condition) => ({ _tag: "Not", condition })),
    ])
  return junctionOf(junctionOf(condition))
}
