/** Which operation, or which endpoint of the issuer, requests ask for. */
import { assert, describe, it } from "@effect/vitest"
import { issuerEndpoints, issuerRoutes } from "../../src/issuer/IssuerEndpoint.ts"
import { requestedOperation } from "../../src/requested/RequestedOperation.ts"

describe("A request", () => {
  it("asks for an operation of Graph's API by its method and its path", () => {
    const collection = "/beta/deviceManagement/domainJoinConnectors"
    for (const [method, path, operation] of [
      ["GET", collection, "list"],
      ["HEAD", collection, "list"],
      ["POST", collection, "create"],
      ["GET", `${collection}/$count`, "count"],
      ["PATCH", `${collection}/7`, "update"],
      ["DELETE", `${collection}('7')`, "delete"],
      ["POST", "/beta/$batch", "batch"],
      ["GET", "/beta/$metadata", "metadata"],
      ["GET", "/beta", "serviceDocument"],
      ["HEAD", "/beta/deviceManagement", "singleton"],
      ["GET", "/BETA/deviceManagement/domainJoinConnectors", "list"],
      ["GET", `${collection}/microsoft.graph.deviceManagementDomainJoinConnector/$count`, "count"],
    ] as const)
      assert.strictEqual(requestedOperation(method, path), operation, `${method} ${path}`)
  })

  it("asks for an endpoint of the issuer below any tenant", () => {
    for (const endpoint of issuerEndpoints) {
      const { path, oldPath = path, methods } = issuerRoutes[endpoint]
      for (const method of methods)
        for (const below of [path, oldPath])
          assert.strictEqual(
            requestedOperation(method, endpoint === "userInfo" ? `/${below}` : `/contoso/${below}`),
            endpoint,
          )
    }
  })

  it("asks for nothing with another method, or at another path", () => {
    for (const [method, path] of [
      ["PUT", "/beta/deviceManagement/domainJoinConnectors"],
      ["GET", "/contoso/oauth2/v2.0/token"],
      ["POST", "/contoso/discovery/v2.0/keys"],
      ["POST", "/oauth2/v2.0/token"],
      ["GET", "/contoso/oidc/userinfo"],
      ["GET", "/beta/users"],
      ["GET", "/"],
    ] as const)
      assert.isUndefined(requestedOperation(method, path), `${method} ${path}`)
  })
})
