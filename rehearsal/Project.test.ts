/** Tests the packages, installed with npm in a project: the server, its command, and everything that a program can import. */
import { cpSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { runInNewContext } from "node:vm"
import { rolldown } from "rolldown"
import { assert, beforeAll, describe, inject, it } from "vitest"
import { startPostgres } from "../packages/throwaway-postgres/src/index.ts"
import { body, properties } from "./Connector.ts"
import { bun, deno, type NodeVersion, newest, newFolder, newUser, oldest, supported } from "./User.ts"

const { packages, version } = inject("release")

const folder = newFolder()
const bin = (command: string) => join(folder, "node_modules/.bin", command)

/** A package with the version in the workspace. */
const inWorkspace = (name: string) => {
  const path = join(import.meta.dirname, "../node_modules", name, "package.json")
  return `${name}@${JSON.parse(readFileSync(path, "utf8")).version}`
}

beforeAll(async () => {
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }))
  cpSync(join(import.meta.dirname, "consumer"), folder, { recursive: true })
  await newUser(oldest, folder).npm("install", "--save-dev", "@odj/server")
})

describe("@odj/server", () => {
  const printed = "201 <!doctype html> 200"

  it.each<NodeVersion>(supported)("starts in a program on Node.js %s", async (node) => {
    assert.strictEqual(await newUser(node, folder).run("node", ["server.ts"]), printed)
  })

  it("starts in a program on Bun", async () => {
    assert.strictEqual(await newUser(newest, folder).run(bun, ["run", "server.ts"]), printed)
  })

  it("starts in a program on Deno", async () => {
    const args = ["run", "--allow-all", "--node-modules-dir=manual", "server.ts"]
    assert.strictEqual(await newUser(newest, folder).run(deno, args), printed)
  })
})

describe("odj-server", () => {
  it.each<NodeVersion>(supported)("keeps a connector over a restart on Node.js %s", async (node) => {
    const user = newUser(node, folder)
    assert.include(await user.run(bin("odj-server"), ["--version"]), `v${version}`)

    const first = await user.serve(bin("odj-server"), [])
    const created = await fetch(first.url, { method: "POST", headers: first.headers, body })
    assert.strictEqual(created.status, 201)
    assert.strictEqual(await first.stop(), 0)

    const second = await user.serve(bin("odj-server"), [])
    const { value } = (await (await fetch(second.url, second)).json()) as { value: ReadonlyArray<object> }
    assert.strictEqual(value.length, 1)
    assert.deepInclude(value[0], properties)
    assert.strictEqual(await second.stop(), 0)
  })

  it("names the Node.js that it needs on Node.js 20", async () => {
    assert.deepStrictEqual(await newUser("20", folder).end(bin("odj-server"), []), {
      exitCode: 1,
      stdout: "",
      stderr: "odj-server needs Node.js 22.19 or later; this is 20.20.\n",
    })
  })
})

describe("All packages", () => {
  beforeAll(async () => {
    const names = packages.map(({ name }) => name)
    const tools = ["typescript", "@types/node"].map(inWorkspace)
    await newUser(oldest, folder).npm("install", "--save-dev", ...names, ...tools)
  })

  it("have types with which a strict program compiles", () => newUser(newest, folder).run(bin("tsc"), []))

  it.each<NodeVersion>([oldest, newest])("run on Node.js %s", async (node) => {
    await newUser(node, folder).run("node", ["consumer.ts"])
  })

  it.each<NodeVersion>([oldest, newest])("run the contract over a store on Node.js %s", async (node) => {
    await newUser(node, folder).run("node", ["node_modules/vitest/vitest.mjs", "run"])
  })

  it("have a domain that runs without Node.js", async () => {
    const bundle = await rolldown({ input: join(folder, "browser.ts"), platform: "browser", cwd: folder })
    const { output } = await bundle.generate({ format: "iife", name: "page", minify: true })
    const [{ code, imports, dynamicImports }] = output
    assert.deepStrictEqual([...imports, ...dynamicImports], [])
    assert.strictEqual(runInNewContext(`${code}; page.sortKey`), "2017-01-01T07:58:36.667003300000Z")
  })

  describe("share a database between odj and odj-server", () => {
    const shared = async (store: string) => {
      const user = newUser(newest, folder, { ODJ_DATABASE_URL: store })
      const created = JSON.parse(await user.run(bin("odj"), ["create", "--body", "-"], body))
      const server = await user.serve(bin("odj-server"), [])
      const response = await fetch(`${server.url}/${created.id}`, server)
      assert.deepInclude(await response.json(), properties)
      assert.strictEqual(await server.stop(), 0)
    }

    it("in SQLite", () => shared(`sqlite:${join(newFolder(), "shared.db")}`))

    it("in PostgreSQL", async () => {
      const postgres = await startPostgres()
      try {
        await shared(await postgres.newDatabase())
      } finally {
        await postgres.stop()
      }
    })
  })
})
