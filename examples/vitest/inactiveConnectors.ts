/** A program that calls Microsoft Graph: it finds the connectors that Intune has marked inactive. */

interface Page {
  value: { displayName: string | null; state: string }[]
  "@odata.nextLink"?: string
}

/** The names of the inactive connectors, from every page of the list. `graph` is an address such as `https://graph.microsoft.com/beta`. */
export async function inactiveConnectors(graph: string, token: string) {
  const names: (string | null)[] = []
  let next: string | undefined = `${graph}/deviceManagement/domainJoinConnectors`
  while (next !== undefined) {
    const response = await fetch(next, { headers: { Authorization: `Bearer ${token}` } })
    if (!response.ok) throw new Error(`Graph responded with ${response.status}: ${await response.text()}`)
    const page = (await response.json()) as Page
    for (const { displayName, state } of page.value) if (state === "inactive") names.push(displayName)
    next = page["@odata.nextLink"]
  }
  return names
}
