/**
 * Starts the built programs and puts the reference's example through both: the server answers, the command creates, and
 * what was created is there after a restart.
 */
import assert from "node:assert/strict"
import { type ChildProcessByStdio, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Readable } from "node:stream"
import { text } from "node:stream/consumers"
import { startPostgres } from "../packages/throwaway-postgres/src/index.ts"

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

const folder = mkdtempSync(join(tmpdir(), "odj-smoke-"))
const postgres = await startPostgres()
const servers: Array<ChildProcessByStdio<null, Readable, null>> = []

const serve = async (env: NodeJS.ProcessEnv) => {
  const running = spawn(process.execPath, [server, "--port", "0"], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  })
  servers.push(running)
  let output = ""
  for await (const chunk of running.stdout.iterator({ destroyOnReturn: false })) {
    output += chunk
    if (output.includes("curl")) break
  }
  const url = /^odj-server listening on (\S+)\n/.exec(output)?.[1]
  const token = /^TOKEN=(\S+)$/m.exec(output)?.[1]
  assert.ok(url && token, output)
  const stop = async () => {
    running.kill("SIGTERM")
    const [exitCode] = await once(running, "exit")
    assert.equal(exitCode, 0)
  }
  return { url, token, stop }
}

const idsIn = async ({ url, token }: { readonly url: string; readonly token: string }) => {
  const listed = await odj(["list", "--url", `${url}/beta`, "--query", "[].id"], { ODJ_TOKEN: token })
  assert.deepEqual([listed.exitCode, listed.err], [0, ""])
  return JSON.parse(listed.out) as ReadonlyArray<string>
}

const kept = { XDG_DATA_HOME: folder, HOME: folder }
try {
  const running = await serve(kept)
  const { url, token } = running

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

  const ids = await idsIn(running)
  assert.equal(ids.length, 3)
  await running.stop()
  const again = await serve(kept)
  assert.deepEqual(await idsIn(again), ids)
  await again.stop()

  for (const store of [`sqlite:${join(folder, "cli.db")}`, await postgres.newDatabase()]) {
    const stored = await odj(["create", "--store", store, "--body", "-"])
    assert.deepEqual([stored.exitCode, stored.err], [0, ""])
    const served = await serve({ ODJ_DATABASE_URL: store })
    assert.deepEqual(await idsIn(served), [JSON.parse(stored.out).id])
    await served.stop()
  }
  console.log(
    "smoke: the built server and command create the reference's example, and find it again after a restart",
  )
} finally {
  for (const running of servers) running.kill("SIGKILL")
  await postgres.stop()
  rmSync(folder, { recursive: true, force: true })
}
