/** Which rows of an input can be created, and what is wrong with the others: decided before anything is sent. */
import { validate } from "@odj/core"
import { type NewDomainJoinConnector, type Problem, problemText } from "@odj/domain"
import { Result } from "effect"
import type { Row } from "./Row.ts"

/** A row that can be created. */
export interface ValidRow {
  readonly row: number
  readonly connector: NewDomainJoinConnector
}

/** A row that can't: every problem with it, of which there is at least one. */
export interface InvalidRow {
  readonly row: number
  readonly problems: ReadonlyArray<Problem>
}

export interface CheckedRows {
  readonly valid: ReadonlyArray<ValidRow>
  readonly invalid: ReadonlyArray<InvalidRow>
}

/** Checks each row by itself, and that no two of the valid ones have one id: the first of them keeps it. */
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
      const message = `Expected an id that no other row has, found that of row ${first}`
      invalid.push({ row, problems: [{ path: ["id"], message }] })
      continue
    }
    if (id !== undefined) rowOfId.set(id, row)
    valid.push({ row, connector: checked.success })
  }
  return { valid, invalid }
}

/** What is wrong with a row, in one line. */
export const reasonOf = (problems: ReadonlyArray<Problem>): string => problems.map(problemText).join("; ")
