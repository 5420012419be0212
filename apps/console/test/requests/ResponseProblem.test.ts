/** Tests what is found in the bodies of errors. */
import { describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { assert } from "vitest"
import { responseProblem } from "../../src/requests/ResponseProblem.ts"

describe("responseProblem", () => {
  it("reads Graph's form", () => {
    const innerError = { date: "2026-01-31T12:00:00", "request-id": "r" }
    assert.deepStrictEqual(responseProblem({ error: { code: "BadRequest", message: "No.", innerError } }), {
      code: "BadRequest",
      message: "No.",
      more: {},
    })
  })

  it("reads Intune's message in Graph's form", () => {
    const message = JSON.stringify({ _version: 3, Message: "There is none." })
    assert.strictEqual(responseProblem({ error: { code: "x", message } })?.message, "There is none.")
  })

  it("reads OAuth's form", () => {
    assert.deepStrictEqual(
      responseProblem({
        error: "invalid_client",
        error_description: "AADSTS7000215",
        error_codes: [7000215],
      }),
      { code: "invalid_client", message: "AADSTS7000215", more: { error_codes: [7000215] } },
    )
  })

  it.prop("reads any body", [Schema.Json], ([body]) => {
    const problem = responseProblem({ error: body })
    assert.strictEqual(
      problem !== undefined,
      typeof body === "string" || (typeof body === "object" && body !== null && !Array.isArray(body)),
    )
  })
})
