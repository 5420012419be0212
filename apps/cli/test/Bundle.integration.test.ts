/** The bundled program as a process. */
import { spawnSync } from "node:child_process"
import { hash } from "node:crypto"
import { once } from "node:events"
import { existsSync, readFileSync, statSync } from "node:fs"
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises"
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

  it("has files that begin with the digest of their code, which names their caches", async () => {
    const files = (await readdir(dirname(bundle))).filter((name) => name.endsWith(".cjs"))
    assert.include(files, "main.cjs")
    for (const name of files) {
      const source = readFileSync(join(dirname(bundle), name), "latin1")
      const [comment = "", digest] = /^\/\*(\w+)\*\//.exec(source) ?? []
      assert.strictEqual(digest, hash("sha256", source.slice(comment.length)), name)
    }
  })

  it("needs two of its files for a list of a service", async () => {
    const url = await serviceOf(JSON.stringify({ value: [] }))
    const cached = join(folder, "one-request")
    const { exitCode } = await odj(["list", "--url", url], { NODE_COMPILE_CACHE: cached })
    assert.strictEqual(exitCode, 0)
    const names = (await readdir(cached, { recursive: true })).filter((name) => /odj-\w{64}-list$/.test(name))
    assert.lengthOf(names, 2)
  })

  it("has what the commands are beside it", () => {
    const written = JSON.parse(readFileSync(join(dirname(bundle), "commands.json"), "utf8"))
    assert.deepStrictEqual(written, docs)
  })

  it("prints the help of each command without loading the program", async () => {
    // The help is the same if the program makes it, as it does with another flag before.
    for (const { path } of docs) {
      const [short, long, made] = await Promise.all(
        [
          ["help", ...path],
          [...path, "-h"],
          ["--verbose", ...path, "--help"],
        ].map((args) => odj(args)),
      )
      assert.deepStrictEqual(short, long)
      assert.deepStrictEqual(short, made)
      assert.strictEqual(short?.exitCode, 0)
    }
    const logged = { NODE_DEBUG: "esm", NODE_DISABLE_COMPILE_CACHE: "1" }
    const isLoaded = async (args: ReadonlyArray<string>) => (await odj(args, logged)).err.includes("main.cjs")
    for (const args of [
      [],
      ["help"],
      ["help", "list"],
      ["list", "--help"],
      ["version"],
      ["__complete", "=l"],
    ])
      assert.isFalse(await isLoaded(args), args.join(" "))
    assert.isTrue(await isLoaded(["list", "--store", "memory"]))
  })

  for (const args of [["version"], ["--version"], ["-v"], ["--verbose", "version"]]) {
    it(`prints its version with odj ${args.join(" ")}`, async () => {
      assert.deepInclude(await odj(args), { exitCode: 0, out: "odj v0.0.0\n", err: "" })
    })
  }

  it("says how to begin without arguments", async () => {
    const { exitCode, out, err } = await odj([])
    assert.strictEqual(exitCode, 0)
    assert.match(out, /^Manage Intune's domain join connectors/)
    assert.match(out, /^ {2}odj login +Sign in to a tenant$/m)
    assert.include(out, "odj help COMMAND")
    assert.isBelow(out.split("\n").length, 15)
    assert.strictEqual(err, "")
  })

  const tooOld = "odj needs Node.js 22.19 or later; this is 18.20.\n"
  for (const [args, ended] of [
    [["--version"], ["", tooOld, 1]],
    [
      ["list", "--store", "memory"],
      ["", tooOld, 1],
    ],
    [
      ["stale", "--store", "memory"],
      [`ODJ UNKNOWN - ${tooOld}`, "", 3],
    ],
  ] as const) {
    it(`prints one sentence on an old Node.js, for odj ${args.join(" ")}`, () => {
      // As on Node.js 18, which has no `getBuiltinModule`.
      const old = `Object.defineProperties(process, {
        version: { value: "v18.20.8" }, getBuiltinModule: { value: undefined } })`
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        ["--import", `data:text/javascript,${encodeURIComponent(old)}`, bundle, ...args],
        { encoding: "utf8" },
      )
      assert.deepStrictEqual([stdout, stderr, status], [...ended])
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

  for (const shell of ["bash", "zsh", "fish", "powershell", "pwsh"]) {
    it(`prints a script for ${shell}`, async () => {
      const { exitCode, out } = await odj(["completion", shell])
      assert.strictEqual(exitCode, 0)
      assert.match(
        out,
        /^(?:#compdef odj\n)?# Completion of odj for .*\. To install it, see: odj completion --help\n/,
      )
      assert.include(out, "odj __complete")
    })
  }

  it("completes without a sign-in, and if the file of sign-ins is damaged", async () => {
    const configured = join(folder, "config")
    await mkdir(configured)
    const complete = () => odj(["__complete", "=", "list", "--profile"], { ODJ_CONFIG_DIR: configured })
    assert.deepInclude(await complete(), { exitCode: 0, out: "", err: "" })
    for (const text of ["", "{", "null", "[]", '{"profiles":null}', '{"profiles":{"../x":{},"a b":{}}}']) {
      await writeFile(join(configured, "profiles.json"), text)
      assert.deepInclude(await complete(), { exitCode: 0, out: "", err: "" })
    }
    await writeFile(join(configured, "profiles.json"), '{"profiles":{"contoso":{}}}')
    assert.deepInclude(await complete(), { exitCode: 0, out: "contoso\t\n", err: "" })
    assert.deepStrictEqual(await readdir(configured), ["profiles.json"])
  })
})

describe("The man page", () => {
  const page = readFileSync(join(dirname(bundle), "odj.1"), "utf8")

  it("has every command and flag", () => {
    for (const { usage, flags, targetFlags, globalFlags } of docs.slice(1)) {
      assert.include(page, usage.replaceAll("-", "\\-"))
      for (const { names } of [...flags, ...targetFlags, ...globalFlags])
        for (const name of names) assert.include(page, name.replaceAll("-", "\\-"))
    }
  })

  it("is installed with the package", () => {
    const { man, files } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"))
    // npm installs a list of pages, and ignores a single one.
    assert.deepStrictEqual(man, ["./dist/odj.1"])
    assert.include(files, "dist")
  })

  const readers: Readonly<Record<string, ReadonlyArray<string>>> = {
    groff: ["-man", "-ww", "-z", "-K", "utf8"],
    mandoc: ["-T", "lint", "-W", "warning"],
    man: ["--warnings", "-l", "-Tutf8"],
  }
  for (const [reader, args] of Object.entries(readers)) {
    const read = (file: string) => spawnSync(reader, [...args, file], { encoding: "utf8" })
    const isMissing = read("/dev/null").error !== undefined
    if (isMissing) console.warn(`Skipped the man page in ${reader}: ${reader} is missing`)
    it.skipIf(isMissing)(`is read by ${reader} without a warning`, () => {
      const { stdout, stderr } = read(join(dirname(bundle), "odj.1"))
      assert.strictEqual(stderr, "")
      if (reader === "man") assert.match(stdout, /--last-connection-date-time/)
      // The page of a bundle that is built twice is the same, so it has no date.
      else assert.notMatch(stdout.replace(/.*missing date.*\n/, ""), /./)
    })
  }
})

describe("COMMANDS.md", () => {
  it("equals the help of the program; node --run docs writes it again", () => {
    const page = readFileSync(new URL("../COMMANDS.md", import.meta.url), "utf8")
    assert.strictEqual(page, commandsPage(docs))
  })

  it("names the permission of each command that uses a service", () => {
    for (const { path, description } of docs.slice(1)) {
      const text = description.map((block) => (block._tag === "Break" ? "" : block.text)).join(" ")
      assert.match(text, /DeviceManagementConfiguration\.Read|Needs no permission/, path.join(" "))
    }
  })
})
