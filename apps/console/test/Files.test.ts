/** Tests the files of the console: their size, that they load nothing from elsewhere, and what their types need. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { assert, describe, it } from "@effect/vitest"
import { html, style } from "../build/Page.ts"
import { script } from "../build/Script.ts"

const { code, licenses } = await script()
const files = { html: await html(), style: await style(), script: code }

describe("The files of the console", () => {
  it("have less than 150,000 bytes, compressed", () => {
    const sizes = Object.values(files).map((text) => gzipSync(text, { level: 9 }).length)
    console.log(`The console: ${sizes.join(" + ")} bytes`)
    assert.isBelow(
      sizes.reduce((sum, size) => sum + size),
      150_000,
    )
  })

  it("name no other file to load than the script and the style", () => {
    const addresses = Array.from(files.html.matchAll(/<(?:link|script|img)\b[^>]*(?:href|src)="([^"]*)"/g))
    assert.deepStrictEqual(
      addresses.map(([, address]) => address),
      ["data:,", "console/style.css", "console/script.js"],
    )
    assert.notMatch(files.style, /@import|url\(/)
    assert.notMatch(files.script, /\bimport\(|^import\b/m)
  })

  it("have no script and no style inside the page, which its policy forbids", () => {
    assert.notMatch(files.html, /<style|style=|\son\w+=|<script(?![^>]*\bsrc=)/)
  })

  it("have the licences of the packages in the script", () => {
    assert.match(licenses, /^preact \d/m)
  })

  it.each(["build/ConsoleFiles.ts", "src/api/ConsoleSettings.ts"])(
    "are typed by %s, which is a declaration as it is",
    (path) => {
      const text = readFileSync(join(import.meta.dirname, "..", path), "utf8")
      assert.notMatch(text, /^import|^export (?!interface|type)/m)
    },
  )
})
