/** The bundled program as a process. */
import { spawnSync } from "node:child_process"
import { once } from "node:events"
import { existsSync, readFileSync, statSync } from "node:fs"
import { mkdtemp, readdir, rm } from "node:fs/promises"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll, assert, describe, it } from "@effect/vitest"
import { exampleConnector, withId } from "@odj/domain"
import { commandDocs } from "../build/CommandDocs.ts"
import { commandsPage } from "../build/CommandsPage.ts"
import { bundle, odj, start } from "./program.ts"

const folder = await mkdtemp(join(tmpdir(), "odj-bundle-"))
afterAll(() => rm(folder, { recursive: true }))

const docs = await commandDocs

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

  it("has the help of each command written beside it", () => {
    const prebuilt = JSON.parse(readFileSync(join(dirname(bundle), "prebuilt.json"), "utf8"))
    for (const [path, { usage }] of docs) {
      assert.include(prebuilt[[...path, "--help"].join("\n")], usage)
      assert.strictEqual(prebuilt[[...path, "-h"].join("\n")], prebuilt[[...path, "--help"].join("\n")])
    }
  })

  for (const args of [["--version"], ["list", "--store", "memory"]]) {
    it(`prints one sentence on an old Node.js, for odj ${args.join(" ")}`, () => {
      // As on Node.js 18, which has no `getBuiltinModule`.
      const old = `Object.defineProperties(process, {
        version: { value: "v18.20.8" }, getBuiltinModule: { value: undefined } })`
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        ["--import", `data:text/javascript,${encodeURIComponent(old)}`, bundle, ...args],
        { encoding: "utf8" },
      )
      assert.strictEqual(stderr, "odj needs Node.js 22.19 or later; this is 18.20.\n")
      assert.strictEqual(stdout, "")
      assert.strictEqual(status, 1)
    })
  }

  it("writes a large result completely to a slow reader", async () => {
    const connector = { ...exampleConnector, displayName: "x".repeat(1000) }
    const value = Array.from({ length: 1100 }, (_, index) => withId(String(index), connector))
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

  const commandLines = [["--help"], ["list", "--help"], ["--version"], ["completion", "bash"]]
  for (const args of existsSync("/dev/full") ? commandLines : []) {
    it(`reports that the disk is full for odj ${args.join(" ")}`, () => {
      const line = [process.execPath, bundle, ...args].map((word) => `'${word}'`).join(" ")
      const { status, stderr } = spawnSync("sh", ["-c", `${line} > /dev/full`], { encoding: "utf8" })
      assert.strictEqual(status, 1)
      assert.match(stderr, /^Can't write the result: no space left on device\n$/)
    })

    it(`ends quietly if the reader closes the pipe of odj ${args.join(" ")}`, async () => {
      const { child, ended } = start(args)
      child.stdout.destroy()
      const { exitCode, err } = await ended
      assert.strictEqual(err, "")
      assert.strictEqual(exitCode, 0)
    })
  }

  it("fails for an unknown command, and suggests one", async () => {
    const { exitCode, out, err } = await odj(["lsit"])
    assert.strictEqual(exitCode, 2)
    assert.include(err, "list")
    assert.strictEqual(out, "")
  })

  for (const shell of ["bash", "zsh", "fish"]) {
    it(`prints a script for ${shell} with every command and flag`, async () => {
      const { exitCode, out } = await odj(["completion", shell])
      assert.strictEqual(exitCode, 0)
      for (const [path] of docs) for (const name of path) assert.include(out, name)
      for (const flag of ["output", "query", "verbose", "debug", "help"])
        assert.match(out, new RegExp(`\\b${flag}\\b`))
      assert.include(out, "# Installation: odj completion --help\n")
      assert.notInclude(out, "--completions")
    })
  }

  const completed: ReadonlyArray<readonly [line: string, completion: string]> = [
    ["list -o cs", "csv"],
    ["stale --ver", "--verbose"],
    ["import connec", ""],
  ]
  for (const [line, completion] of completed) {
    it(`completes odj ${line} in Bash with ${completion || "file names"}`, async () => {
      const { out } = await odj(["completion", "bash"])
      const words = ["odj", ...line.split(" ")]
      const script = [
        out,
        `COMP_LINE='${words.join(" ")}' COMP_WORDS=(${words.join(" ")}) COMP_CWORD=${words.length - 1}`,
        `_odj odj '${words.at(-1)}' '${words.at(-2)}'`,
        "declare -p COMPREPLY",
        "complete -p odj",
      ].join("\n")
      const { stdout } = spawnSync("bash", ["-c", script], { encoding: "utf8" })
      const found = completion === "" ? "()" : `([0]="${completion}")`
      assert.strictEqual(stdout, `declare -a COMPREPLY=${found}\ncomplete -o default -F _odj odj\n`)
    })
  }
})

describe("COMMANDS.md", () => {
  it("equals the help of the program; node --run docs writes it again", () => {
    const page = readFileSync(new URL("../COMMANDS.md", import.meta.url), "utf8")
    assert.strictEqual(page, commandsPage(docs))
  })

  it("names the permission of each command that uses a service", () => {
    for (const [[name = ""], { description }] of docs.slice(1)) {
      assert.match(description, /DeviceManagementConfiguration\.Read|Needs no permission/, name)
    }
  })
})
