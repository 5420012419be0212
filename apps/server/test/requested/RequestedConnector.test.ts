/** Which connector the path of a request names. */
import { assert, it } from "@effect/vitest"
import { entityPath } from "@odj/graph-wire"
import { requestedConnector } from "../../src/requested/RequestedConnector.ts"

it("The path of a connector names its id, however it is written", () => {
  for (const id of ["7", "a/b c", "it's"])
    assert.strictEqual(requestedConnector(`/beta/${entityPath(id)}`), id)
  assert.strictEqual(requestedConnector("/deviceManagement/domainJoinConnectors('it''s')"), "it's")
})

it("Any other path names no connector", () => {
  for (const path of ["", "/$count", "/7/displayName", "/%"])
    assert.isUndefined(requestedConnector(`/beta/deviceManagement/domainJoinConnectors${path}`), path)
  assert.isUndefined(requestedConnector("/contoso/oauth2/v2.0/token"))
})
