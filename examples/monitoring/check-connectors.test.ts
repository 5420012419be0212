/** Runs the script against a Graph endpoint inside this process. */
import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { after, beforeEach, test } from "node:test"
import { startServer } from "@odj/server"

const server = await startServer()
const graph = `${server.url}/beta`

beforeEach(() => server.reset())
after(() => server.stop())

async function create(displayName: string, hoursWithoutContact: number, state: string) {
  const lastConnectionDateTime = new Date(Date.now() - hoursWithoutContact * 3_600_000).toISOString()
  const response = await fetch(`${graph}/deviceManagement/domainJoinConnectors`, {
    method: "POST",
    headers: { Authorization: `Bearer ${await server.token()}`, "Content-Type": "application/json" },
    body: JSON.stringify({ displayName, lastConnectionDateTime, state, version: "6.2504.2001.8" }),
  })
  assert.equal(response.status, 201)
}

async function check(args: string[], token?: string) {
  const env = { ...process.env, ODJ_TOKEN: token ?? (await server.token()) }
  return new Promise<{ code: unknown; output: string }>((resolve) =>
    execFile("./check-connectors.sh", [...args, "--url", graph], { env }, (error, output) =>
      resolve({ code: error?.code ?? 0, output }),
    ),
  )
}

test("prints nothing while all is well", async () => {
  await create("HQ", 0, "active")
  assert.deepEqual(await check(["stale"]), { code: 0, output: "" })
  assert.deepEqual(await check(["doctor"]), { code: 0, output: "" })
})

test("warns of a connector without contact for a day", async () => {
  await create("HQ", 0, "active")
  await create("Depot", 24, "error")
  const { code, output } = await check(["stale", "--warning", "12h"])
  assert.equal(code, 1)
  assert.match(
    output,
    /^ODJ WARNING - 1 of 2 connectors is stale: Depot no contact for 1d \| stale=1.*\n.*\n.*Depot/,
  )
})

test("reports five days without contact as critical", async () => {
  await create("Depot", 5 * 24, "inactive")
  const { code, output } = await check(["stale"])
  assert.equal(code, 2)
  assert.match(output, /^ODJ CRITICAL/)
})

test("warns of a connector whose version is too old", async () => {
  await create("HQ", 0, "active")
  const { code, output } = await check(["doctor", "--min-version", "6.2505"])
  assert.equal(code, 1)
  assert.match(output, /^ODJ WARNING/)
})

test("reports a sign-in that fails as unknown", async () => {
  const { code, output } = await check(["doctor"], await server.token({ expiresIn: -1 }))
  assert.equal(code, 3)
  assert.match(output, /^ODJ UNKNOWN/)
})
