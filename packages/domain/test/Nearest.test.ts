import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { nearestTo } from "../src/Nearest.ts"

describe("The nearest names", () => {
  it("differ in at most a third of the characters", () => {
    assert.deepStrictEqual(nearestTo("contosso", ["contoso", "fabrikam"]), ["contoso"])
    assert.deepStrictEqual(nearestTo("lst", ["list", "test", "stale"]), ["list"])
    assert.deepStrictEqual(nearestTo("foo", ["top", "to"]), [])
    assert.deepStrictEqual(nearestTo("anything", []), [])
  })

  const names = ["create", "list", "store", "state", "top", "older-than", "connector-version", "dry-run"]
  for (const [text, meant] of [
    ["craete", "create"],
    ["lsit", "list"],
    ["stroe", "store"],
    ["sate", "state"],
    ["tpo", "top"],
    ["older", "older-than"],
    ["conector-verson", "connector-version"],
    ["dry", "dry-run"],
  ] as const) {
    it(`are ${meant} for ${text}`, () => {
      assert.deepStrictEqual(nearestTo(text, names), [meant])
    })
  }

  for (const text of ["foo", "log", "x", "", "to", "nope", "verbose"]) {
    it(`are none for ${text || "nothing"}`, () => {
      assert.deepStrictEqual(nearestTo(text, names), [])
    })
  }

  it("are all that differ least", () => {
    assert.deepStrictEqual(nearestTo("test3", ["test1", "other", "test2"]), ["test1", "test2"])
  })

  it.prop("are the name itself if it is one of them", [Schema.String], ([text]) => {
    assert.deepStrictEqual(nearestTo(text, ["other", `${text}x`, text]), [text])
  })

  it.prop("are the name if one character was left out", [Schema.String], ([text]) => {
    const name = `${text}abcd`
    assert.include(nearestTo(`${text}abc`, [name]), name)
  })
})
