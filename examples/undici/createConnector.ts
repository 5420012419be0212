/** A program that calls Microsoft Graph with undici: it creates a connector. */
import { request } from "undici"

export async function createConnector(displayName: string, token: string) {
  const connector = {
    displayName,
    state: "active",
    lastConnectionDateTime: "2026-01-31T12:00:00Z",
    version: "6.2504.2001.8",
  }
  const { statusCode, body } = await request(
    "https://graph.microsoft.com/beta/deviceManagement/domainJoinConnectors",
    {
      method: "POST",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      body: JSON.stringify(connector),
    },
  )
  const text = await body.text()
  if (statusCode !== 201) throw new Error(`Graph responded with ${statusCode}: ${text}`)
  return JSON.parse(text).id as string
}
