/** The pipeline of Azure's SDKs, with its default policies and a bearer token. It has no batches. */
import {
  bearerTokenAuthenticationPolicy,
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
  type HttpMethods,
} from "@azure/core-rest-pipeline"
import { collectionPath } from "@odj/graph-wire"
import type { GraphClient, Service } from "./GraphClient.ts"
import { countPages } from "./Pages.ts"

export const restPipelineClient = ({ baseUrl, token }: Service): GraphClient => {
  const pipeline = createPipelineFromOptions({})
  pipeline.addPolicy(
    bearerTokenAuthenticationPolicy({
      credential: { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) },
      scopes: [`${new URL(baseUrl).origin}/.default`],
    }),
    { phase: "Sign" },
  )
  const http = createDefaultHttpClient()
  const collection = `${baseUrl}/${collectionPath}`
  const send = async (url: string, method: HttpMethods, body?: unknown) => {
    const request = createPipelineRequest({
      url,
      method,
      ...(body !== undefined && {
        headers: createHttpHeaders({ "Content-Type": "application/json" }),
        body: JSON.stringify(body),
      }),
    })
    const { status, bodyAsText } = await pipeline.sendRequest(http, request)
    if (status >= 400) throw new Error(`${status} ${bodyAsText}`)
    return bodyAsText ? JSON.parse(bodyAsText) : undefined
  }

  return {
    create: (connector) => send(collection, "POST", connector),
    list: () => countPages(collection, (url) => send(url, "GET")),
    delete: (id) => send(`${collection}/${id}`, "DELETE"),
  }
}
