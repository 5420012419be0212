/** Visits the nodes of a filter: its conditions and operands. */
import type { ConnectorFilter } from "./ConnectorFilter.ts"
import type { FilterOperand } from "./FilterFunctions.ts"

export type FilterNode = ConnectorFilter | FilterOperand

/** The conditions and operands directly inside a node. The values of `In` are none. */
export const partsOf = (node: FilterNode): ReadonlyArray<FilterNode> => {
  switch (node._tag) {
    case "Property":
    case "Literal":
    case "Part":
    case "Constant":
      return []
    case "Call":
      return node.operands
    case "In":
      return [node.operand]
    case "Not":
      return [node.condition]
    case "Compare":
      return [node.left, node.right]
    case "Contains":
    case "StartsWith":
    case "EndsWith":
      return [node.text, node.part]
    case "And":
    case "Or":
      return node.conditions
  }
}
