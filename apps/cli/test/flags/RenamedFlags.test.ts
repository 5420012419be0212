import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { renameFlags } from "../../src/flags/RenamedFlags.ts"

describe("The second name of a flag", () => {
  it("is read as the name in the help, with its value", () => {
    assert.deepStrictEqual(renameFlags(["list", "--display-name", "HQ", "--display-name=a=b", "--name"]), [
      "list",
      "--name",
      "HQ",
      "--name=a=b",
      "--name",
    ])
  })

  it("is text after --, and at the beginning of another flag", () => {
    const args = ["--display-names", "display-name", "--", "--display-name"]
    assert.deepStrictEqual(renameFlags(args), args)
  })

  it.prop("changes no other argument", [Schema.Array(Schema.String)], ([args]) => {
    assert.deepStrictEqual(renameFlags(args), args)
  })
})
