import { assert, describe, it } from "@effect/vitest"
import { claimsText, decodeError } from "../src/index.ts"
import { decodeOAuthError } from "../src/OAuthErrorJson.ts"

const challenge = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'

describe("decodeOAuthError", () => {
  it("reads the code and the description, and prefers Entra's own code", () => {
    for (const [json, error] of [
      [
        { error: "invalid_token", error_description: "The token has expired" },
        { code: "invalid_token", message: "The token has expired" },
      ],
      [
        {
          error: "invalid_client",
          error_description: "AADSTS7000215: Invalid client secret provided.\r\nTrace ID: 7\r\n",
        },
        { code: "AADSTS7000215", message: "Invalid client secret provided. Trace ID: 7" },
      ],
      [
        { error: "expired_token", error_description: "AADSTS70020: The code has expired." },
        { code: "expired_token", message: "AADSTS70020: The code has expired." },
      ],
      [
        {
          error: "interaction_required",
          error_description: "AADSTS50076: Use MFA.",
          suberror: "basic_action",
        },
        { code: "AADSTS50076", message: "Use MFA. (basic_action)" },
      ],
      [
        { error: "interaction_required", error_description: "no", suberror: "", claims: challenge },
        { code: "interaction_required", message: "no (required claims: acrs = c1)" },
      ],
    ] as const) {
      assert.deepStrictEqual(decodeOAuthError(json), error)
      assert.deepStrictEqual(decodeError(json), error)
    }
  })

  it("cuts long texts", () => {
    const long = "x".repeat(3_000)
    const cut = `${"x".repeat(2_000)}…`
    for (const json of [{ error: long, error_description: long }, { error: { code: long, message: long } }]) {
      assert.deepStrictEqual(decodeError(json), { code: cut, message: cut })
    }
  })

  it("reads no other JSON", () => {
    for (const json of [
      null,
      "invalid_token",
      {},
      { error: "invalid_token" },
      { error: "invalid_token", error_description: "" },
      { error: { code: "Forbidden" }, error_description: "no" },
      { error_description: "no" },
    ]) {
      assert.isUndefined(decodeOAuthError(json))
    }
  })
})

describe("claimsText", () => {
  it("names each claim with the values that it may have, and returns any other text as it is", () => {
    for (const [claims, text] of [
      [challenge, "acrs = c1"],
      [
        '{"access_token":{"nbf":{"essential":true,"value":"1700000000"},"xms_cc":null}}',
        "nbf = 1700000000, xms_cc",
      ],
      ['{"id_token":{"acr":{"values":["a","b"]}}}', "acr = a or b"],
      ['{"access_token":{}}', '{"access_token":{}}'],
      ["{}", "{}"],
      ["no JSON", "no JSON"],
    ] as const) {
      assert.strictEqual(claimsText(claims), text)
    }
  })
})
