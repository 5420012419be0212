import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { readStructuredString } from "../../src/http/StructuredString.ts"

const printable = Schema.String.check(Schema.isPattern(/^[ -~]{0,255}$/))

const write = (text: string) => `"${text.replaceAll(/["\\]/g, "\\$&")}"`

describe("A string of structured fields", () => {
  it.prop("is read unchanged, whatever parameters it has", [printable], ([text]) => {
    for (const parameters of [
      "",
      ";a",
      '; a=1;  b="x\\"y";*c=?0',
      ';a=t/x:y;b=:AA==:;c=-1.5;e=%"a%c3%a4"',
      ";a=@1",
    ])
      assert.strictEqual(readStructuredString(` ${write(text)}${parameters}`), text)
  })

  it("can have spaces around it, and no other white space", () => {
    assert.strictEqual(readStructuredString('  "a"  '), "a")
    for (const space of ["\t", "\n", "\u00a0"]) assert.isUndefined(readStructuredString(`"a"${space}`))
  })

  it("is not another item, a list or an incomplete string", () => {
    for (const text of ["", "a", '"', '"a', 'a"', "'a'", '"ä"', '"\t"', '"\\a"', '"a\\"', '"a" b', '"a"b"'])
      assert.isUndefined(readStructuredString(text), text)
    for (const text of [":YQ==:", "1", "?1", '%"a"', "@1", '("a")', '"a", "b"', '"a""b"', '"a";', '"a";A'])
      assert.isUndefined(readStructuredString(text), text)
  })

  it.prop("never throws", [Schema.String], ([text]) => {
    const read = readStructuredString(text)
    assert.isTrue(read === undefined || text.includes(read.replaceAll(/["\\]/g, "\\$&")))
  })

  it("is not read from a field of more than 2,048 characters", () => {
    assert.strictEqual(readStructuredString(`"${"a".repeat(2_046)}"`)?.length, 2_046)
    assert.isUndefined(readStructuredString(`"${"a".repeat(2_047)}"`))
  })
})
