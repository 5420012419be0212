import { assert, describe, it } from "@effect/vitest"
import { challengeOf, claimsOf } from "../../src/exchange/ClaimsChallenge.ts"

const claims = '{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}} ?>~é'
const base64 = Buffer.from(claims).toString("base64")
const base64Url = Buffer.from(claims).toString("base64url")

const challenge = (parameters: string) =>
  `Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", ${parameters}`

describe("claimsOf", () => {
  it("reads the claims of a challenge, in either base64", () => {
    for (const encoded of [base64, base64Url, base64.replace(/=+$/, "")]) {
      const header = challenge(`error="insufficient_claims", claims="${encoded}"`)
      assert.strictEqual(claimsOf(header), claims)
      assert.strictEqual(claimsOf(header.replace(", claims", ",claims")), claims)
    }
  })

  it("reads none if there are none or they can't be decoded", () => {
    for (const header of [
      undefined,
      "",
      "Basic",
      challenge('client_id="00000003-0000-0000-c000-000000000000"'),
      challenge('error="insufficient_claims"'),
      challenge('error="insufficient_claims", claims=""'),
      challenge('error="insufficient_claims", claims="%%%"'),
      challenge(`error="invalid_token", claims="${base64}"`),
    ]) {
      assert.isUndefined(claimsOf(header), header)
    }
  })
})

describe("challengeOf", () => {
  it("is the error of the header, with a description of its claims", () => {
    const claims = btoa('{"access_token":{"acrs":{"essential":true,"value":"c1"}}}')
    for (const [header, challenge] of [
      [undefined, {}],
      ["Bearer", {}],
      [
        'Bearer error="invalid_token", error_description="The token has expired"',
        { code: "invalid_token", message: "The token has expired" },
      ],
      [
        `Bearer realm="", error="insufficient_claims", claims="${claims}"`,
        { code: "insufficient_claims", claims: "acrs = c1" },
      ],
    ] as const) {
      assert.deepStrictEqual(challengeOf(header), challenge)
    }
  })
})
