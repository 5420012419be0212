/** An endpoint without a socket, over memory; a token is a word such as `reader`. */
import type { ConnectorStore } from "@odj/core"
import { exampleConnector } from "@odj/domain"
import { MemoryConnectorStore } from "@odj/memory-adapter"
import { Clock, Effect, identity } from "effect"
import { type Principal, TokenMissing } from "../src/auth/Authenticator.ts"
import { makeServicePages } from "../src/docs/ServicePages.ts"
import { requestIds } from "../src/graph/ErrorResponse.ts"
import { makeEndpoint } from "../src/graph/GraphEndpoint.ts"
import type { ApiOperation } from "../src/graph/Operation.ts"
import { defaultReadLimits, type ReadLimits } from "../src/graph/ReadLimits.ts"
import { makeResponder } from "../src/graph/Responder.ts"
import { makeKept } from "../src/graph/Tenants.ts"
import type { HttpRequest, HttpResponse, Wrap } from "../src/http/HttpMessage.ts"
import { forOwnHosts, ownHosts } from "../src/http/OwnHosts.ts"
import { makeAddresses } from "../src/server/Addresses.ts"
import { makeRoute } from "../src/server/Route.ts"

export const seed = {
  "@odata.type": "#microsoft.graph.deviceManagementDomainJoinConnector",
  ...exampleConnector,
}

export const collection = "/beta/deviceManagement/domainJoinConnectors"

const principals: Record<string, Principal> = {
  writer: { tenantId: "tenant", canRead: true, canWrite: true },
  reader: { tenantId: "tenant", canRead: true, canWrite: false },
  unprivileged: { tenantId: "tenant", canRead: false, canWrite: false },
  admin: { tenantId: "tenant", application: "app", user: "user", canRead: true, canWrite: true },
  globalReader: {
    tenantId: "tenant",
    canRead: true,
    canWrite: true,
    roles: { canRead: true, canWrite: false },
  },
  member: { tenantId: "tenant", canRead: true, canWrite: true, roles: { canRead: false, canWrite: false } },
  stranger: { tenantId: "another", canRead: true, canWrite: true },
}

export interface Parts {
  readonly method?: string
  readonly target?: string
  readonly headers?: Readonly<Record<string, string | undefined>>
  readonly body?: unknown
  readonly bytes?: Buffer | undefined
}

const request = ({ method = "POST", target = collection, headers, ...parts }: Parts): HttpRequest => ({
  method,
  target,
  scheme: "http",
  headers: {
    host: "localhost:8365",
    authorization: "writer",
    "content-type": "application/json",
    ...headers,
  },
  body: "bytes" in parts ? parts.bytes : Buffer.from("body" in parts ? JSON.stringify(parts.body) : ""),
  facts: {},
})

type Store = ConnectorStore["Service"]

/** A new endpoint; `make` makes every tenant's store, and `refused` are the operations of a gateway that are not allowed. */
export const endpoint = (
  make: Effect.Effect<Store> = MemoryConnectorStore.make,
  limits: Partial<ReadLimits> = {},
  observe: Wrap = identity,
  refused: ReadonlySet<ApiOperation> = new Set(),
) =>
  Effect.gen(function* () {
    const tenants = yield* makeKept(make)
    const responder = makeResponder(() => "https://login.test/authorize")
    const authenticate = (authorization: string | undefined) => {
      const principal = principals[authorization ?? ""]
      return principal === undefined ? Effect.fail(new TokenMissing()) : Effect.succeed(principal)
    }
    const route = makeRoute({
      graph: makeEndpoint({
        authenticate,
        clock: yield* Clock.Clock,
        tenants,
        limits: { ...defaultReadLimits, ...limits },
        addresses: makeAddresses("http://127.0.0.1:8365", "127.0.0.1", {}),
        refused,
        observe,
        ...responder,
      }),
      page: makeServicePages(Effect.succeed("ok"), { isNeeded: true }),
      issuer: (_, { path }) =>
        path.endsWith("/devicelogin")
          ? Effect.succeed({ status: 200, headers: {}, body: "login" })
          : undefined,
      ...responder,
    })
    const rule = ownHosts("http://127.0.0.1:8365", [])
    const guarded = forOwnHosts(rule, (failure) => responder.refuse(failure, requestIds()), route)
    const handle = observe(guarded)
    return (parts: Parts = {}) => handle(request(parts))
  })

export const jsonOf = ({ body }: HttpResponse) => JSON.parse(body ?? "")

export const errorOf = (response: HttpResponse) => jsonOf(response).error
