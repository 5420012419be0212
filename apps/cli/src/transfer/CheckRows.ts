/** Validates all rows of an input before anything is sent. */
import { validate } from "@odj/core"
import { type NewDomainJoinConnector, type Problem, problemText } from "@odj/domain"
import { Result } from "effect"
import type { Row } from "./Row.ts"

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
}

/** Validates each row, and rejects a row with the id of an earlier valid row. */
export const checkRows = (rows: ReadonlyArray<Row>): CheckedRows => {
  const valid: Array<ValidRow> = []
  const invalid: Array<InvalidRow> = []
  const rowOfId = new Map<string, number>()
  for (const { row, input, problems } of rows) {
    if (problems.length > 0) {
      invalid.push({ row, problems })
      continue
    }
    const checked = validate(input)
    if (Result.isFailure(checked)) {
      invalid.push({ row, problems: checked.failure.problems })
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
  return { valid, invalid }
}

/** The problems with a row, in one line. */
export const problemsLine = (problems: ReadonlyArray<Problem>): string => problems.map(problemText).join("; ")
