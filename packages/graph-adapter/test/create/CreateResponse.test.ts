/** Tests every row of the table of responses to a create, with every status and kind of body. */
import { assert, describe, it } from "@effect/vitest"
import { ConnectorAlreadyExists, CreateOutcomeUnknown, IdempotencyKey } from "@odj/core"
import { Option, Result, Schema } from "effect"
import { interpret } from "../../src/create/CreateResponse.ts"
import { failureOf } from "../../src/exchange/ResponseFailure.ts"
import type { ServiceResponse } from "../../src/exchange/ServiceResponse.ts"
import { meaningOf } from "../meaningOf.ts"
import { seed, stored } from "../seed.ts"
import { bodies, clientRequestId, everyStatus, host, plain, responseOf, Situation } from "../situations.ts"

const read = (id: string | undefined, situation: Situation) =>
  meaningOf(interpret(id === undefined ? seed : { ...seed, id }, responseOf(situation)))

/** The table, row by row: the first row that matches. */
const expected = (id: string | undefined, situation: Situation): ReturnType<typeof interpret> => {
  const { status, requestId } = situation
  const entity = bodies[situation.body]?.entity
  switch (true) {
    case [200, 201].includes(status) && entity !== undefined && (id ?? entity.id) !== entity.id:
      return Result.fail(
        new CreateOutcomeUnknown({
          report: {
            message: `The service returned a connector with another id: ${stored.id}`,
            ...(requestId && { requestId }),
            clientRequestId,
          },
        }),
      )
    case [200, 201].includes(status) && entity !== undefined:
      return Result.succeed(entity)
    case status === 409 && id !== undefined:
      return Result.fail(new ConnectorAlreadyExists({ id }))
    default:
      return Result.fail(failureOf("create", responseOf(situation)))
  }
}

const assertReads = (id: string | undefined, situation: Situation) =>
  assert.deepStrictEqual(read(id, situation), meaningOf(expected(id, situation)))

const code = (code: string) => JSON.stringify({ error: { code, message: "no" } })

const created = { ...plain, status: 201 }

describe("A create that is still in flight", () => {
  const inProgress = responseOf({ ...plain, status: 409 }).with({
    body: Option.some(code("RequestInProgress")),
  })
  const reused = responseOf({ ...plain, status: 422 }).with({
    body: Option.some(code("IdempotencyKeyReused")),
  })
  const tagOf = (...[response, key]: readonly [ServiceResponse, IdempotencyKey?]) =>
    [seed, { ...seed, id: "id" }].map((connector) =>
      Result.match(interpret(connector, response, key), {
        onSuccess: ({ id }) => id,
        onFailure: ({ _tag }) => _tag,
      }),
    )

  it("fails with CreateInProgress if it has a key, and with an unknown outcome if it has none", () => {
    const key = IdempotencyKey.make("key")
    assert.deepStrictEqual(tagOf(inProgress, key), ["CreateInProgress", "CreateInProgress"])
    assert.deepStrictEqual(tagOf(inProgress), ["CreateOutcomeUnknown", "CreateOutcomeUnknown"])
  })

  it("is distinguished from one whose key was reused", () => {
    const key = IdempotencyKey.make("key")
    assert.deepStrictEqual(tagOf(reused, key), ["IdempotencyKeyReused", "IdempotencyKeyReused"])
    assert.deepStrictEqual(tagOf(reused), ["ConnectorStoreRefused", "ConnectorStoreRefused"])
    const otherwise = reused.with({ body: Option.some(code("Unprocessable")) })
    assert.deepStrictEqual(tagOf(otherwise, key), ["ConnectorStoreRefused", "ConnectorStoreRefused"])
  })
})

describe("interpret", () => {
  const examples: ReadonlyArray<
    readonly [id: string | undefined, response: Partial<Situation>, reads: object]
  > = [
    [undefined, {}, stored],
    [undefined, { body: "an entity with unknown properties" }, { ...stored, state: "pending" }],
    [stored.id, {}, stored],
    ["taken", { status: 409, body: "an error" }, { _tag: "ConnectorAlreadyExists", id: "taken" }],
    [
      undefined,
      { status: 409, body: "an error" },
      {
        _tag: "ConnectorStoreRefused",
        code: "Forbidden",
        message: "no",
        requestId: "11111111-request",
        clientRequestId,
      },
    ],
    [
      undefined,
      { status: 500, body: "an error" },
      {
        _tag: "CreateOutcomeUnknown",
        code: "Forbidden",
        message: "no",
        requestId: "11111111-request",
        clientRequestId,
      },
    ],
    [
      undefined,
      { body: "half an entity" },
      {
        _tag: "CreateOutcomeUnknown",
        message: `HTTP 201 from ${host}: an unexpected body (application/json)`,
        host,
        clientRequestId,
      },
    ],
  ]
  it("reads each kind of response", () => {
    for (const [id, response, reads] of examples) {
      assert.deepStrictEqual(read(id, { ...created, ...response }), reads)
    }
  })

  it("says why the outcome is unknown if the connector that it returns can't be read", () => {
    for (const [id, report] of [
      [
        stored.id,
        {
          message: `The service returned a connector that can't be read: ${stored.id}: version: Must be a string, not null`,
        },
      ],
      [null, { message: `HTTP 201 from ${host}: an unexpected body (application/json)`, host }],
    ] as const) {
      const body = Option.some(JSON.stringify({ ...stored, version: null, id }))
      const result = interpret(seed, responseOf(created).with({ body }))
      assert.deepStrictEqual(meaningOf(result), {
        _tag: "CreateOutcomeUnknown",
        ...report,
        clientRequestId,
      })
    }
  })

  it("reads every status, for a connector with an id and one without", () => {
    for (const situation of everyStatus) {
      for (const id of [undefined, "id", stored.id]) assertReads(id, situation)
    }
  })

  it.prop(
    "reads every response, whatever its headers and body",
    [Schema.UndefinedOr(Schema.Union([Schema.Literal(stored.id), Schema.NonEmptyString])), Situation],
    ([id, situation]) => assertReads(id, situation),
    { arbitrary: { runs: 1000 } },
  )
})
