/** Tests `odj`, installed by npm on every supported Node.js, and run by Bun and Deno without an install. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, beforeAll, describe, inject, it } from "vitest"
import { body, properties } from "./Connector.ts"
import { bun, deno, type NodeVersion, newest, newUser, oldest, supported } from "./User.ts"

const { version } = inject("release")

const create = ["create", "--store", "memory", "--body", "-"]

describe.each<NodeVersion>(supported)("npm install --global @odj/cli, on Node.js %s", (node) => {
  const user = newUser(node)
  const odj = join(user.folder, "bin/odj")
  beforeAll(() => user.npm("install", "--global", "--prefix", user.folder, "@odj/cli"))

  it("installs the released version for this Node.js", async () => {
    assert.match(await user.run("node", ["--version"]), new RegExp(`^v${node}\\.`))
    assert.strictEqual(await user.run(odj, ["--version"]), `odj v${version}`)
  })

  it("installs its man page", () => {
    assert.include(readFileSync(join(user.folder, "share/man/man1/odj.1"), "utf8"), ".TH ODJ 1")
  })

  it("creates a connector", async () => {
    assert.deepInclude(JSON.parse(await user.run(odj, create, body)), properties)
  })

  it("evaluates a query, with a package that is not in the bundle", async () => {
    assert.strictEqual(await user.run(odj, ["list", "--store", "memory", "--query", "length(@)"]), "0")
  })

  if (node === oldest) {
    it("names the Node.js that it needs on Node.js 20", async () => {
      assert.deepStrictEqual(await newUser("20").end(odj, ["list"]), {
        exitCode: 1,
        stdout: "",
        stderr: "odj needs Node.js 22.19 or later; this is 20.20.\n",
      })
    })
  }
})

/** Without the last option, Deno refuses a version that was published less than a day ago. */
const denoRun = ["run", "--allow-all", "--minimum-dependency-age=0"]

describe.each([
  { name: "bun x", command: bun, args: ["x", "--bun", "@odj/cli"] },
  { name: "deno run", command: deno, args: [...denoRun, "npm:@odj/cli"] },
])("$name", ({ command, args }) => {
  it("creates a connector", async () => {
    const output = await newUser(newest).run(command, [...args, ...create], body)
    assert.deepInclude(JSON.parse(output), properties)
  })
})
