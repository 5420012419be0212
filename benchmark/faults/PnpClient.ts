/** PnPjs for Graph, with its default behaviours. */
import { collectionPath } from "@odj/graph-wire"
import { GraphBrowser, GraphCollection, graphDelete, graphPost } from "@pnp/graph"
import { createBatch } from "@pnp/graph/batching.js"
import { BearerToken, body } from "@pnp/queryable"
import type { GraphClient, Service } from "./GraphClient.ts"

export const pnpClient = ({ baseUrl, token }: Service): GraphClient => {
  const at = (path: string) => GraphCollection(path).using(GraphBrowser({ baseUrl }), BearerToken(token))
  const collection = () => at(collectionPath)

  return {
    create: (connector) => graphPost(collection(), body(connector)),
    createMany: async (connectors) => {
      const [batched, execute] = createBatch(at(""))
      const creates = connectors.map((connector) => graphPost(collection().using(batched), body(connector)))
      const [settled] = await Promise.all([Promise.allSettled(creates), execute()])
      return settled.map(({ status }) => status === "fulfilled")
    },
    list: async () => {
      let read = 0
      for await (const page of collection()) read += page.length
      return read
    },
    delete: (id) => graphDelete(at(`${collectionPath}/${id}`)),
  }
}
