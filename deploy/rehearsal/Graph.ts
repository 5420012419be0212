/** Requests of a client of Graph's API. */
import { properties } from "../../rehearsal/Connector.ts"

export type Fetch = (url: string, init?: RequestInit) => Promise<Response>

const fieldOf = async (response: Response, name: string): Promise<string> => {
  const text = await response.text()
  if (!response.ok) throw new Error(`${response.status} ${text}`)
  return JSON.parse(text)[name]
}

/** The default tenant of the server. */
const tenant = "0d100d10-0d10-4d10-8d10-0d100d100d10"

/** A client of the server at a URL, with a token of the built-in issuer. */
export const makeClient = async (url: string, send: Fetch = fetch) => {
  const form = {
    grant_type: "client_credentials",
    client_id: "rehearsal",
    client_secret: "any",
    scope: "https://graph.microsoft.com/.default",
  }
  const issued = await send(`${url}/${tenant}/oauth2/v2.0/token`, {
    method: "POST",
    body: new URLSearchParams(form),
  })
  const token = await fieldOf(issued, "access_token")
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" }
  const connectors = `${url}/beta/deviceManagement/domainJoinConnectors`
  return {
    /** Creates a connector, with this id if one is given, and resolves with its id. */
    create: async (id?: string) => {
      const body = JSON.stringify({ ...properties, id })
      return fieldOf(await send(connectors, { method: "POST", headers, body }), "id")
    },
    /** The name of the connector with this id. */
    nameOf: async (id: string) =>
      fieldOf(await send(`${connectors}/${encodeURIComponent(id)}`, { headers }), "displayName"),
    /** The link to the page after the first connector. */
    nextLink: async () => fieldOf(await send(`${connectors}?$top=1`, { headers }), "@odata.nextLink"),
  }
}
