/** Tests compose.yaml: its syntax, and the server as it is started there, with PostgreSQL behind it and nginx before it. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { assert, describe, inject, it, onTestFinished } from "vitest"
import { freePort, startLocalPostgres } from "../../packages/throwaway-postgres/src/index.ts"
import { properties } from "../../rehearsal/Connector.ts"
import { run } from "../../rehearsal/Run.ts"
import { podman, startContainer } from "./Container.ts"
import { type Fetch, makeClient } from "./Graph.ts"
import { startNginx } from "./Nginx.ts"
import { missingPrograms } from "./Programs.ts"
import { secureFetch } from "./SecureFetch.ts"

const deploy = dirname(import.meta.dirname)

const needs = (...programs: ReadonlyArray<string>) => {
  const missing = missingPrograms(...programs)
  if (missing.length > 0) console.warn(`A test of compose.yaml is skipped. Missing: ${missing.join(", ")}.`)
  return missing.length > 0
}

const settings = {
  POSTGRES_PASSWORD: "5ec12e7",
  PUBLIC_URL: "https://graph.example.test",
  ENTRA_TENANT: "2f0d1a34-5c59-4a0e-9f0b-6f6c3f1e7a10",
  AUDIENCE: "api://odj",
}

describe("compose.yaml", () => {
  it.skipIf(needs("docker-compose"))("is valid, and asks for each setting", async () => {
    const config = (variables: object) => {
      const folder = mkdtempSync(join(tmpdir(), "odj-compose-"))
      onTestFinished(() => rmSync(folder, { recursive: true }))
      const file = join(folder, ".env")
      writeFileSync(
        file,
        Object.entries(variables)
          .map(([name, value]) => `${name}=${value}\n`)
          .join(""),
      )
      return run("docker-compose", ["--env-file", file, "-f", join(deploy, "compose.yaml"), "config"])
    }
    assert.include(await config(settings), "postgres://odj:5ec12e7@postgres/odj")
    for (const name of Object.keys(settings))
      assert.include(await config({ ...settings, [name]: "" }).then(String, String), name)
  })

  it.skipIf(inject("storage") === undefined || needs("nginx", "openssl"))(
    "starts servers that share a database, behind nginx with TLS",
    async () => {
      const postgres = await startLocalPostgres({ durable: false })
      onTestFinished(() => postgres.stop())
      const port = await freePort()
      const publicUrl = `https://graph.example.test:${port}`
      const variables = {
        ODJ_SERVER_AUTH: "local",
        ODJ_SERVER_STORE: postgres.url,
        ODJ_SERVER_PUBLIC_URL: publicUrl,
      }
      const first = await startContainer(variables)
      const nginx = await startNginx("graph.example.test", port, first.port)
      const send: Fetch = secureFetch(port, nginx.certificate)

      const client = await makeClient(publicUrl, send)
      const id = await client.create()
      const longId = "x".repeat(6_000)
      assert.strictEqual(await client.create(longId), longId)
      assert.match(await client.nextLink(), new RegExp(`^${publicUrl}/beta/`))
      const listed = /^127\.0\.0\.1 \S+ "GET \S+domainJoinConnectors" 200 [\d.]+ [\da-f-]{36}$/m
      assert.match(nginx.log(), listed)
      assert.notInclude(nginx.log(), "?")

      const second = await startContainer({ ...variables, ODJ_SERVER_PUBLIC_URL: "" })
      const beside = await makeClient(second.url)
      assert.strictEqual(await beside.nameOf(id), properties.displayName)

      await postgres.kill()
      const health = await podman("healthcheck", "run", first.id).then(
        () => "healthy",
        () => "unhealthy",
      )
      assert.strictEqual(health, "unhealthy")
      assert.strictEqual(await first.stop(), 0)
    },
  )
})
