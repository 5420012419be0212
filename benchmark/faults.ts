/**
 * Compares clients under the same faults: how many connectors are stored per create, and how many requests a client
 * sends in an outage. Both are counted in the service. The clients wait in real time, so a run takes half a minute.
 */
import assert from "node:assert/strict"
import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Client } from "@microsoft/microsoft-graph-client"
import { createConnector, getConnector } from "@odj/core"
import { GraphConnectorStore } from "@odj/graph-adapter"
import { Layer, ManagedRuntime } from "effect"
import { example } from "./ConnectorInputs.ts"
import { printTable } from "./Table.ts"

/** A service that handles each POST as the script says, and responds to every GET of one connector with 504. */
const startService = async (script: {
  readonly post: (attempt: number) => {
    readonly status: number
    readonly retryAfter?: string
    readonly isCommitted: boolean
  }
}) => {
  const connectors: Array<typeof example & { id: string }> = []
  const attempts = new Map<string, number>()
  let requests = 0
  const server = createServer(async (request, response) => {
    requests++
    let text = ""
    for await (const chunk of request) text += chunk
    const respond = (status: number, body?: unknown, headers: Record<string, string> = {}) =>
      response
        .writeHead(status, { "Content-Type": "application/json", ...headers })
        .end(body === undefined ? "" : JSON.stringify(body))
    if (request.method === "GET" && /domainJoinConnectors[/(]/.test(request.url ?? "")) return respond(504)
    if (request.method === "GET") return respond(200, { value: connectors })
    const connector = JSON.parse(text)
    const attempt = (attempts.get(connector.displayName) ?? 0) + 1
    attempts.set(connector.displayName, attempt)
    const { status, retryAfter, isCommitted } = script.post(attempt)
    const created = { ...connector, id: crypto.randomUUID() }
    if (isCommitted) connectors.push(created)
    return respond(
      status,
      status === 201 ? created : undefined,
      retryAfter === undefined ? {} : { "Retry-After": retryAfter },
    )
  })
  await once(server.listen(0, "127.0.0.1"), "listening")
  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    connectors,
    requests: () => requests,
    stop: () => server.close(),
  }
}

interface GraphClient {
  readonly create: (connector: unknown) => Promise<unknown>
  readonly get: (id: string) => Promise<unknown>
}

const odj =
  (reconcile: boolean) =>
  (service: URL): GraphClient => {
    const store = GraphConnectorStore.layer({ baseUrl: new URL("/beta", service), reconcile })
    const runtime = ManagedRuntime.make(Layer.provide(store, NodeHttpClient.layerUndici))
    return {
      create: (connector) => runtime.runPromise(createConnector(connector)),
      get: (id) => runtime.runPromise(getConnector(id)),
    }
  }

const microsoft = (service: URL): GraphClient => {
  const path = "/deviceManagement/domainJoinConnectors"
  const client = Client.init({
    baseUrl: service.origin,
    defaultVersion: "beta",
    authProvider: (done) => done(null, ""),
  })
  return {
    create: (connector) => client.api(path).post(connector),
    get: (id) => client.api(`${path}/${id}`).get(),
  }
}

const clients = {
  odj: odj(false),
  "odj, reconciling": odj(true),
  "@microsoft/microsoft-graph-client": microsoft,
}

const intents = 50

/** How many of the calls succeed. */
const succeeded = async (calls: ReadonlyArray<Promise<unknown>>) =>
  (await Promise.allSettled(calls)).filter(({ status }) => status === "fulfilled").length

const scripts = {
  "504, created": (attempt: number) => ({ status: attempt === 1 ? 504 : 201, isCommitted: true }) as const,
  "504, not created": (attempt: number) =>
    attempt === 1 ? { status: 504, isCommitted: false } : { status: 201, isCommitted: true },
  "429, wait a second": (attempt: number) =>
    attempt === 1 ? { status: 429, retryAfter: "1", isCommitted: false } : { status: 201, isCommitted: true },
}

/** How many connectors are stored per create, and the share of creates that succeed. */
const creates = async (make: (service: URL) => GraphClient, post: (typeof scripts)[keyof typeof scripts]) => {
  const service = await startService({ post })
  const client = make(service.url)
  const successes = await succeeded(
    Array.from({ length: intents }, (_, index) =>
      client.create({ ...example, displayName: `intent ${index}` }),
    ),
  )
  service.stop()
  return `${(service.connectors.length / intents).toFixed(2)}, ${(successes / intents).toFixed(2)} succeeded`
}

/** How many requests the service gets per call while it responds only with 504. */
const outage = async (make: (service: URL) => GraphClient) => {
  const service = await startService({ post: () => ({ status: 504, isCommitted: false }) })
  const client = make(service.url)
  const successes = await succeeded(Array.from({ length: intents }, (_, index) => client.get(`${index}`)))
  assert.equal(successes, 0)
  service.stop()
  return (service.requests() / intents).toFixed(2)
}

const rows = await Promise.all(
  Object.entries(clients).map(async ([name, make]) => [
    name,
    ...(await Promise.all(Object.values(scripts).map((post) => creates(make, post)))),
    await outage(make),
  ]),
)

printTable("Connectors stored per create; requests per call in an outage", [
  ["", ...Object.keys(scripts), "requests in an outage"],
  ...rows,
])
process.exit(0)
