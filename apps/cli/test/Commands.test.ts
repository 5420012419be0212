/** The commands that a command line loads. */

import { assert, describe, it } from "@effect/vitest"
import { ConnectorStore } from "@odj/core"
import { Layer } from "effect"
import { loadOdj } from "../src/Commands.ts"

const namesFor = async (word?: string) => {
  const program = await loadOdj(() => Layer.mock(ConnectorStore, {}), "1.2.3", word)
  return program.subcommands.flatMap(({ commands }) => commands.map(({ name }) => name))
}

describe("loadOdj", () => {
  it("loads only the command that the command line begins with", async () => {
    const all = await namesFor()
    assert.include(all, "list")
    assert.deepStrictEqual(
      await Promise.all(all.map((name) => namesFor(name))),
      all.map((name) => [name]),
    )
  })

  it("loads all commands if it begins with anything else", async () => {
    const all = await namesFor()
    for (const word of ["--output", "lst", "", "Connectors", "constructor"]) {
      assert.deepStrictEqual(await namesFor(word), all)
    }
  })
})
