/** Clients that create the reference's example in a service. Each returns the id of the new connector. */
import { Client } from "@microsoft/microsoft-graph-client"
import { createConnector } from "@odj/core"
import { GraphConnectorStore, UndiciClient } from "@odj/graph-adapter"
import { Effect, Layer, ManagedRuntime } from "effect"
import { Agent, Pool } from "undici"
import { example } from "./ConnectorInputs.ts"

/** Creates a connector. */
export type Create = () => Promise<string>

const token = "a".repeat(1_500)
const path = "/beta/deviceManagement/domainJoinConnectors"

const odj = (service: URL): Create => {
  const store = GraphConnectorStore.layer({
    baseUrl: new URL("/beta", service),
    credential: { getToken: async () => ({ token, expiresOnTimestamp: Number.MAX_SAFE_INTEGER }) },
  })
  const runtime = ManagedRuntime.make(
    Layer.provide(
      store,
      UndiciClient.layer(() => new Agent()),
    ),
  )
  return () => runtime.runPromise(Effect.map(createConnector(example), ({ id }) => id))
}

/** The request of the clients without a library, a new object each time. */
const request = () => ({
  method: "POST" as const,
  headers: {
    authorization: `Bearer ${token}`,
    accept: "application/json",
    "content-type": "application/json",
    "client-request-id": crypto.randomUUID(),
  },
  body: JSON.stringify(example),
})

/** The id in the response to a create. */
const idOf = (status: number, created: unknown): string => {
  if (status !== 201) throw new Error(`HTTP ${status}`)
  return (created as { id: string }).id
}

/** A connection pool only: the cost of sending the request and reading the response. */
const pool = (service: URL): Create => {
  const pool = new Pool(service.origin)
  return async () => {
    const { statusCode, body } = await pool.request({ path, ...request() })
    return idOf(statusCode, await body.json())
  }
}

const fetched =
  (service: URL): Create =>
  async () => {
    const response = await fetch(new URL(path, service), request())
    return idOf(response.status, await response.json())
  }

const microsoft = (service: URL): Create => {
  const client = Client.init({
    baseUrl: service.origin,
    defaultVersion: "beta",
    customHosts: new Set([service.hostname]),
    authProvider: (done) => done(null, token),
  })
  return async () => (await client.api("/deviceManagement/domainJoinConnectors").post(example)).id
}

export const clients: Readonly<Record<string, (service: URL) => Create>> = {
  "undici's Pool": pool,
  odj,
  fetch: fetched,
  "@microsoft/microsoft-graph-client": microsoft,
}
