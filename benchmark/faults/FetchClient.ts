/** Node's `fetch`, as a program without a library uses it. */
import { collectionPath } from "@odj/graph-wire"
import type { GraphClient, Service } from "./GraphClient.ts"
import { countPages } from "./Pages.ts"

export const fetchClient = ({ baseUrl, token }: Service): GraphClient => {
  const collection = `${baseUrl}/${collectionPath}`
  const send = async (url: string, method: string, body?: unknown) => {
    const response = await fetch(url, {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        ...(body !== undefined && { "Content-Type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${response.status} ${text}`)
    return text === "" ? undefined : JSON.parse(text)
  }

  return {
    create: (connector) => send(collection, "POST", connector),
    createMany: async (connectors) => {
      const requests = connectors.map((body, id) => ({
        id: String(id),
        method: "POST",
        url: `/${collectionPath}`,
        headers: { "Content-Type": "application/json" },
        body,
      }))
      const { responses } = await send(`${baseUrl}/$batch`, "POST", { requests })
      const created = new Set(
        responses.flatMap((response: { id: string; status: number }) =>
          response.status === 201 ? response.id : [],
        ),
      )
      return requests.map(({ id }) => created.has(id))
    },
    list: () => countPages(collection, (url) => send(url, "GET")),
    delete: (id) => send(`${collection}/${id}`, "DELETE"),
  }
}
