/** Microsoft's Graph client for JavaScript. */
import {
  BatchRequestContent,
  BatchResponseContent,
  Client,
  PageIterator,
} from "@microsoft/microsoft-graph-client"
import { collectionPath } from "@odj/graph-wire"
import type { GraphClient, Service } from "./GraphClient.ts"

export const microsoftGraphClient = ({ baseUrl, token }: Service): GraphClient => {
  const { origin, hostname } = new URL(baseUrl)
  const client = Client.init({
    baseUrl: origin,
    defaultVersion: "beta",
    customHosts: new Set([hostname]),
    authProvider: (done) => done(null, token),
  })

  return {
    create: (connector) => client.api(collectionPath).post(connector),
    createMany: async (connectors) => {
      const steps = connectors.map((connector, id) => ({
        id: String(id),
        request: new Request(`${origin}/${collectionPath}`, {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify(connector),
        }),
      }))
      const content = await new BatchRequestContent(steps).getContent()
      const responses = new BatchResponseContent(await client.api("/$batch").post(content))
      return steps.map(({ id }) => responses.getResponseById(id).status === 201)
    },
    list: async () => {
      let read = 0
      const pages = new PageIterator(client, await client.api(collectionPath).get(), () => ++read > 0)
      await pages.iterate()
      return read
    },
    delete: (id) => client.api(`${collectionPath}/${id}`).delete(),
  }
}
