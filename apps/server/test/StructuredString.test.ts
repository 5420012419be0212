import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { readStructuredString } from "../src/StructuredString.ts"

const printable = Schema.String.check(Schema.isPattern(/^[ -~]{0,255}$/))

const write = (text: string) => `"${text.replaceAll(/["\\]/g, "\\$&")}"`

describe("A string of structured fields", () => {
  it.prop("is read as it was written, whatever parameters it has", [printable], ([text]) => {
    for (const parameters of [
      "",
      ";a",
      '; a=1;  b="x\\"y";*c=?0',
      ';a=t/x:y;b=:AA==:;c=-1.5;d=@1;e=%"a%c3%a4"',
    ])
      assert.strictEqual(readStructuredString(` ${write(text)}${parameters} `), text)
  })

  it("is no other text", () => {
    for (const text of [
      "",
      "a",
      '"',
      '"a',
      'a"',
      '"a" b',
      '"a", "b"',
      '"a""b"',
      '"a"b"',
      '"\\a"',
      '"a\\"',
      '"ä"',
      '"\t"',
      '"a\n"',
      '"a"\n',
      "'a'",
      ":YQ==:",
      "1",
      "?1",
      '("a")',
      '"a";',
      '"a";A',
      '"a" ;a',
      '"a";a=',
      '"a";a=ä',
      '"a";a=1234567890123456',
    ])
      assert.isUndefined(readStructuredString(text), text)
  })

  it.prop("gives an answer to whatever text there is", [Schema.String], ([text]) => {
    const read = readStructuredString(text)
    assert.isTrue(read === undefined || text.includes(read.replaceAll(/["\\]/g, "\\$&")))
  })

  it("is read, or given up, at any length", () => {
    for (const text of ['"', '\\"', "a", '";a', '"a";a=', ";", " ", "1"]) {
      for (const begin of ["", '"', '"a"', '"a";a="'])
        assert.isUndefined(readStructuredString(begin + text.repeat(1_000_000)))
    }
  })
})
