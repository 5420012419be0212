/** A program that calls Microsoft Graph with ky: it makes sure that there is a connector with a name. */
import ky, { HTTPError } from "ky"

interface Connector {
  id: string
}

/** Returns the id of the connector, which is created if there is none. `fetch` can be replaced by tests. */
export async function ensureConnector(displayName: string, token: string, fetch = globalThis.fetch) {
  const graph = ky.create({
    baseUrl: "https://graph.microsoft.com/beta/deviceManagement/",
    headers: { Authorization: `Bearer ${token}` },
    fetch,
  })

  async function find() {
    const searchParams = { $filter: `displayName eq '${displayName.replaceAll("'", "''")}'` }
    const { value } = await graph.get("domainJoinConnectors", { searchParams }).json<{ value: Connector[] }>()
    return value[0]?.id
  }

  async function create() {
    const connector = {
      displayName,
      state: "active",
      lastConnectionDateTime: "2026-01-31T12:00:00Z",
      version: "6.2504.2001.8",
    }
    const { id } = await graph.post("domainJoinConnectors", { json: connector }).json<Connector>()
    return id
  }

  const existing = await find()
  if (existing !== undefined) return existing
  try {
    return await create()
  } catch (error) {
    // The connector may have been created all the same.
    if (!(error instanceof HTTPError) || error.response.status !== 504) throw error
    return (await find()) ?? (await create())
  }
}
