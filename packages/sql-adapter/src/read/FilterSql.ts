/**
 * Translates filters to SQL if the SQL means exactly the same. The rest is evaluated here.
 *
 * A condition in SQL is true, false or null exactly when `filterPredicate` returns that: a comparison with null is
 * false, but `contains`, `startswith` and `endswith` of null are null. Conditions with functions are not translated: no
 * database changes case as JavaScript does, or has a timestamp's own offset. Nor is `contains` with two properties, because
 * a database may need the product of their lengths to find one long text in another.
 */
import {
  type ComparisonOperator,
  ConnectorFilter,
  type ConnectorProperty,
  type DomainJoinConnector,
  type FilterOperand,
  filterPredicate,
} from "@odj/domain"
import { Option } from "effect"
import type { Statement } from "effect/sql"
import { comparedColumn, isNullable, isStorable, textParameter } from "./ConnectorColumn.ts"
import { displayNameIs, displayNameKeyIs } from "./OrderSql.ts"

/** A condition that an index finds the rows of. */
export interface IndexedCondition {
  readonly property: ConnectorProperty
  /** The condition, as far as the index decides it. */
  readonly condition: Statement.Fragment
  /** Whether all rows that it finds are equal in the index. */
  readonly isEqual: boolean
}

/** A filter in two parts: a connector matches if it meets all conditions and passes. */
export interface SplitFilter {
  /** The part that the database evaluates. */
  readonly conditions: ReadonlyArray<Statement.Fragment>
  /** Those of the conditions that an index finds the rows of. */
  readonly indexed: ReadonlyArray<IndexedCondition>
  /** The part that is evaluated here, if there is one. */
  readonly passes: ((connector: DomainJoinConnector) => boolean) | undefined
}

/**
 * How many conditions and values a statement may have. SQLite allows expressions of depth 1000 and 32766 parameters,
 * and each of these takes a few of them.
 */
const maxSize = 400

/** How many conditions and values a filter has. */
const sizeOf = (filter: ConnectorFilter): number => {
  switch (filter._tag) {
    case "And":
    case "Or":
      return filter.conditions.reduce((size, condition) => size + sizeOf(condition), 1)
    case "Not":
      return 1 + sizeOf(filter.condition)
    case "In":
      return 1 + filter.values.length
    default:
      return 1
  }
}

const conjuncts = (filter: ConnectorFilter): ReadonlyArray<ConnectorFilter> =>
  filter._tag === "And" ? filter.conditions.flatMap(conjuncts) : [filter]

/** Whether a condition searches a property's text for another property's text. */
const isSlow = ({ _tag, text, part }: Extract<ConnectorFilter, { readonly text: FilterOperand }>): boolean =>
  _tag === "Contains" && text._tag === "Property" && part._tag === "Property"

/** A value in SQL. `null` is the literal null. */
type Value = {
  readonly text: Statement.Fragment
  /** The condition that it is null; absent if it can't be. */
  readonly isNull?: Statement.Fragment
  /** The text, if it is a literal. */
  readonly literal?: string
  /** The condition that it equals a text, in a form that an index supports. It is never null. */
  readonly is?: (literal: string) => Statement.Fragment
} | null

const symbols = { gt: ">", ge: ">=", lt: "<", le: "<=" } as const

