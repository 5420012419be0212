/** Tests the faults that are made of recorded requests. */
import { assert, describe, it } from "vitest"
import { faultLike, namedConnector } from "../../src/requests/FaultLike.ts"
import { requestOf } from "./requestOf.ts"

const connector = "30be2f76-fa1b-48b4-8172-67d768da201e"
const caller = { tenant: "t", application: "a" }
const update = requestOf({
  method: "PATCH",
  operation: "update",
  path: `/beta/deviceManagement/domainJoinConnectors('${connector.toUpperCase()}')`,
  connector,
  caller,
})
const create = requestOf({ method: "POST", operation: "create", connector, caller })
const outcome = { status: 503 }

describe("faultLike", () => {
  it("strikes the same operation on the same connector once", () => {
    assert.deepStrictEqual(faultLike(update, { connector: true, caller: false }, outcome), {
      on: "update",
      when: { id: connector },
      times: 1,
      with: outcome,
    })
  })

  it("strikes only requests of the same caller on demand", () => {
    assert.deepStrictEqual(faultLike(create, { connector: true, caller: true }, outcome), {
      on: "create",
      when: caller,
      times: 1,
      with: outcome,
    })
  })

  it("has no condition if nothing else must be the same", () => {
    assert.deepStrictEqual(faultLike(update, { connector: false, caller: false }, "reset"), {
      on: "update",
      times: 1,
      with: "reset",
    })
  })

  it("knows the connector only from the URL, also from one that can't be decoded", () => {
    assert.strictEqual(namedConnector(update), connector)
    assert.isUndefined(namedConnector(create))
    assert.isUndefined(namedConnector(requestOf({ path: "/beta/%zz", connector })))
  })
})
