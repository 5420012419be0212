/** The bundled program: what it is made of, and what only a process shows. */
import { once } from "node:events"
import { readFileSync, statSync } from "node:fs"
import { mkdtemp, readdir, rm } from "node:fs/promises"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll, assert, describe, it } from "@effect/vitest"
import { commandsPage } from "../build/CommandsPage.ts"
import { helpDocs } from "../build/HelpDocs.ts"
import { bundle, odj, start } from "./program.ts"

const folder = await mkdtemp(join(tmpdir(), "odj-bundle-"))
afterAll(() => rm(folder, { recursive: true }))

const docs = await helpDocs

const serviceOf = async (body: string, status = 200) => {
  const server = createServer((_, response) => {
    response.writeHead(status, { "Content-Type": "application/json" }).end(body)
  })
  await once(server.listen(0, "127.0.0.1"), "listening")
  afterAll(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/beta`
}

describe("The bundle", () => {
  it("takes at most a megabyte", async () => {
    const files = await readdir(dirname(bundle))
    const sizes = files.map((name) => statSync(join(dirname(bundle), name)).size)
    assert.isBelow(
      sizes.reduce((sum, size) => sum + size, 0),
      1024 * 1024,
    )
  })

  it("answers for help what the program itself says, for each command", () => {
    const answers = JSON.parse(readFileSync(join(dirname(bundle), "answers.json"), "utf8"))
    for (const [path, { usage }] of docs) {
      assert.include(answers[[...path, "--help"].join("\n")], usage)
      assert.strictEqual(answers[[...path, "-h"].join("\n")], answers[[...path, "--help"].join("\n")])
    }
  })

  it("loses nothing of a large result, however slowly it is read", async () => {
    const connector = (index: number) => ({
      id: String(index),
      displayName: "x".repeat(1000),
      lastConnectionDateTime: "2016-12-31T23:58:36Z",
      state: "active",
      version: "1",
    })
    const value = Array.from({ length: 1100 }, (_, index) => connector(index))
    const { child, ended } = start([
      "list",
      "--url",
      await serviceOf(JSON.stringify({ value })),
      "-o",
      "ndjson",
    ])
    child.stdout.pause()
    child.stdin.end()
    await once(child.stdout, "readable")
    child.stdout.resume()
    const { exitCode, out } = await ended
    assert.strictEqual(exitCode, 0)
    assert.lengthOf(out.trimEnd().split("\n"), 1100)
    assert.isAbove(out.length, 1024 * 1024)
  })

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    it(`ends with 130 on ${signal}`, async () => {
      const asked = Promise.withResolvers<void>()
      const server = createServer(() => asked.resolve())
      await once(server.listen(0, "127.0.0.1"), "listening")
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
      const { child, ended } = start(["list", "--url", url])
      await asked.promise
      child.kill(signal)
      assert.strictEqual((await ended).exitCode, 130)
      server.close()
    })
  }

  it("fails for a command that there is not, and suggests one", async () => {
    const { exitCode, out, err } = await odj(["lsit"])
    assert.strictEqual(exitCode, 2)
    assert.include(err, "list")
    assert.strictEqual(out, "")
  })

  for (const shell of ["bash", "zsh", "fish"]) {
    it(`prints a script for ${shell} that knows every command`, async () => {
      const { exitCode, out } = await odj(["completion", shell])
      assert.strictEqual(exitCode, 0)
      for (const [path] of docs) for (const name of path) assert.include(out, name)
    })
  }
})

describe("COMMANDS.md", () => {
  it("says what the program says of itself; node --run docs writes it again", () => {
    const page = readFileSync(new URL("../COMMANDS.md", import.meta.url), "utf8")
    assert.strictEqual(page, commandsPage(docs))
  })

  it("names the permission of each command that asks a service", () => {
    for (const [[name = ""], { description }] of docs.slice(1)) {
      assert.match(description, /DeviceManagementConfiguration\.Read|Needs no permission/, name)
    }
  })
})
