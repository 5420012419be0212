/** Tests the program as it is: MSW hands what it sends to Microsoft's hosts over to a Graph endpoint without a socket. */
import assert from "node:assert/strict"
import { after, before, beforeEach, test } from "node:test"
import { openServer } from "@odj/server"
import { HttpResponse, http } from "msw/http"
import { setupServer } from "msw/node"
import { createConnector } from "./createConnector.ts"

const graph = await openServer()

// If a handler rejects, MSW responds with 500. `HttpResponse.error()` is a connection that breaks.
const forward = ({ request }: { request: Request }) => graph.fetch(request).catch(() => HttpResponse.error())

const network = setupServer(
  http.all("https://graph.microsoft.com/*", forward),
  http.all("https://login.microsoftonline.com/*", forward),
)

before(() => network.listen({ onUnhandledFrame: "error" }))
beforeEach(() => graph.reset())
after(() => {
  network.close()
  return graph.close()
})

const creates = () =>
  graph.requests({ operation: "create" }).map(({ status, committed }) => ({ status, committed }))

test("creates a connector", async () => {
  await createConnector("HQ")
  assert.deepEqual(creates(), [{ status: 201, committed: true }])
})

// Microsoft's client retries a create that got 504, and the service has no way to recognise the retry.
test("creates two connectors if the response to the first create is lost", async () => {
  await graph.fail({ on: "create", times: 1, with: { status: 504, retryAfter: 0, after: "commit" } })
  await createConnector("HQ")
  assert.deepEqual(creates(), [
    { status: 504, committed: true },
    { status: 201, committed: true },
  ])
})

test("rejects if the connection breaks before the create", async () => {
  await graph.fail({ on: "create", times: 1, with: "reset" })
  await assert.rejects(createConnector("HQ"), { message: "fetch failed" })
  assert.deepEqual(creates(), [{ status: undefined, committed: false }])
})
