/** A test of a client: starts the server, creates a connector over HTTP, opens the console, and stops the server. */
import { startServer } from "@odj/server"

const server = await startServer({ control: true })
const response = await fetch(`${server.url}/beta/deviceManagement/domainJoinConnectors`, {
  method: "POST",
  headers: { Authorization: `Bearer ${await server.token()}`, "Content-Type": "application/json" },
  body: JSON.stringify({
    displayName: "Connector 1",
    lastConnectionDateTime: "2016-12-31T23:58:36.6670033-08:00",
    state: "active",
    version: "6.2204.38.3",
  }),
})
const page = await (await fetch(server.url)).text()
const script = await fetch(`${server.url}/console/script.js`)
console.log(response.status, page.slice(0, 15), script.status)
await server.stop()
