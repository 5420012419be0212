/** Tests what the list says about requests. */
import { assert, describe, it } from "vitest"
import {
  callerText,
  durationText,
  faultText,
  isHiddenChange,
  outcomeText,
  sizeText,
  targetText,
  timeText,
} from "../../src/requests/RequestText.ts"
import { requestOf } from "./requestOf.ts"

describe("RequestText", () => {
  it("names what the client got, also an outcome that the page does not know", () => {
    assert.strictEqual(outcomeText(requestOf({ status: 201 })), "201")
    assert.strictEqual(outcomeText(requestOf({ status: 200, outcome: "cutBody" })), "200, half of the body")
    assert.strictEqual(outcomeText(requestOf({ status: undefined, outcome: "clientLeft" })), "client left")
    assert.strictEqual(outcomeText(requestOf({ status: undefined, outcome: "melted" })), "melted")
  })

  it("finds changes that the client does not know of", () => {
    const isHidden = (status: number | undefined, outcome: string, committed = true) =>
      isHiddenChange(requestOf({ status, outcome, committed }))
    assert.isTrue(isHidden(504, "response"))
    assert.isTrue(isHidden(undefined, "reset"))
    assert.isTrue(isHidden(200, "cutBody"))
    assert.isFalse(isHidden(201, "response"))
    assert.isFalse(isHidden(undefined, "inFlight"))
    assert.isFalse(isHidden(504, "response", false))
  })

  it("shortens what most paths have in common, and reads percent-encoding", () => {
    const path = "/beta/deviceManagement/domainJoinConnectors"
    assert.strictEqual(targetText({ path, query: "" }), "domainJoinConnectors")
    assert.strictEqual(
      targetText({ path, query: "$filter=state%20eq%20'active'" }),
      "domainJoinConnectors?$filter=state eq 'active'",
    )
    assert.strictEqual(targetText({ path: "/beta/$batch", query: "" }), "/$batch")
    assert.strictEqual(targetText({ path: "/beta/deviceManagement", query: "" }), "/deviceManagement")
    assert.strictEqual(
      targetText({ path: "/common/oauth2/v2.0/token", query: "" }),
      "/common/oauth2/v2.0/token",
    )
    assert.strictEqual(targetText({ path: "/beta/%zz", query: "" }), "/%zz")
  })

  it("says who called", () => {
    const application = "8d2c71f0-1111-4111-8111-111111111111"
    assert.strictEqual(callerText({ application }), "app 8d2c71f0")
    assert.strictEqual(callerText({ application, user: "an-id-that-is-long" }), "user an-id-that-…")
    assert.strictEqual(callerText({ tenant: "t" }), "")
    assert.strictEqual(callerText(undefined), "")
  })

  it("adds the date to a time of another day", () => {
    const time = new Date(2026, 0, 31, 9, 5, 7)
    assert.strictEqual(timeText(time.toISOString(), new Date(2026, 0, 31, 23).getTime()), "09:05:07")
    assert.strictEqual(timeText(time.toISOString(), new Date(2026, 1, 1).getTime()), "2026-01-31 09:05:07")
  })

  it("tells the number of a fault without a name from its name", () => {
    assert.strictEqual(faultText("8"), "Fault 8")
    assert.strictEqual(faultText("lost create"), "lost create")
  })

  it("chooses units", () => {
    assert.strictEqual(durationText(0), "< 1 ms")
    assert.strictEqual(durationText(12.4), "12 ms")
    assert.strictEqual(durationText(3_210), "3.2 s")
    assert.deepStrictEqual([1, 812, 1_536, 1_572_864].map(sizeText), [
      "1 byte",
      "812 bytes",
      "1.5 KiB",
      "1.5 MiB",
    ])
  })
})
