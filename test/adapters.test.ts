/** Tests that a test of each adapter runs the contract over it, and that the search for such tests is correct. */
import { globSync } from "node:fs"
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { basename, dirname, join } from "node:path"
import { assert, describe, it, onTestFinished } from "@effect/vitest"
import { contractRuns } from "./contractRuns.ts"

const workspace = dirname(import.meta.dirname)

describe("The contract is run over", () => {
  const adapters = globSync("packages/*-adapter", { cwd: workspace }).map((folder) => basename(folder))

  for (const adapter of adapters) {
    it(`the ${adapter}`, () => {
      assert.isNotEmpty(
        contractRuns(workspace, adapter),
        `no test file of packages/${adapter} or of an app imports @odj/${adapter} and calls the contract's suite(name, layer) with it, at the top of the file`,
      )
    })
  }

  it("at least one adapter", () => {
    assert.isNotEmpty(adapters)
  })
})

const contract = 'import { suite } from "@odj/connector-store-contract"\n'
const own = 'import { XStore } from "../src/index.ts"\n'
const other = 'import { YStore } from "@odj/y-adapter"\n'
const published = 'import { XStore } from "@odj/x-adapter"\n'

const samples: Record<string, { file?: string; code: string; counts: boolean }> = {
  "a suite of the package's own source": {
    code: `${contract}${own}suite("X", XStore.layer)`,
    counts: true,
  },
  "a suite in a subfolder": {
    file: "packages/x-adapter/test/slow/XStore.integration.test.ts",
    code: `${contract}import { XStore } from "../../src/XStore.ts"\nsuite("X", XStore.layer)`,
    counts: true,
  },
  "a suite in an app with a layer made in steps": {
    file: "apps/server/test/XStore.test.ts",
    code: `${contract}${published}const layer = (url: string) => XStore.layer({ url })\nconst served = Layer.unwrap(Effect.map(Server, ({ url }) => layer(url)))\nsuite("X", served)`,
    counts: true,
  },
  "a suite by another name": {
    code: `import { suite as holds } from "@odj/connector-store-contract"\n${published}holds("X", XStore.layer)`,
    counts: true,
  },
  "no suite": { code: `${own}it("works", () => XStore.layer)`, counts: false },
  "a suite that is commented out": { code: `${contract}${own}// suite("X", XStore.layer)`, counts: false },
  "a suite in a block that is commented out": {
    code: `/*\n${contract}${own}suite("X", XStore.layer)\n*/`,
    counts: false,
  },
  "a suite in a text": { code: `${contract}${own}it('suite("X", XStore.layer)')`, counts: false },
  "a suite that is imported but not called": { code: `${contract}${own}void XStore.layer`, counts: false },
  "a suite that is called without the adapter": {
    code: `${contract}${own}${other}void XStore.layer\nsuite("XStore", YStore.layer)`,
    counts: false,
  },
  "a suite of a property with the adapter's name": {
    code: `${contract}${own}${other}suite("X", YStore.XStore)`,
    counts: false,
  },
  "a suite that may be skipped": {
    code: `${contract}${own}describe.skip("X", () => {\n  suite("X", XStore.layer)\n})`,
    counts: false,
  },
  "a suite that is called conditionally": {
    code: `${contract}${own}if (process.env.SLOW) suite("X", XStore.layer)`,
    counts: false,
  },
  "Vitest's own suite": {
    code: `import { suite } from "vitest"\n${contract.replace("suite", "laws")}${own}suite("X", XStore.layer)`,
    counts: false,
  },
  "a file that is not a test": {
    file: "packages/x-adapter/test/XStore.ts",
    code: `${contract}${own}suite("X", XStore.layer)`,
    counts: false,
  },
  "another adapter's own source": {
    file: "packages/y-adapter/test/YStore.test.ts",
    code: `${contract}${own}suite("X", XStore.layer)`,
    counts: false,
  },
  "an app's own source": {
    file: "apps/server/test/XStore.test.ts",
    code: `${contract}${own}suite("X", XStore.layer)`,
    counts: false,
  },
}

describe("The search for the contract", () => {
  for (const [title, { file = "packages/x-adapter/test/XStore.test.ts", code, counts }] of Object.entries(
    samples,
  )) {
    it(`${counts ? "counts" : "does not count"} ${title}`, async () => {
      const folder = await mkdtemp(join(tmpdir(), "odj-adapters-"))
      onTestFinished(() => rm(folder, { recursive: true }))
      await mkdir(dirname(join(folder, file)), { recursive: true })
      await writeFile(join(folder, file), code)
      assert.deepStrictEqual(contractRuns(folder, "x-adapter"), counts ? [file] : [])
    })
  }
})
