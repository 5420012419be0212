import { assert, describe, it } from "@effect/vitest"
import { SqlError } from "effect/sql"
import {
  createFailure,
  outcomeOf,
  StatementFailed,
  type StatementOutcome,
  serviceFailure,
} from "../../src/postgres/PostgresFailure.ts"

const error = (state: string | undefined, operation = "query") =>
  new SqlError.SqlError({ reason: new SqlError.UnknownError({ cause: { code: state }, operation }) })

const broken = (operation: string) =>
  new SqlError.SqlError({ reason: new SqlError.ConnectionError({ cause: new Error("reset"), operation }) })

describe("A statement that PostgreSQL did not carry out", () => {
  const table: ReadonlyArray<
    readonly [what: string, error: SqlError.SqlError, outcome: StatementOutcome | undefined]
  > = [
    ["found no connection", broken("connect"), "NotReached"],
    ["found a server that starts or stops", error("57P03", "connect"), "NotReached"],
    ["found a server with all its connections in use", error("53300", "connect"), "NotReached"],
    ["lost its connection", broken("query"), "Unknown"],
    ["was under way when the server was stopped", error("57P01"), "Unknown"],
    ["took too long", error("57014"), "NotReached"],
    ["waited too long for a lock", error("55P03"), "Locked"],
    ["is one of which the database does not know itself how it ended", error("40003"), "Unknown"],
    ["could not be put in a series with others", error("40001"), "Conflict"],
    ["was in a deadlock", error("40P01"), "Conflict"],
    ["found what it adds", error("23505"), "Taken"],
    ["found no room", error("53100"), "Full"],
    ["found no memory", error("53200"), "NotReached"],
    ["found a server that is only for reading", error("25006"), "NotReached"],
    ["met a disk that fails", error("58030"), "NotReached"],
    ["met damaged data", error("XX001"), undefined],
    ["found no table", error("42P01"), undefined],
    ["can't be sent", error(undefined), undefined],
  ]
  for (const [what, failure, outcome] of table) {
    it(`as it ${what} ${outcome === undefined ? "is a defect" : `is ${outcome}`}`, () => {
      assert.strictEqual(outcomeOf(failure), outcome)
    })
  }

  it("leaves a create's outcome unknown only where the connection was lost", () => {
    const outcomes = ["NotReached", "Conflict", "Locked", "Taken", "Full", "Unknown"] as const
    const tags = outcomes.map((outcome) => {
      const failure = new StatementFailed({ outcome })
      return [outcome, createFailure(failure)._tag, serviceFailure(failure)._tag]
    })
    const unavailable = "ConnectorStoreUnavailable"
    assert.deepStrictEqual(tags, [
      ["NotReached", unavailable, unavailable],
      ["Conflict", unavailable, unavailable],
      ["Locked", unavailable, unavailable],
      ["Taken", unavailable, unavailable],
      ["Full", "ConnectorStoreFull", "ConnectorStoreFull"],
      ["Unknown", "CreateOutcomeUnknown", unavailable],
    ])
  })
})
