/** The codes of the device flow: approval, polls, expiry. */
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { makeDeviceCodes, readUserCode } from "../../src/signin/DeviceCodes.ts"

const request = { tenant: "tenant", appId: "app", scopes: ["User.Read"], scope: "User.Read" }

const ada = { id: "ada", tenant: "tenant", username: "ada@contoso.example", name: "Ada" }

const minute = 60_000

/** The result of a poll: the error's name, or the request. */
const poll = (codes: ReturnType<typeof makeDeviceCodes>, deviceCode: string, now: number, who = request) =>
  Result.match(codes.redeem(deviceCode, who, now), {
    onSuccess: ({ tenant, appId, scopes, scope }) => ({ tenant, appId, scopes, scope }),
    onFailure: ({ error }) => error,
  })

describe("A device code", () => {
  it("is valid once, after the user has approved it", () => {
    const codes = makeDeviceCodes()
    const { deviceCode, userCode } = codes.begin(request, 0)
    assert.strictEqual(poll(codes, deviceCode, 0), "authorization_pending")
    assert.isTrue(codes.decide(userCode, ada, minute))
    assert.deepStrictEqual(poll(codes, deviceCode, minute), request)
    assert.strictEqual(poll(codes, deviceCode, minute), "bad_verification_code")
  })

  it("is invalid once the user has declined it", () => {
    const codes = makeDeviceCodes()
    const { deviceCode, userCode } = codes.begin(request, 0)
    assert.isTrue(codes.decide(userCode, "declined", minute))
    assert.isFalse(codes.decide(userCode, ada, minute))
    for (const now of [minute, minute + 1])
      assert.strictEqual(poll(codes, deviceCode, now), "authorization_declined")
  })

  it("expires after fifteen minutes, approved or not", () => {
    const codes = makeDeviceCodes()
    const { deviceCode, userCode } = codes.begin(request, 0)
    const late = codes.begin(request, 0)
    assert.strictEqual(poll(codes, deviceCode, 15 * minute - 1), "authorization_pending")
    assert.isTrue(codes.decide(userCode, ada, 15 * minute - 1))
    assert.strictEqual(poll(codes, deviceCode, 15 * minute), "expired_token")
    assert.isFalse(codes.decide(late.userCode, ada, 15 * minute))
  })

  it("is valid only for the application and tenant of its request", () => {
    const codes = makeDeviceCodes()
    const { deviceCode, userCode } = codes.begin(request, 0)
    codes.decide(userCode, ada, 0)
    for (const other of [
      { ...request, appId: "another" },
      { ...request, tenant: "another" },
    ])
      assert.strictEqual(poll(codes, deviceCode, 0, other), "bad_verification_code")
    assert.deepStrictEqual(poll(codes, deviceCode, 0), request)
  })

  it("is found only by the device code, and decided only by the user code", () => {
    const codes = makeDeviceCodes()
    const { deviceCode, userCode } = codes.begin(request, 0)
    for (const wrong of ["", userCode, `${deviceCode}x`])
      assert.strictEqual(poll(codes, wrong, 0), "bad_verification_code")
    assert.isFalse(codes.decide(deviceCode, ada, 0))
    assert.isFalse(makeDeviceCodes().decide(userCode, ada, 0))
  })

  it("adds five seconds to the interval for each poll that is too early", () => {
    const codes = makeDeviceCodes()
    const { deviceCode } = codes.begin(request, 0)
    const results = [0, 5_000, 8_999, 18_999, 27_998, 42_998, 57_998].map((now) =>
      poll(codes, deviceCode, now),
    )
    assert.deepStrictEqual(results, [
      "authorization_pending",
      "authorization_pending",
      "slow_down",
      "authorization_pending",
      "slow_down",
      "authorization_pending",
      "authorization_pending",
    ])
  })

  it("is valid once approved, even for an early poll", () => {
    const codes = makeDeviceCodes()
    const { deviceCode, userCode } = codes.begin(request, 0)
    poll(codes, deviceCode, 0)
    codes.decide(userCode, ada, 0)
    assert.deepStrictEqual(poll(codes, deviceCode, 1), request)
  })

  it("is dropped after a thousand others", () => {
    const codes = makeDeviceCodes()
    const first = codes.begin(request, 0)
    const second = codes.begin(request, 0)
    for (let others = 0; others < 999; others++) codes.begin(request, 0)
    assert.strictEqual(poll(codes, first.deviceCode, 0), "bad_verification_code")
    assert.strictEqual(poll(codes, second.deviceCode, 0), "authorization_pending")
  })

  it("is hard to guess, and the user code has no characters that look alike", () => {
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

  it("reads nothing else", () => {
    for (const text of ["", "ABCDEF23", "ABCDEF2345", '"><script>', "ABCDEF230", "ÄBCDEF234"])
      assert.isUndefined(readUserCode(text))
  })
})
