/** Runs the script against a Graph endpoint inside this process. */
import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { after, beforeEach, test } from "node:test"
import { startServer } from "@odj/server"

const server = await startServer()
beforeEach(() => server.reset())
after(() => server.stop())

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString()

async function create(displayName: string, lastConnectionDateTime: string, state: string) {
  const response = await fetch(`${server.url}/beta/deviceManagement/domainJoinConnectors`, {
    method: "POST",
    headers: { Authorization: `Bearer ${await server.token()}`, "Content-Type": "application/json" },
    body: JSON.stringify({ displayName, lastConnectionDateTime, state, version: "6.2504.2001.8" }),
  })
  assert.equal(response.status, 201)
}

async function check(token: string) {
  const args = ["--url", `${server.url}/beta`]
  const env = { ...process.env, ODJ_TOKEN: token }
  return new Promise<{ code: unknown; output: string }>((resolve) =>
    execFile("./check-connectors.sh", args, { env }, (error, output) =>
      resolve({ code: error?.code ?? 0, output }),
    ),
  )
}

test("prints nothing while every connector calls", async () => {
  await create("HQ", hoursAgo(0), "active")
  assert.deepEqual(await check(await server.token()), { code: 0, output: "" })
})

test("warns of a connector that is silent for a day", async () => {
  await create("HQ", hoursAgo(0), "active")
  await create("Depot", hoursAgo(24), "error")
  const { code, output } = await check(await server.token())
  assert.equal(code, 1)
  assert.match(output, /^ODJ WARNING - 1 of 2 connectors stale/)
  assert.match(output, /Depot/)
})

test("calls a silence of five days critical", async () => {
  await create("Depot", hoursAgo(5 * 24), "inactive")
  const { code, output } = await check(await server.token())
  assert.equal(code, 2)
  assert.match(output, /^ODJ CRITICAL - 1 of 1 connectors stale/)
})

test("calls a sign-in that is refused unknown", async () => {
  const { code, output } = await check("expired")
  assert.equal(code, 3)
  assert.match(output, /./)
})