const translation = (sql: Statement.Constructor, idIs: (id: string) => Statement.Fragment) => {
  const constant = (value: boolean | null) => sql.literal(String(value).toUpperCase())
  const all = sql.join(" AND ", true, "TRUE")
  const any = sql.join(" OR ", true, "FALSE")
  const within = sql.onDialectOrElse({ pg: () => "strpos", orElse: () => "instr" })

  const indexed: Partial<Record<ConnectorProperty, Pick<Exclude<Value, null>, "is" | "isNull">>> = {
    id: { is: idIs },
    displayName: { is: (name) => displayNameIs(sql, name), isNull: displayNameIs(sql, null) },
  }

  const property = (name: ConnectorProperty): Value => {
    const text = sql.literal(comparedColumn(name))
    return { text, ...(isNullable(name) && { isNull: sql`${text} IS NULL` }), ...indexed[name] }
  }

  const value = (operand: FilterOperand): Option.Option<Value> => {
    switch (operand._tag) {
      case "Property":
        return Option.some(property(operand.property))
      case "Literal":
        if (operand.value === null) return Option.some(null)
        return typeof operand.value === "string" && isStorable(operand.value)
          ? Option.some({ text: textParameter(sql, operand.value), literal: operand.value })
          : Option.none()
      case "Call":
      case "Part":
        return Option.none()
    }
  }

  /** The condition, but false instead of null if one of the values is null. */
  const unlessNull = (values: ReadonlyArray<Exclude<Value, null>>, condition: Statement.Fragment) =>
    sql.and([
      ...values.filter(({ isNull }) => isNull !== undefined).map(({ text }) => sql`${text} IS NOT NULL`),
      condition,
    ])

  const isNull = (value: Value) => (value === null ? constant(true) : (value.isNull ?? constant(false)))

  const equal = (left: Value, right: Value) => {
    if (left === null) return isNull(right)
    if (right === null) return isNull(left)
    if (right.literal !== undefined && left.is !== undefined) return left.is(right.literal)
    if (left.literal !== undefined && right.is !== undefined) return right.is(left.literal)
    return left.isNull !== undefined && right.isNull !== undefined
      ? sql`${left.text} IS NOT DISTINCT FROM ${right.text}`
      : unlessNull([left, right], sql`${left.text} = ${right.text}`)
  }

  const comparison = (operator: ComparisonOperator, left: Value, right: Value) => {
    if (operator === "eq") return equal(left, right)
    if (operator === "ne") return sql`NOT (${equal(left, right)})`
    if (left === null || right === null) return constant(false)
    const symbol = sql.literal(symbols[operator])
    return unlessNull([left, right], sql`${left.text} ${symbol} ${right.text}`)
  }

  const tests = {
    Contains: (text: Statement.Fragment, part: Statement.Fragment) =>
      sql`${sql.literal(within)}(${text}, ${part}) > 0`,
    StartsWith: (text: Statement.Fragment, part: Statement.Fragment) =>
      sql`substr(${text}, 1, length(${part})) = ${part}`,
    EndsWith: (text: Statement.Fragment, part: Statement.Fragment) =>
      sql`substr(${text}, length(${text}) - length(${part}) + 1) = ${part}`,
  }

  const condition = (filter: ConnectorFilter): Option.Option<Statement.Fragment> => {
    switch (filter._tag) {
      case "And":
        return Option.map(Option.all(filter.conditions.map(condition)), all)
      case "Or":
        return Option.map(Option.all(filter.conditions.map(condition)), any)
      case "Not":
        return Option.map(condition(filter.condition), (inner) => sql`NOT (${inner})`)
      case "Compare":
        return Option.map(Option.all([value(filter.left), value(filter.right)]), ([left, right]) =>
          comparison(filter.operator, left, right),
        )
      case "In":
        return Option.map(
          Option.all([
            value(filter.operand),
            Option.all(filter.values.map((text) => value(ConnectorFilter.literal(text)))),
          ]),
          ([operand, values]) => any(values.map((value) => equal(operand, value))),
        )
      case "Contains":
      case "StartsWith":
      case "EndsWith":
        if (isSlow(filter)) return Option.none()
        return Option.map(Option.all([value(filter.text), value(filter.part)]), ([text, part]) =>
          text === null || part === null ? constant(null) : tests[filter._tag](text.text, part.text),
        )
      case "Constant":
        return Option.some(constant(filter.value))
    }
  }

  return condition
}

/** The condition that an index finds the rows of, if the filter is one. Each translates in full. */
const indexing =
  (sql: Statement.Constructor, idIs: (id: string) => Statement.Fragment) =>
  (filter: ConnectorFilter): IndexedCondition | undefined => {
    if (filter._tag === "In" && filter.operand._tag === "Property" && filter.operand.property === "id") {
      const ids = filter.values.filter((value) => typeof value === "string")
      return { property: "id", condition: sql.or(ids.map(idIs)), isEqual: false }
    }
    if (filter._tag !== "Compare" || filter.operator === "ne") return undefined
    const { operator, left, right } = filter
    if (left._tag !== "Property" || right._tag !== "Literal" || typeof right.value === "number")
      return undefined
    const isEqual = operator === "eq"
    if (left.property === "displayName") {
      return isEqual
        ? { property: "displayName", condition: displayNameKeyIs(sql, right.value), isEqual }
        : undefined
    }
    if (right.value === null) return undefined
    if (left.property === "id") {
      return isEqual ? { property: "id", condition: idIs(right.value), isEqual } : undefined
    }
    if (left.property !== "lastConnectionDateTime") return undefined
    const column = sql.literal(comparedColumn(left.property))
    const symbol = sql.literal(operator === "eq" ? "=" : symbols[operator])
    const condition = sql`${column} ${symbol} ${textParameter(sql, right.value)}`
    return { property: left.property, condition, isEqual }
  }

/**
 * Splits filters for a database. `idIs` is the database's own condition for an id. Without a filter there are no
 * conditions.
 */
export const splitting = (
  sql: Statement.Constructor,
  idIs: (id: string) => Statement.Fragment,
): ((filter: ConnectorFilter | undefined) => SplitFilter) => {
  const translated = translation(sql, idIs)
  const indexedBy = indexing(sql, idIs)
  return (filter) => {
    const conditions: Array<Statement.Fragment> = []
    const indexed: Array<IndexedCondition> = []
    const left: Array<ConnectorFilter> = []
    let room = maxSize
    for (const conjunct of filter === undefined ? [] : conjuncts(filter)) {
      const size = sizeOf(conjunct)
      const condition = size > room ? Option.none() : translated(conjunct)
      if (Option.isSome(condition)) {
        room -= size
        conditions.push(condition.value)
        indexed.push(...[indexedBy(conjunct) ?? []].flat())
      } else left.push(conjunct)
    }
    return {
      conditions,
      indexed,
      passes: left.length === 0 ? undefined : filterPredicate({ _tag: "And", conditions: left }),
    }
  }
}
