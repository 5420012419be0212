/** Tests the program against a Graph endpoint inside this process. */

import { afterAll, beforeEach, expect, test } from "@jest/globals"
import { startServer } from "@odj/server"
import { inactiveConnectors } from "./inactiveConnectors.ts"

const server = await startServer()
const graph = `${server.url}/beta`

beforeEach(() => server.reset())
afterAll(() => server.stop())

async function create(displayName: string, state: string) {
  const response = await fetch(`${graph}/deviceManagement/domainJoinConnectors`, {
    method: "POST",
    headers: { Authorization: `Bearer ${await server.token()}`, "Content-Type": "application/json" },
    body: JSON.stringify({
      displayName,
      state,
      lastConnectionDateTime: "2026-01-31T12:00:00Z",
      version: "1",
    }),
  })
  expect(response.status).toBe(201)
}

test("finds the inactive connectors on every page", async () => {
  for (let n = 1; n <= 120; n++) await create(`Depot ${n}`, n % 60 === 0 ? "inactive" : "active")
  const readOnly = await server.token({ roles: ["DeviceManagementConfiguration.Read.All"] })
  expect(await inactiveConnectors(graph, readOnly)).toEqual(["Depot 60", "Depot 120"])
})

test("rejects when the permission is missing", async () => {
  const token = await server.token({ roles: [] })
  await expect(inactiveConnectors(graph, token)).rejects.toThrow("Graph responded with 403")
})
