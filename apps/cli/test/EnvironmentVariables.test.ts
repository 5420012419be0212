/** The table of environment variables in the README against the variables that the sources read. */
import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"

const app = join(import.meta.dirname, "..")

const sources = globSync("src/**/*.ts", { cwd: app }).map((file) => readFileSync(join(app, file), "utf8"))

/** How the sources write the name of a variable: one of ours or Azure's, or one that they read. */
const name = /\b(?:ODJ|AZURE)_[A-Z_]+\b|(?<=Config\.\w+\("|variable\("|process\.env\.)[A-Z_]+/g

const read = new Set(sources.flatMap((source) => source.match(name) ?? []))

describe("The README", () => {
  const [, tables = ""] = readFileSync(join(app, "README.md"), "utf8").split("\n## Environment variables\n")

  it("names every environment variable that odj reads", () => {
    assert.isAbove(read.size, 10)
    for (const variable of read)
      assert.match(tables, new RegExp(`^\\|.*\`${variable}\`.* \\|`, "m"), variable)
  })
})
