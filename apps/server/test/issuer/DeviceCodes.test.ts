/** The codes of the device flow, and what becomes of them. */
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { makeDeviceCodes, readUserCode } from "../../src/issuer/DeviceCodes.ts"

const request = { tenant: "tenant", appId: "app", scopes: ["User.Read"], scope: "User.Read" }

const minute = 60_000

/** What a poll is answered: the error's name, or what was asked for. */
const poll = (codes: ReturnType<typeof makeDeviceCodes>, deviceCode: string, now: number, who = request) =>
  Result.match(codes.redeem(deviceCode, who, now), {
    onSuccess: ({ tenant, appId, scopes, scope }) => ({ tenant, appId, scopes, scope }),
    onFailure: ({ error }) => error,
  })

describe("A device code", () => {
  it("is good once, after the user has approved it", () => {
    const codes = makeDeviceCodes()
    const { deviceCode, userCode } = codes.begin(request, 0)
    assert.strictEqual(poll(codes, deviceCode, 0), "authorization_pending")
    assert.isTrue(codes.decide(userCode, "approved", minute))
    assert.deepStrictEqual(poll(codes, deviceCode, minute), request)
    assert.strictEqual(poll(codes, deviceCode, minute), "bad_verification_code")
  })

  it("is no good after the user has declined it, which is for good", () => {
    const codes = makeDeviceCodes()
    const { deviceCode, userCode } = codes.begin(request, 0)
    assert.isTrue(codes.decide(userCode, "declined", minute))
    assert.isFalse(codes.decide(userCode, "approved", minute))
    for (const now of [minute, minute + 1])
      assert.strictEqual(poll(codes, deviceCode, now), "authorization_declined")
  })

  it("is good for fifteen minutes, approved or not", () => {
    const codes = makeDeviceCodes()
    const { deviceCode, userCode } = codes.begin(request, 0)
    const late = codes.begin(request, 0)
    assert.strictEqual(poll(codes, deviceCode, 15 * minute - 1), "authorization_pending")
    assert.isTrue(codes.decide(userCode, "approved", 15 * minute - 1))
    assert.strictEqual(poll(codes, deviceCode, 15 * minute), "expired_token")
    assert.isFalse(codes.decide(late.userCode, "approved", 15 * minute))
  })

  it("is good for the application and the tenant that asked for it only", () => {
    const codes = makeDeviceCodes()
    const { deviceCode, userCode } = codes.begin(request, 0)
    codes.decide(userCode, "approved", 0)
    for (const other of [
      { ...request, appId: "another" },
      { ...request, tenant: "another" },
    ])
      assert.strictEqual(poll(codes, deviceCode, 0, other), "bad_verification_code")
    assert.deepStrictEqual(poll(codes, deviceCode, 0), request)
  })

  it("is known by nothing else", () => {
    const codes = makeDeviceCodes()
    const { deviceCode, userCode } = codes.begin(request, 0)
    for (const wrong of ["", userCode, `${deviceCode}x`])
      assert.strictEqual(poll(codes, wrong, 0), "bad_verification_code")
    assert.isFalse(codes.decide(deviceCode, "approved", 0))
    assert.isFalse(makeDeviceCodes().decide(userCode, "approved", 0))
  })

  it("asks those who poll too fast to do so five seconds less often each time", () => {
    const codes = makeDeviceCodes()
    const { deviceCode } = codes.begin(request, 0)
    const answers = [0, 5_000, 8_999, 18_999, 27_998, 42_998, 57_998].map((now) =>
      poll(codes, deviceCode, now),
    )
    assert.deepStrictEqual(answers, [
      "authorization_pending",
      "authorization_pending",
      "slow_down",
      "authorization_pending",
      "slow_down",
      "authorization_pending",
      "authorization_pending",
    ])
  })

  it("is not kept from those who poll too fast once it is approved", () => {
    const codes = makeDeviceCodes()
    const { deviceCode, userCode } = codes.begin(request, 0)
    poll(codes, deviceCode, 0)
    codes.decide(userCode, "approved", 0)
    assert.deepStrictEqual(poll(codes, deviceCode, 1), request)
  })

  it("is forgotten when a thousand others have come", () => {
    const codes = makeDeviceCodes()
    const first = codes.begin(request, 0)
    const second = codes.begin(request, 0)
    for (let others = 0; others < 999; others++) codes.begin(request, 0)
    assert.strictEqual(poll(codes, first.deviceCode, 0), "bad_verification_code")
    assert.strictEqual(poll(codes, second.deviceCode, 0), "authorization_pending")
  })

  it("can't be guessed, nor mistyped for another that looks alike", () => {
    const codes = makeDeviceCodes()
    const made = Array.from({ length: 500 }, () => codes.begin(request, 0))
    assert.strictEqual(new Set(made.map(({ userCode }) => userCode)).size, 500)
    for (const { deviceCode, userCode } of made) {
      assert.match(userCode, /^[A-HJ-NP-Z2-9]{9}$/)
      assert.strictEqual(Buffer.from(deviceCode, "base64url").length, 32)
    }
    assert.strictEqual(new Set(made.flatMap(({ userCode }) => [...userCode])).size, 32)
  })
})

describe("readUserCode", () => {
  it("reads a code as people type it", () => {
    for (const text of ["ABCDEF234", "abcdef234", " abc def-234\n"])
      assert.strictEqual(readUserCode(text), "ABCDEF234")
  })

  it("reads nothing from what is none", () => {
    for (const text of ["", "ABCDEF23", "ABCDEF2345", '"><script>', "ABCDEF230", "ÄBCDEF234"])
      assert.isUndefined(readUserCode(text))
  })
})
