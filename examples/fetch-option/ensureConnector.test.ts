/** Tests the program with a Graph endpoint without a socket, as its `fetch`. */
import assert from "node:assert/strict"
import { after, beforeEach, test } from "node:test"
import { openServer } from "@odj/server"
import { ensureConnector } from "./ensureConnector.ts"

const server = await openServer()
const token = await server.token()

beforeEach(() => server.reset())
after(() => server.close())

const creates = () =>
  server.requests({ operation: "create" }).map(({ status, committed }) => ({ status, committed }))

test("creates a connector once", async () => {
  const id = await ensureConnector("HQ", token, server.fetch)
  assert.equal(await ensureConnector("HQ", token, server.fetch), id)
  assert.deepEqual(creates(), [{ status: 201, committed: true }])
})

test("finds the connector of a create whose response was lost", async () => {
  await server.fail({ on: "create", times: 1, with: { status: 504, after: "commit" } })
  const id = await ensureConnector("HQ", token, server.fetch)
  assert.deepEqual(creates(), [{ status: 504, committed: true }])
  assert.equal(server.requests({ connector: id }).length, 1)
})

test("creates the connector again if the first create was lost", async () => {
  await server.fail({ on: "create", times: 1, with: { status: 504 } })
  await ensureConnector("HQ", token, server.fetch)
  assert.deepEqual(creates(), [
    { status: 504, committed: false },
    { status: 201, committed: true },
  ])
})

test("retries a list that is throttled", async () => {
  await server.fail({ on: "list", times: 1, with: { status: 429, retryAfter: 0 } })
  await ensureConnector("HQ", token, server.fetch)
  assert.deepEqual(
    server.requests({ operation: "list" }).map(({ status }) => status),
    [429, 200],
  )
})
