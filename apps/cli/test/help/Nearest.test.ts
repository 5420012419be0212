import { assert, describe, it } from "@effect/vitest"
import { nearest } from "../../src/help/Nearest.ts"

const names = ["create", "list", "store", "state", "top", "older-than", "connector-version", "dry-run"]

describe("nearest", () => {
  for (const [word, meant] of [
    ["craete", "create"],
    ["lsit", "list"],
    ["stroe", "store"],
    ["sate", "state"],
    ["older-thn", "older-than"],
    ["older", "older-than"],
    ["conector-verson", "connector-version"],
    ["dry", "dry-run"],
    ["tpo", "top"],
  ] as const) {
    it(`takes ${word} for ${meant}`, () => {
      assert.strictEqual(nearest(word, names), meant)
    })
  }

  for (const word of ["foo", "log", "x", "", "to", "nope", "verbose"]) {
    it(`takes ${word || "nothing"} for none`, () => {
      assert.isUndefined(nearest(word, names))
    })
  }
})
