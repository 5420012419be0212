/** Starts the built programs and puts the reference's example through both: the server answers, the command creates. */
import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { text } from "node:stream/consumers"

const server = new URL("../apps/server/dist/odj-server.mjs", import.meta.url).pathname
const cli = new URL("../apps/cli/dist/odj.mjs", import.meta.url).pathname

const connector = {
  "@odata.type": "#microsoft.graph.deviceManagementDomainJoinConnector",
  displayName: "Display Name value",
  lastConnectionDateTime: "2016-12-31T23:58:36.6670033-08:00",
  state: "error",
  version: "Version value",
}
const example = JSON.stringify(connector, null, 2).replaceAll("\n", "\r\n")
assert.equal(Buffer.byteLength(example), 235)

const odj = async (args: ReadonlyArray<string>, env: NodeJS.ProcessEnv = {}) => {
  const child = spawn(process.execPath, [cli, ...args], { env, stdio: ["pipe", "pipe", "pipe"] })
  child.stdin.end(example)
  const closed = once(child, "close")
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
  const [exitCode] = await closed
  return { out, err, exitCode }
}

const assertCreated = (created: Record<string, unknown>) => {
  const { "@odata.type": _, ...properties } = connector
  assert.match(String(created.id), /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)
  for (const [name, value] of Object.entries(properties)) assert.equal(created[name], value)
}

const running = spawn(process.execPath, [server, "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] })
try {
  let output = ""
  for await (const chunk of running.stdout) {
    output += chunk
    if (output.includes("curl")) break
  }
  const url = /^odj-server listening on (\S+)\n/.exec(output)?.[1]
  const token = /^TOKEN=(\S+)$/m.exec(output)?.[1]
  assert.ok(url && token, output)

  for (const path of [
    "/deviceManagement/domainJoinConnectors",
    "/beta/deviceManagement/domainJoinConnectors",
  ]) {
    const headers = { Authorization: `Bearer ${token}`, "Content-type": "application/json" }
    const answer = await fetch(url + path, { method: "POST", headers, body: example })
    assert.equal(answer.status, 201)
    assertCreated((await answer.json()) as Record<string, unknown>)
    const refused = await fetch(url + path, { method: "POST", body: example })
    assert.equal(refused.status, 401)
  }

  const inService = await odj(["create", "--url", `${url}/beta`, "--body", "-"], { ODJ_TOKEN: token })
  assert.deepEqual([inService.exitCode, inService.err], [0, ""])
  assertCreated(JSON.parse(inService.out))

  const authorization = { Authorization: `Bearer ${token}` }
  const listed = await fetch(`${url}/beta/deviceManagement/domainJoinConnectors?$top=2`, {
    headers: authorization,
  })
  const { value, "@odata.nextLink": next } = (await listed.json()) as Record<string, unknown>
  assert.equal(Array.isArray(value) && value.length, 2)
  assert.equal((await fetch(String(next), { headers: authorization })).status, 200)

  const inMemory = await odj(["create", "--store", "memory", "--body", "-"])
  assert.deepEqual([inMemory.exitCode, inMemory.err], [0, ""])
  assertCreated(JSON.parse(inMemory.out))

  running.kill("SIGTERM")
  const [exitCode] = await once(running, "exit")
  assert.equal(exitCode, 0)
  console.log("smoke: the built server and command create the reference's example, and the server lists it")
} finally {
  running.kill("SIGKILL")
}
