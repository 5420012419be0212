/**
 * What clients make of the same faults: how often a connector is there that was to be created once, and with how many
 * requests they meet an outage. The judge is what the service saw. Each waits as it is made to, so that a run takes half
 * a minute.
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

/** A service that does as it is scripted: with every POST, by the display name of its connector, and with every GET of one. */
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
    const answer = (status: number, body?: unknown, headers: Record<string, string> = {}) =>
      response
        .writeHead(status, { "Content-Type": "application/json", ...headers })
        .end(body === undefined ? "" : JSON.stringify(body))
    if (request.method === "GET" && /domainJoinConnectors[/(]/.test(request.url ?? "")) return answer(504)
    if (request.method === "GET") return answer(200, { value: connectors })
    const connector = JSON.parse(text)
    const attempt = (attempts.get(connector.displayName) ?? 0) + 1
    attempts.set(connector.displayName, attempt)
    const { status, retryAfter, isCommitted } = script.post(attempt)
    const created = { ...connector, id: crypto.randomUUID() }
    if (isCommitted) connectors.push(created)
    return answer(
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

/** Asks for all of them at the same time, and says how many were told that it is done. */
const succeeded = async (asked: ReadonlyArray<Promise<unknown>>) =>
  (await Promise.allSettled(asked)).filter(({ status }) => status === "fulfilled").length

const scripts = {
  "a 504 to what was created": (attempt: number) =>
    ({ status: attempt === 1 ? 504 : 201, isCommitted: true }) as const,
  "a 504 to what was not": (attempt: number) =>
    attempt === 1 ? { status: 504, isCommitted: false } : { status: 201, isCommitted: true },
  "a 429, wait a second": (attempt: number) =>
    attempt === 1 ? { status: 429, retryAfter: "1", isCommitted: false } : { status: 201, isCommitted: true },
}

/** How many connectors came to be for each that was to be created, and how many of the calls said so. */
const creates = async (make: (service: URL) => GraphClient, post: (typeof scripts)[keyof typeof scripts]) => {
  const service = await startService({ post })
  const client = make(service.url)
  const told = await succeeded(
    Array.from({ length: intents }, (_, index) =>
      client.create({ ...example, displayName: `intent ${index}` }),
    ),
  )
  service.stop()
  return `${(service.connectors.length / intents).toFixed(2)}, told of ${(told / intents).toFixed(2)}`
}

/** How many requests the service sees for each call, while it answers nothing but 504. */
const outage = async (make: (service: URL) => GraphClient) => {
  const service = await startService({ post: () => ({ status: 504, isCommitted: false }) })
  const client = make(service.url)
  const told = await succeeded(Array.from({ length: intents }, (_, index) => client.get(`${index}`)))
  assert.equal(told, 0)
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

printTable("Connectors for each one that was to be created; requests for each call in an outage", [
  ["", ...Object.keys(scripts), "requests in an outage"],
  ...rows,
])
process.exit(0)
