/** The log of a gateway is its audit: who asked, for what, and what the service responded. */
import { assert, describe, it } from "@effect/vitest"
import { exampleConnector } from "@odj/domain"
import { defaultTenant } from "@odj/graph-wire"
import { Effect, Struct } from "effect"
import type { ServerOptions } from "../../src/index.ts"
import { defaultAppId } from "../../src/issuer/MintToken.ts"
import { collection, send, startGateway } from "./gatewayServer.ts"
import { startUpstream } from "./upstream.ts"

const body = JSON.stringify(exampleConnector)

/** A gateway in front of a server. */
const audited = Effect.fnUntraced(function* (options: ServerOptions = {}, refused?: ReadonlyArray<"create">) {
  const server = yield* startUpstream(options)
  const gateway = yield* startGateway({
    upstream: `${server.url}/beta`,
    ownToken: () => server.token({ appId: "0d100d10-0d10-4d10-8d10-0d100d1000b2" }),
    refused,
  })
  return { server, gateway }
})

describe("The line of a request", () => {
  it.live("has the caller, the operation, and the service's status and request id", () =>
    Effect.gen(function* () {
      const { server, gateway } = yield* audited()
      const created = yield* send(gateway, "", { method: "POST", body })
      const [upstream] = server.requests({ operation: "create" })
      const [line, ...others] = gateway.requests()
      assert.lengthOf(others, 0)
      const fields = Struct.omit({ ...line }, ["time", "milliseconds", "client"])
      assert.deepStrictEqual<object>(fields, {
        level: "info",
        message: "request",
        method: "POST",
        path: collection,
        status: 201,
        requestId: created.headers.get("request-id"),
        tenant: defaultTenant,
        application: defaultAppId,
        operation: "create",
        connector: JSON.parse(created.text).id,
        upstreamRequests: 1,
        upstreamStatus: 201,
        upstreamRequestId: upstream?.requestId,
      })
      assert.notStrictEqual(line?.upstreamRequestId, line?.requestId)
    }),
  )

  it.live("has the failures before a retry", () =>
    Effect.gen(function* () {
      const { server, gateway } = yield* audited({
        faults: [{ on: "list", nth: 1, with: { status: 429, retryAfter: 0 } }],
      })
      const response = yield* send(gateway)
      const [first, second] = server.requests({ operation: "list" })
      const [line] = gateway.requests()
      assert.strictEqual(response.status, 200)
      assert.deepStrictEqual(
        [line?.upstreamRequests, line?.upstreamStatus, line?.upstreamRequestId, line?.upstreamFailures],
        [2, 200, second?.requestId, [`429 ${first?.requestId}`]],
      )
    }),
  )

  it.live("has no status or id of the service if the request did not reach it", () =>
    Effect.gen(function* () {
      const { server, gateway } = yield* audited({}, ["create"])
      const refused = yield* send(gateway, "", { method: "POST", body })
      const unauthenticated = yield* send(gateway, "", { headers: { Authorization: "Bearer x" } })
      assert.deepStrictEqual([refused.status, unauthenticated.status], [403, 401])
      assert.lengthOf(server.requests(), 0)
      const [line, other] = gateway.requests()
      assert.strictEqual(line?.operation, "create")
      for (const entry of [line, other])
        assert.deepStrictEqual([entry?.upstreamRequests, entry?.upstreamStatus], [undefined, undefined])
    }),
  )

  it.live("of each request of a batch has the exchange of that request", () =>
    Effect.gen(function* () {
      const { server, gateway } = yield* audited({ connectors: [{ ...exampleConnector, id: "a" }] })
      const requests = [
        { id: "1", method: "GET", url: "/deviceManagement/domainJoinConnectors/a" },
        { id: "2", method: "GET", url: "/deviceManagement/domainJoinConnectors/missing" },
        {
          id: "3",
          method: "POST",
          url: "/deviceManagement/domainJoinConnectors",
          headers: { "Content-Type": "application/json" },
          body: exampleConnector,
        },
      ]
      const headers = {
        Authorization: `Bearer ${yield* gateway.token()}`,
        "Content-Type": "application/json",
      }
      const responded = yield* Effect.promise(() =>
        fetch(`${gateway.url}/beta/$batch`, { method: "POST", headers, body: JSON.stringify({ requests }) }),
      )
      yield* Effect.promise(() => responded.text())
      const upstream = new Map(server.requests().map((request) => [request.requestId, request]))
      const lines = gateway.requests()
      const exchanges = lines.map(({ operation, upstreamStatus, upstreamRequestId }) => [
        operation,
        upstreamStatus,
        upstream.get(String(upstreamRequestId))?.operation,
      ])
      assert.deepStrictEqual(exchanges.sort(), [
        ["batch", undefined, undefined],
        ["create", 201, "create"],
        ["get", 200, "get"],
        ["get", 404, "get"],
      ])
    }),
  )

  it.live("of a person has their id", () =>
    Effect.gen(function* () {
      const { gateway } = yield* audited()
      const token = yield* gateway.token({ scopes: ["DeviceManagementServiceConfig.Read.All"] })
      yield* send(gateway, "", { headers: { Authorization: `Bearer ${token}` } })
      assert.isString(gateway.requests()[0]?.user)
    }),
  )
})

describe("A failed request", () => {
  it.live("has the service's request id in its error too", () =>
    Effect.gen(function* () {
      const { server, gateway } = yield* audited({
        faults: [{ with: { status: 403, code: "Forbidden", message: "A rule of the tenant forbids it." } }],
      })
      const { status, text } = yield* send(gateway)
      const [upstream] = server.requests()
      const { code, innerError } = JSON.parse(text).error
      assert.deepStrictEqual([status, code], [403, "Forbidden"])
      assert.strictEqual(innerError["upstream-request-id"], upstream?.requestId)
      assert.strictEqual(gateway.requests()[0]?.upstreamRequestId, upstream?.requestId)
    }),
  )

  it.live("has the service's request id if the connector does not exist", () =>
    Effect.gen(function* () {
      const { server, gateway } = yield* audited()
      const { status, text } = yield* send(gateway, "/unknown")
      const [upstream] = server.requests()
      assert.isString(upstream?.requestId)
      assert.deepStrictEqual(
        [status, JSON.parse(text).error.innerError["upstream-request-id"]],
        [404, upstream?.requestId],
      )
    }),
  )

  it.live("has no request id of the service if nothing was sent", () =>
    Effect.gen(function* () {
      const { gateway } = yield* audited()
      const { status, text } = yield* send(gateway, "?$skiptoken=x")
      assert.strictEqual(status, 400)
      assert.notProperty(JSON.parse(text).error.innerError, "upstream-request-id")
    }),
  )
})
