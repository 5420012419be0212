import { assert, describe, it } from "@effect/vitest"
import { SqlError } from "effect/sql"
import {
  createFailure,
  StatementFailed,
  type StatementOutcome,
  serviceFailure,
  statementFailure,
} from "../../src/postgres/PostgresFailure.ts"

const error = (state: string | undefined, operation = "query") =>
  new SqlError.SqlError({ reason: new SqlError.UnknownError({ cause: { code: state }, operation }) })

const broken = (operation: string) =>
  new SqlError.SqlError({ reason: new SqlError.ConnectionError({ cause: new Error("reset"), operation }) })

describe("A failed statement of PostgreSQL", () => {
  const table: ReadonlyArray<
    readonly [what: string, error: SqlError.SqlError, outcome: StatementOutcome | undefined]
  > = [
    ["found no connection", broken("connect"), "NotReached"],
    ["found a server that was starting or stopping", error("57P03", "connect"), "NotReached"],
    ["found a server with all its connections in use", error("53300", "connect"), "Busy"],
    ["lost its connection", broken("query"), "Unknown"],
    ["was in flight when the server was stopped", error("57P01"), "Unknown"],
    ["timed out", error("57014"), "NotReached"],
    ["waited too long for a lock", error("55P03"), "Locked"],
    ["has an outcome that the database does not know", error("40003"), "Unknown"],
    ["could not be serialized", error("40001"), "Conflict"],
    ["was in a deadlock", error("40P01"), "Conflict"],
    ["violated a unique constraint", error("23505"), "Taken"],
    ["found a full disk", error("53100"), "Full"],
    ["found no memory", error("53200"), "NotReached"],
    ["found a read-only server", error("25006"), "NotReached"],
    ["found a disk that fails", error("58030"), "NotReached"],
    ["found damaged data", error("XX001"), undefined],
    ["found no table", error("42P01"), undefined],
    ["can't be sent", error(undefined), undefined],
  ]
  for (const [what, failure, outcome] of table) {
    it(`is ${outcome ?? "a defect"} if it ${what}`, () => {
      assert.strictEqual(statementFailure(failure)?.outcome, outcome)
    })
  }

  it("leaves the outcome of a create unknown only if the connection was lost", () => {
    const outcomes = ["NotReached", "Busy", "Conflict", "Locked", "Taken", "Full", "Unknown"] as const
    const tags = outcomes.map((outcome) => {
      const failure = new StatementFailed({ outcome })
      return [outcome, createFailure(failure)._tag, serviceFailure(failure)._tag]
    })
    const unavailable = "ConnectorStoreUnavailable"
    assert.deepStrictEqual(tags, [
      ["NotReached", unavailable, unavailable],
      ["Busy", unavailable, unavailable],
      ["Conflict", unavailable, unavailable],
      ["Locked", unavailable, unavailable],
      ["Taken", unavailable, unavailable],
      ["Full", "ConnectorStoreFull", "ConnectorStoreFull"],
      ["Unknown", "CreateOutcomeUnknown", unavailable],
    ])
  })
})
