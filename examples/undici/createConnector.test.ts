/** Tests the program as it is: a MockAgent of undici hands its requests to a Graph endpoint without a socket. */
import assert from "node:assert/strict"
import { after, beforeEach, test } from "node:test"
import { openServer } from "@odj/server"
import { MockAgent, setGlobalDispatcher } from "undici"
import { createConnector } from "./createConnector.ts"

const server = await openServer()
const token = await server.token()

const graph = "https://graph.microsoft.com"
const agent = new MockAgent()
agent.disableNetConnect()
agent
  .get(graph)
  .intercept({ path: () => true, method: () => true })
  .reply(async ({ path, method, headers, body }) => {
    const request = { method, headers: headers as Record<string, string>, body: body as string }
    try {
      const response = await server.fetch(`${graph}${path}`, request)
      return {
        statusCode: response.status,
        data: await response.text(),
        responseOptions: { headers: Object.fromEntries(response.headers) },
      }
    } catch (error) {
      // `fetch` wraps the error of a connection that breaks, and undici's `request` does not.
      throw (error as Error).cause
    }
  })
  .persist()
setGlobalDispatcher(agent)

beforeEach(() => server.reset())
after(() => server.close())

const creates = () =>
  server.requests({ operation: "create" }).map(({ status, committed }) => ({ status, committed }))

test("creates a connector", async () => {
  const id = await createConnector("HQ", token)
  assert.equal(server.requests({ connector: id }).length, 1)
})

test("rejects if the response is lost, although the connector exists", async () => {
  await server.fail({ on: "create", times: 1, with: { status: 504, after: "commit" } })
  await assert.rejects(createConnector("HQ", token), /Graph responded with 504/)
  assert.deepEqual(creates(), [{ status: 504, committed: true }])
})

test("rejects if the connection is reset", async () => {
  await server.fail({ on: "create", times: 1, with: "reset" })
  await assert.rejects(createConnector("HQ", token), { code: "ECONNRESET" })
  assert.deepEqual(creates(), [{ status: undefined, committed: false }])
})
