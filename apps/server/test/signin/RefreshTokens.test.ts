/** Refresh tokens are bounded, and can be revoked. */
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { makeRefreshTokens, type Renewal } from "../../src/signin/RefreshTokens.ts"

const client = { tenant: "tenant", appId: "app" }

const renewalOf = (session: string): Renewal => ({
  signIn: {
    ...client,
    person: { id: "ada", tenant: "tenant", username: "ada@contoso.example", name: "Ada" },
    scopes: ["offline_access"],
    scope: "offline_access",
    signedInAt: 0,
    session,
  },
  isConfidential: false,
})

describe("Refresh tokens", () => {
  it("are revoked by sign-in, and those of another sign-in in the same session are not", () => {
    const tokens = makeRefreshTokens()
    const [one, another] = [renewalOf("one"), renewalOf("one")]
    const [first, second, other] = [one, one, another].map((renewal) => tokens.issue(renewal, 0))
    tokens.revoke(one.signIn)
    const isValid = (token = "") => Result.isSuccess(tokens.redeem(token, client, 0))
    assert.deepStrictEqual([first, second, other].map(isValid), [false, false, true])
  })

  it("are dropped, the oldest first, when five thousand newer ones exist", () => {
    const tokens = makeRefreshTokens()
    const issued = Array.from({ length: 5_001 }, () => tokens.issue(renewalOf("one"), 0))
    const isValid = (token = "") => Result.isSuccess(tokens.redeem(token, client, 0))
    assert.deepStrictEqual([issued[0], issued[1], issued[5_000]].map(isValid), [false, true, true])
    assert.strictEqual(new Set(issued).size, issued.length)
  })
})
