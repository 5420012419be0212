import { stripVTControlCharacters } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { foldDescription, foldHelp } from "../../src/command/HelpLines.ts"

const description =
  "Where to store connectors: memory, sqlite:PATH or postgres://…, or a file in your data folder"

describe("Help", () => {
  it("has descriptions of at most 80 columns below each other", () =>
    assert.strictEqual(
      foldHelp(`FLAGS\n  --store STORE    ${description}\n  --tls            Serve https`),
      [
        "FLAGS",
        "  --store STORE    Where to store connectors: memory, sqlite:PATH or",
        "                   postgres://…, or a file in your data folder",
        "  --tls            Serve https",
      ].join("\n"),
    ))

  it("has the same lines in colour", () =>
    assert.strictEqual(
      stripVTControlCharacters(foldHelp(`  \u001b[32m--store\u001b[0m STORE    ${description}`)),
      foldHelp(`  --store STORE    ${description}`),
    ))

  it("has the description of a command in lines of 80 columns", () =>
    assert.strictEqual(
      `  ${foldDescription(description)}`,
      "  Where to store connectors: memory, sqlite:PATH or postgres://…, or a file in\n  your data folder",
    ))

  it("leaves examples whole", () => {
    const example = `  odj-server --auth jwt --entra-tenant ${"0".repeat(60)}`
    assert.strictEqual(foldHelp(example), example)
  })
})
