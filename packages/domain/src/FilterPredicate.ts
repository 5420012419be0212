/** Evaluates a `ConnectorFilter`, with the three truth values of OData's `$filter`: true, false and null. */
import { compareText } from "./CodePointOrder.ts"
import type { ComparisonOperator, ConnectorFilter } from "./ConnectorFilter.ts"
import type { DomainJoinConnector } from "./DomainJoinConnector.ts"
import type { FilterValue } from "./FilterFunctions.ts"
import { type Evaluate, operandValue } from "./OperandValue.ts"
import { indexOfText } from "./TextSearch.ts"

/** Less than, equal to or greater than zero as in a sort; NaN for values that have no order, so that every comparison fails. */
const order = (left: FilterValue, right: FilterValue): number => {
  if (typeof left === "string" && typeof right === "string") return compareText(left, right)
  return typeof left === "number" && typeof right === "number" ? left - right : Number.NaN
}

const comparisons: Record<ComparisonOperator, (left: FilterValue, right: FilterValue) => boolean> = {
  eq: (left, right) => left === right,
  ne: (left, right) => left !== right,
  gt: (left, right) => order(left, right) > 0,
  ge: (left, right) => order(left, right) >= 0,
  lt: (left, right) => order(left, right) < 0,
  le: (left, right) => order(left, right) <= 0,
}

const tests: Record<"Contains" | "StartsWith" | "EndsWith", (text: string, part: string) => boolean> = {
  Contains: (text, part) => indexOfText(text, part) !== -1,
  StartsWith: (text, part) => text.startsWith(part),
  EndsWith: (text, part) => text.endsWith(part),
}

/**
 * Combines conditions. The result is `decisive` if one of them has that result, otherwise null if one of them is null,
 * otherwise `!decisive`.
 */
const junction =
  (conditions: ReadonlyArray<Evaluate<boolean | null>>, decisive: boolean): Evaluate<boolean | null> =>
  (connector) => {
    let result: boolean | null = !decisive
    for (const condition of conditions) {
      const holds = condition(connector)
      if (holds === decisive) return decisive
      if (holds === null) result = null
    }
    return result
  }

const evaluate = (filter: ConnectorFilter): Evaluate<boolean | null> => {
  switch (filter._tag) {
    case "And":
      return junction(filter.conditions.map(evaluate), false)
    case "Or":
      return junction(filter.conditions.map(evaluate), true)
    case "Not": {
      const condition = evaluate(filter.condition)
      return (connector) => {
        const holds = condition(connector)
        return holds === null ? null : !holds
      }
    }
    case "Compare": {
      const compare = comparisons[filter.operator]
      const left = operandValue(filter.left)
      const right = operandValue(filter.right)
      return (connector) => compare(left(connector), right(connector))
    }
    case "In": {
      const operand = operandValue(filter.operand)
      const values = new Set(filter.values)
      return (connector) => values.has(operand(connector))
    }
    case "Contains":
    case "StartsWith":
    case "EndsWith": {
      const test = tests[filter._tag]
      const text = operandValue(filter.text)
      const part = operandValue(filter.part)
      return (connector) => {
        const within = text(connector)
        const sought = part(connector)
        return typeof within === "string" && typeof sought === "string" ? test(within, sought) : null
      }
    }
    case "Constant":
      return () => filter.value
  }
}

/**
 * Compiles a filter to a function that decides whether a connector matches.
 *
 * @example
 * ```ts
 * import { ConnectorFilter, exampleConnector, filterPredicate, withId } from "@odj/domain"
 *
 * const isFailing = filterPredicate(ConnectorFilter.equals("state", "error"))
 * const connector = withId("hq-1", exampleConnector)
 * console.log(isFailing(connector)) // => true
 * console.log(isFailing({ ...connector, state: "active" })) // => false
 * ```
 */
export const filterPredicate = (filter: ConnectorFilter): ((connector: DomainJoinConnector) => boolean) => {
  const holds = evaluate(filter)
  return (connector) => holds(connector) === true
}
