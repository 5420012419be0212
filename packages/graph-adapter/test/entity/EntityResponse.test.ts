/** Tests every row of the tables of responses to a get, an update and a delete, with every status and kind of body. */
import { assert, describe, it } from "@effect/vitest"
import { ConnectorNotFound, ConnectorStoreUnavailable, type EntityFailure } from "@odj/core"
import { Option, Result, Schema } from "effect"
import { interpret, interpretDelete } from "../../src/entity/EntityResponse.ts"
import type { Operation } from "../../src/exchange/Operation.ts"
import { failureOf } from "../../src/exchange/ResponseFailure.ts"
import { meaningOf } from "../meaningOf.ts"
import { stored } from "../seed.ts"
import { bodies, clientRequestId, everyStatus, host, plain, responseOf, Situation } from "../situations.ts"

const Id = Schema.Union([Schema.Literals([stored.id, stored.id.toUpperCase()]), Schema.NonEmptyString])

const failed = (operation: Exclude<Operation, "create">, id: string, situation: Situation) =>
  situation.status === 404 ? new ConnectorNotFound({ id }) : failureOf(operation, responseOf(situation))

/** The table of a get and an update, row by row. */
const expected = (
  operation: "read" | "update",
  id: string,
  situation: Situation,
): ReturnType<typeof interpret> => {
  const { entity = undefined, wrapped = entity } = bodies[situation.body] ?? {}
  if (situation.status !== 200 || wrapped === undefined) return Result.fail(failed(operation, id, situation))
  if (wrapped.id === id) return Result.succeed(wrapped)
  return Result.fail(
    new ConnectorStoreUnavailable({
      report: {
        message: `The service returned a connector with another id: ${stored.id}`,
        ...(situation.requestId && { requestId: situation.requestId }),
        clientRequestId,
      },
    }),
  )
}

const expectedDelete = (id: string, situation: Situation): ReturnType<typeof interpretDelete> =>
  [200, 204].includes(situation.status) ? Result.void : Result.fail(failed("delete", id, situation))

const assertReads = (id: string, situation: Situation) => {
  const response = responseOf(situation)
  for (const operation of ["read", "update"] as const) {
    assert.deepStrictEqual(
      meaningOf(interpret(operation, id, response)),
      meaningOf(expected(operation, id, situation)),
    )
  }
  assert.deepStrictEqual(meaningOf(interpretDelete(id, response)), meaningOf(expectedDelete(id, situation)))
}

describe("interpret and interpretDelete", () => {
  it("read every status, for the entity's id and for another", () => {
    for (const situation of everyStatus) {
      for (const id of [stored.id, "id"]) assertReads(id, situation)
    }
  })

  it.prop(
    "read every response, whatever its headers and body",
    [Id, Situation],
    ([id, situation]) => assertReads(id, situation),
    { arbitrary: { runs: 1000 } },
  )
})

const unavailable = (message: string) => ({ _tag: "ConnectorStoreUnavailable", message, clientRequestId })

/** A success that is not the entity. */
const unusable = (status: number, what: string) => ({
  ...unavailable(`HTTP ${status} from ${host}: ${what}`),
  host,
  reason: "ResponseUnusable",
})

describe("interpret", () => {
  const examples: ReadonlyArray<readonly [id: string, response: Partial<Situation>, reads: object]> = [
    [stored.id, {}, stored],
    [stored.id, { body: "an entity with unknown properties" }, { ...stored, state: "pending" }],
    [stored.id, { body: "an entity in a value" }, stored],
    ["another", {}, unavailable(`The service returned a connector with another id: ${stored.id}`)],
    [
      stored.id.toUpperCase(),
      {},
      unavailable(`The service returned a connector with another id: ${stored.id}`),
    ],
    [stored.id, { status: 404, body: "an error" }, { _tag: "ConnectorNotFound", id: stored.id }],
    [
      stored.id,
      { status: 400, body: "an error" },
      {
        _tag: "ConnectorStoreRefused",
        code: "Forbidden",
        message: "no",
        requestId: "11111111-request",
        clientRequestId,
      },
    ],
    [stored.id, { status: 204, body: "nothing" }, unusable(204, "an empty body")],
    [stored.id, { status: 201 }, unusable(201, "an unexpected body (application/json)")],
    [stored.id, { body: "a collection" }, unusable(200, "an unexpected body (application/json)")],
    [stored.id, { body: "half an entity" }, unusable(200, "an unexpected body (application/json)")],
  ]
  it("reads each kind of response", () => {
    for (const [id, response, reads] of examples) {
      assert.deepStrictEqual(meaningOf(interpret("read", id, responseOf({ ...plain, ...response }))), reads)
    }
  })
})

describe("interpret, for an entity that can't be read,", () => {
  const read = (json: unknown) => {
    const body = Option.some(JSON.stringify(json))
    return meaningOf(interpret("update", stored.id, responseOf(plain).with({ body })))
  }
  const damaged = { ...stored, version: null }
  const problems = [{ path: ["version"], message: "Must be a string, not null" }]
  const expected = {
    _tag: "ConnectorsUnreadable",
    connectors: [{ id: stored.id, problems, properties: damaged }],
  }

  it("fails with what is known of it, also if it is in a value", () => {
    assert.deepStrictEqual(read(damaged), expected)
    assert.deepStrictEqual(read({ value: damaged }), expected)
  })

  it("names the requested id if the entity has no valid one", () => {
    assert.deepStrictEqual(read({ ...stored, id: 7 }), {
      _tag: "ConnectorsUnreadable",
      connectors: [
        {
          id: stored.id,
          problems: [{ path: ["id"], message: "Must be a string, not a number" }],
          properties: { ...stored, id: 7 },
        },
      ],
    })
  })

  it("is unavailable if it has another id, or if nothing in the response has one", () => {
    const message = `The service returned a connector with another id: other`
    assert.deepStrictEqual(read({ ...damaged, id: "other" }), unavailable(message))
    for (const json of [{ version: "1" }, { value: [damaged] }, { value: {} }, [damaged]]) {
      assert.deepStrictEqual(read(json), unusable(200, "an unexpected body (application/json)"))
    }
  })
})

describe("interpretDelete", () => {
  const examples: ReadonlyArray<readonly [response: Partial<Situation>, reads: object | undefined]> = [
    [{ status: 204, body: "nothing" }, undefined],
    [{ status: 200, body: "a page of a proxy" }, undefined],
    [{ status: 202, body: "nothing" }, unusable(202, "an empty body")],
    [
      { status: 404, body: "nothing" },
      { _tag: "ConnectorNotFound", id: stored.id },
    ],
  ]
  it("reads each kind of response", () => {
    for (const [response, reads] of examples) {
      assert.deepStrictEqual(
        meaningOf(interpretDelete(stored.id, responseOf({ ...plain, ...response }))),
        reads,
      )
    }
  })

  it("recognizes Intune's refusal of a delete, but not for other operations", () => {
    const body = Option.some(JSON.stringify({ error: { message: "An error has occurred" } }))
    const response = responseOf({ ...plain, status: 403 }).with({ body })
    const reasonOf = (result: Result.Result<unknown, EntityFailure>) =>
      Result.isFailure(result) && "reason" in result.failure ? result.failure.reason : undefined
    assert.strictEqual(reasonOf(interpretDelete("id", response)), "DeletionNotOffered")
    assert.isUndefined(reasonOf(interpret("update", "id", response)))
  })
})
