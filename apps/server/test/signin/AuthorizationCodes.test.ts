/** Authorization codes: what each is bound to, and what a second use does. */
import { createHash } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import {
  type CodeGrant,
  type CodeRedemption,
  makeAuthorizationCodes,
} from "../../src/signin/AuthorizationCodes.ts"
import type { SignIn } from "../../src/signin/SignIn.ts"

const minute = 60_000

const verifier = "a-verifier-of-at-least-forty-three-characters.~_"
const challenge = createHash("sha256").update(verifier).digest("base64url")

const grant: CodeGrant = {
  tenant: "tenant",
  appId: "app",
  person: { id: "ada", tenant: "tenant", username: "ada@contoso.example", name: "Ada" },
  scopes: ["openid", "User.Read"],
  scope: "openid User.Read",
  signedInAt: 0,
  session: "session",
  redirectUri: "https://app.example/callback",
  challenge,
}

const redemption: CodeRedemption = {
  tenant: "tenant",
  appId: "app",
  redirectUri: "https://app.example/callback",
  verifier,
}

/** The number of the failure, or the name of the person. */
const outcome = (result: ReturnType<ReturnType<typeof makeAuthorizationCodes>["redeem"]>) =>
  Result.match(result, { onSuccess: ({ person }) => person.name, onFailure: ({ code }) => code })

/** Redeems a new code. */
const redeemed = (changes: Partial<CodeRedemption>, granted: Partial<CodeGrant> = {}, now = 0) => {
  const codes = makeAuthorizationCodes()
  return outcome(codes.redeem(codes.issue({ ...grant, ...granted }, 0), { ...redemption, ...changes }, now))
}

describe("An authorization code", () => {
  it("is redeemed for the sign-in that it was issued for", () => {
    const codes = makeAuthorizationCodes()
    const code = codes.issue(grant, 0)
    assert.match(code, /^[\w-]{43}$/)
    assert.deepStrictEqual(Result.getOrThrow(codes.redeem(code, redemption, 0)), grant)
  })

  const refusals: Record<string, readonly [changes: Partial<CodeRedemption>, code: number]> = {
    "of another application": [{ appId: "other" }, 70000],
    "of an application whose id has another case": [{ appId: "APP" }, 70000],
    "of another tenant": [{ tenant: "other" }, 700005],
    "with another redirect URI": [{ redirectUri: "https://app.example/callback/" }, 500112],
    "without a redirect URI": [{ redirectUri: "" }, 500112],
    "without the verifier": [{ verifier: undefined }, 501481],
    "with the verifier of another request": [{ verifier: `${verifier}x` }, 501481],
    "with the challenge as the verifier": [{ verifier: challenge }, 501481],
    "with an empty verifier": [{ verifier: "" }, 501481],
  }
  for (const [name, [changes, code]] of Object.entries(refusals)) {
    it(`is refused to a client ${name}, and stays valid for its own client`, () => {
      const codes = makeAuthorizationCodes()
      const issued = codes.issue(grant, 0)
      assert.strictEqual(outcome(codes.redeem(issued, { ...redemption, ...changes }, 0)), code)
      assert.strictEqual(outcome(codes.redeem(issued, redemption, 0)), "Ada")
    })
  }

  it("is redeemed at the endpoint of all tenants too", () => {
    assert.strictEqual(redeemed({ tenant: undefined }), "Ada")
  })

  it("without a challenge needs no verifier, and is refused with one", () => {
    assert.strictEqual(redeemed({ verifier: undefined }, { challenge: undefined }), "Ada")
    assert.strictEqual(redeemed({}, { challenge: undefined }), 501481)
    assert.strictEqual(redeemed({ verifier: "" }, { challenge: undefined }), 501481)
  })

  it("is refused with a verifier of less than 43 or more than 128 characters, even if it matches", () => {
    const of = (text: string) =>
      redeemed({ verifier: text }, { challenge: createHash("sha256").update(text).digest("base64url") })
    for (const length of [42, 129]) assert.strictEqual(of("v".repeat(length)), 501481)
    for (const length of [43, 128]) assert.strictEqual(of("v".repeat(length)), "Ada")
  })

  it("is redeemed by a page of another origin only with PKCE", () => {
    assert.strictEqual(redeemed({ isCrossOrigin: true }), "Ada")
    const withoutPkce = { isCrossOrigin: true, verifier: undefined }
    assert.strictEqual(redeemed(withoutPkce, { challenge: undefined }), 9002325)
  })

  it("expires after ten minutes", () => {
    assert.strictEqual(redeemed({}, {}, 10 * minute - 1), "Ada")
    assert.strictEqual(redeemed({}, {}, 10 * minute), 70008)
  })

  it("is unknown to another issuer", () => {
    const code = makeAuthorizationCodes().issue(grant, 0)
    assert.strictEqual(outcome(makeAuthorizationCodes().redeem(code, redemption, 0)), 70000)
  })

  it("is refused a second time, also after it expired, and each time revokes what it produced", () => {
    const revoked: Array<SignIn> = []
    const codes = makeAuthorizationCodes((signIn) => revoked.push(signIn))
    const code = codes.issue(grant, 0)
    const first = Result.getOrThrow(codes.redeem(code, redemption, 0))
    assert.deepStrictEqual(revoked, [])
    for (const [changes, now] of [
      [{}, 1],
      [{ verifier: undefined, redirectUri: "https://evil.example" }, 1],
      [{}, 20 * minute],
    ] as const)
      assert.strictEqual(outcome(codes.redeem(code, { ...redemption, ...changes }, now)), 54005)
    assert.lengthOf(revoked, 3)
    for (const signIn of revoked) assert.strictEqual(signIn, first)
  })

  it("that another application replays revokes nothing", () => {
    const revoked: Array<SignIn> = []
    const codes = makeAuthorizationCodes((signIn) => revoked.push(signIn))
    const code = codes.issue(grant, 0)
    codes.redeem(code, redemption, 0)
    assert.strictEqual(outcome(codes.redeem(code, { ...redemption, appId: "other" }, 0)), 70000)
    assert.deepStrictEqual(revoked, [])
  })

  it("is dropped, the oldest first, if there are more than a thousand", () => {
    const codes = makeAuthorizationCodes()
    const [oldest = "", next = ""] = Array.from({ length: 1_001 }, () => codes.issue(grant, 0))
    assert.strictEqual(outcome(codes.redeem(oldest, redemption, 0)), 70000)
    assert.strictEqual(outcome(codes.redeem(next, redemption, 0)), "Ada")
  })
})
