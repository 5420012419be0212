/** An endpoint to ask without a socket, over memory, whose tokens are words that say what they allow. */
import type { ConnectorStore } from "@odj/core"
import { MemoryConnectorStore } from "@odj/memory-adapter"
import { Context, Effect, Layer } from "effect"
import { type Principal, TokenMissing } from "../src/auth/Authenticator.ts"
import { makeEndpoint } from "../src/graph/GraphEndpoint.ts"
import * as Tenants from "../src/graph/Tenants.ts"
import type { HttpAnswer, HttpRequest } from "../src/http/HttpListener.ts"

export const seed = {
  "@odata.type": "#microsoft.graph.deviceManagementDomainJoinConnector",
  displayName: "Display Name value",
  lastConnectionDateTime: "2016-12-31T23:58:36.6670033-08:00",
  state: "error",
  version: "Version value",
}

export const collection = "/beta/deviceManagement/domainJoinConnectors"

const principals: Record<string, Principal> = {
  writer: { tenantId: "tenant", canRead: true, canWrite: true },
  reader: { tenantId: "tenant", canRead: true, canWrite: false },
  nobody: { tenantId: "tenant", canRead: false, canWrite: false },
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
})

type Store = ConnectorStore["Service"]

/** A fresh endpoint; every tenant's store is made by `make`. */
export const endpoint = (make: Effect.Effect<Store> = MemoryConnectorStore.make) =>
  Effect.gen(function* () {
    const tenants = Context.get(yield* Layer.build(Tenants.layer(() => make)), Tenants.Tenants)
    const answer = makeEndpoint({
      authenticate: (authorization) => {
        const principal = principals[authorization ?? ""]
        return principal === undefined ? new TokenMissing() : Effect.succeed(principal)
      },
      tenants,
      authorizationUri: "https://login.test/authorize",
      elsewhere: (_, { path }) =>
        path === "/page" ? Effect.succeed({ status: 200, headers: {}, body: "page" }) : undefined,
    })
    return (parts: Parts = {}) => answer(request(parts))
  })

export const jsonOf = ({ body }: HttpAnswer) => JSON.parse(body ?? "")

export const errorOf = (answer: HttpAnswer) => jsonOf(answer).error
