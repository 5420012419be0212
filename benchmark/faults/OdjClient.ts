/** The Graph adapter of this checkout, with Microsoft Graph and with another service. */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { openConnectors } from "@odj/core"
import { clouds, GraphConnectorStore } from "@odj/graph-adapter"
import { Layer } from "effect"
import type { HttpClient } from "effect/http"
import { buildConnector } from "undici"
import type { GraphClient, Service } from "./GraphClient.ts"

const clientOf = async (
  { token }: Service,
  baseUrl: URL,
  reconcile: boolean,
  http: Layer.Layer<HttpClient.HttpClient>,
): Promise<GraphClient> => {
  const store = GraphConnectorStore.layer({
    baseUrl,
    reconcile,
    credential: { getToken: async () => ({ token, expiresOnTimestamp: Number.MAX_SAFE_INTEGER }) },
  })
  const connectors = await openConnectors(Layer.provide(store, http))
  return {
    create: (connector) => connectors.create(connector),
    createMany: async (inputs) =>
      (await connectors.createMany(inputs)).map(({ status }) => status === "fulfilled"),
    list: async () => {
      let read = 0
      for await (const _ of connectors.list()) read++
      return read
    },
    delete: (id) => connectors.delete(id),
  }
}

/** The adapter finds out that the service supports repeatable requests. */
export const odjClient = (service: Service) =>
  clientOf(service, new URL(service.baseUrl), false, NodeHttpClient.layerUndici)

/** The service has the address of Microsoft Graph, which supports neither repeatable requests nor query options. */
export const odjGraphClient = (reconcile: boolean) => (service: Service) => {
  const connect = buildConnector({})
  const { hostname, port } = new URL(service.baseUrl)
  const http = NodeHttpClient.layerUndiciOptions({
    connect: (options, callback) => connect({ ...options, hostname, port }, callback),
  })
  return clientOf(service, clouds.global.baseUrl, reconcile, http)
}
