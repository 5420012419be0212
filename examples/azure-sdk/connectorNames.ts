/** A program that uses Microsoft's Graph client: it lists the names of a tenant's connectors. */
import { type Client, PageIterator } from "@microsoft/microsoft-graph-client"

export async function connectorNames(client: Client) {
  const names: (string | null)[] = []
  const firstPage = await client.api("/deviceManagement/domainJoinConnectors").get()
  const pages = new PageIterator(client, firstPage, ({ displayName }) => {
    names.push(displayName)
    return true
  })
  await pages.iterate()
  return names
}
