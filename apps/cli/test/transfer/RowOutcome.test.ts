import { assert, describe, it } from "@effect/vitest"
import type { ValidRow } from "@odj/command-line/rows"
import {
  ConnectorAlreadyExists,
  ConnectorStoreFull,
  ConnectorStoreRefused,
  ConnectorStoreThrottled,
  ConnectorStoreUnavailable,
  type CreateFailure,
  CreateInProgress,
  CreateOutcomeUnknown,
  IdempotencyKeyReused,
  InvalidConnector,
} from "@odj/core"
import { exampleConnector } from "@odj/domain"
import { Result } from "effect"
import { commonRefusal, outcomeOf } from "../../src/transfer/RowOutcome.ts"

const row = (id?: string): ValidRow => ({
  row: 1,
  connector: { ...exampleConnector, ...(id !== undefined && { id }) },
})

const taken = new ConnectorAlreadyExists({ id: "7" })
const refused = new ConnectorStoreRefused({ report: { code: "BadRequest", message: "No such version" } })

const invalid = new InvalidConnector({ problems: [{ path: ["id"], message: "Expected a text" }] })

const cases: ReadonlyArray<
  readonly [
    failure: CreateFailure | InvalidConnector,
    row: ValidRow,
    wasSent: boolean,
    state: "rejected" | "unknown" | "taken" | "unsent",
    stops: boolean,
  ]
> = [
  [taken, row("7"), false, "taken", false],
  [taken, row("7"), true, "unknown", false],
  [taken, row(), false, "unknown", false],
  [new CreateOutcomeUnknown({ report: { message: "HTTP 504" } }), row(), false, "unknown", false],
  [refused, row(), false, "rejected", false],
  [
    new ConnectorStoreRefused({ report: { message: "No" }, reason: "SignInRequired" }),
    row(),
    false,
    "unsent",
    true,
  ],
  [new ConnectorStoreThrottled({ report: { message: "Slow down" } }), row(), false, "unsent", true],
  [new ConnectorStoreFull({ report: { message: "The disk is full" } }), row(), false, "unsent", true],
  [new IdempotencyKeyReused({ key: "k1" }), row(), false, "unknown", false],
  [new CreateInProgress({ key: "k1" }), row(), false, "unknown", false],
  [new ConnectorStoreUnavailable({ report: { message: "ECONNREFUSED" } }), row(), false, "unsent", true],
  [invalid, row(), false, "rejected", false],
]

describe("A row", () => {
  for (const [failure, sent, wasSent, state, stops] of cases) {
    const who = `${sent.connector.id === undefined ? "without an id" : "with an id"}${wasSent ? ", sent before," : ""}`
    it(`${who} is ${state} after ${failure._tag}${stops ? ", and stops the import" : ""}`, () => {
      const { entry, stop } = outcomeOf(sent, Result.fail(failure), wasSent)
      assert.strictEqual(entry.state, state)
      assert.strictEqual(stop, stops ? failure : undefined)
    })
  }

  it("is rejected with the message of the service, or with the problems of its connector", () => {
    for (const [failure, reason] of [
      [refused, "BadRequest: No such version"],
      [invalid, "id: Expected a text"],
    ] as const) {
      const { entry } = outcomeOf(row(), Result.fail(failure), false)
      assert.deepStrictEqual(entry, { row: 1, state: "rejected", reason })
    }
  })
})

describe("Several creates", () => {
  const other = new ConnectorStoreRefused({ report: { code: "BadRequest", message: "No such state" } })
  const again = new ConnectorStoreRefused({
    report: { code: "BadRequest", message: "No such version", requestId: "2" },
  })

  it("share a refusal if all have the same one, apart from request ids", () => {
    assert.strictEqual(commonRefusal([Result.fail(refused), Result.fail(again)]), refused)
  })

  it("share no refusal if they differ, or if one did not fail", () => {
    const success = Result.succeed({ ...row().connector, id: "7" })
    for (const results of [
      [],
      [Result.fail(refused), Result.fail(other)],
      [Result.fail(refused), success],
      [success, Result.fail(refused)],
      [Result.fail(refused), Result.fail(taken)],
      [Result.fail(taken)],
    ]) {
      assert.isUndefined(commonRefusal(results))
    }
  })
})
