/** Validates all rows of an input before anything is sent. */
import { validate } from "@odj/core"
import { type NewDomainJoinConnector, type Problem, problemText } from "@odj/domain"
import { Result } from "effect"
import { connectorOfInput } from "./ConnectorOfInput.ts"
import type { Row } from "./Row.ts"
import { withAdvice } from "./ValueAdvice.ts"

/** A row that can be created. */
export interface ValidRow {
  readonly row: number
  readonly connector: NewDomainJoinConnector
}

/** A row that can't be created, with all its problems; at least one. */
export interface InvalidRow {
  readonly row: number
  readonly problems: ReadonlyArray<Problem>
}

export interface CheckedRows {
  readonly valid: ReadonlyArray<ValidRow>
  readonly invalid: ReadonlyArray<InvalidRow>
  /** Names in the rows that are no property of a connector. */
  readonly unknownNames: ReadonlySet<string>
}

/** Validates each row, and rejects a row with the id of an earlier valid row. */
export const checkRows = (rows: ReadonlyArray<Row>, ignoreUnknown: boolean): CheckedRows => {
  const valid: Array<ValidRow> = []
  const invalid: Array<InvalidRow> = []
  const unknownNames = new Set<string>()
  const rowOfId = new Map<string, number>()
  for (const { row, input, problems } of rows) {
    if (problems.length > 0) {
      invalid.push({ row, problems })
      continue
    }
    const named = connectorOfInput(input, ignoreUnknown)
    for (const name of named.unknown) unknownNames.add(name)
    const checked = validate(named.input)
    if (Result.isFailure(checked) || named.problems.length > 0) {
      const others = Result.isFailure(checked) ? checked.failure.problems.map(withAdvice(named.input)) : []
      invalid.push({ row, problems: [...named.problems, ...others] })
      continue
    }
    const { id } = checked.success
    const first = id === undefined ? undefined : rowOfId.get(id)
    if (first !== undefined) {
      const message = `Same as in row ${first}`
      invalid.push({ row, problems: [{ path: ["id"], message }] })
      continue
    }
    if (id !== undefined) rowOfId.set(id, row)
    valid.push({ row, connector: checked.success })
  }
  return { valid, invalid, unknownNames }
}

/** The problems with a row, in one line. */
export const problemsLine = (problems: ReadonlyArray<Problem>): string => problems.map(problemText).join("; ")
