/** A bundle comes with the licence of every package in it, or is not made. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, assert, describe, it } from "@effect/vitest"
import { rolldown } from "rolldown"
import { thirdPartyLicenses } from "../build/ThirdPartyLicenses.ts"

const folder = mkdtempSync(join(tmpdir(), "odj-licenses-"))
afterAll(() => rmSync(folder, { recursive: true }))

const install = (name: string, manifest: Record<string, string>, files: Record<string, string> = {}) => {
  const place = join(folder, "node_modules", name)
  mkdirSync(place, { recursive: true })
  const written = {
    "package.json": JSON.stringify({ name, version: "1.2.3", main: "index.js", ...manifest }),
    "index.js": `export const ${name} = Math.random()`,
    ...files,
  }
  for (const [file, text] of Object.entries(written)) writeFileSync(join(place, file), text)
}
install("open", { license: "MIT" }, { LICENSE: "Do as you like.\n" })
install("other", { license: "ISC" }, { "LICENSE.md": "Do that, too.\n" })
install("silent", { license: "MIT" })
install("unnamed", {}, { LICENSE: "Who knows?\n" })

const licensesOf = async (...packages: ReadonlyArray<string>) => {
  const input = join(folder, `${packages.join("-")}.js`)
  writeFileSync(input, packages.map((name) => `export { ${name} } from "${name}"\n`).join(""))
  await using bundle = await rolldown({ input, plugins: [thirdPartyLicenses("odj")] })
  const { output } = await bundle.generate()
  const file = output.find(({ fileName }) => fileName === "THIRD-PARTY-LICENSES.txt")
  return file?.type === "asset" ? String(file.source) : undefined
}

describe("thirdPartyLicenses", () => {
  it("writes the licence of every package in the bundle, and of no other", async () => {
    const licenses = await licensesOf("open", "other")
    assert.include(licenses, "open 1.2.3 (MIT)")
    assert.include(licenses, "Do as you like.")
    assert.include(licenses, "other 1.2.3 (ISC)")
    assert.include(licenses, "Do that, too.")
    assert.notInclude(await licensesOf("open"), "other")
  })

  it.for(["silent", "unnamed"])("fails for a package without a licence or its text: %s", async (name) => {
    const failure = await licensesOf("open", name).then(String, String)
    assert.include(failure, `No licence text for ${name}`)
  })
})
