import { isUtf8 } from "node:buffer"
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { readStructuredString } from "../../src/http/StructuredString.ts"

const printable = Schema.String.check(Schema.isPattern(/^[ -~]{0,255}$/))

const shown = (octets: Iterable<number>) =>
  `"a";x=%"${Array.from(octets, (octet) => `%${octet.toString(16).padStart(2, "0")}`).join("")}"`

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
      ...["Y=Q:", "YQ=", "Y", "Y===", "=", "YWI==", "YQ==YQ==", "Y Q"].map((bytes) => `"a";x=:${bytes}:`),
      ...["%ff", "%C3%A4", "%c3", "%a4", "%e0%80%80", "%ed%a0%80", "%f4%90%80%80", "%", "ä"].map(
        (display) => `"a";x=%"${display}"`,
      ),
    ])
      assert.isUndefined(readStructuredString(text), text)
  })

  it("may have bytes as a parameter, with their padding or without it", () => {
    for (const bytes of ["", "YQ==", "YQ", "YWI=", "YWI", "YWJj", "YWJjYQ=="])
      assert.strictEqual(readStructuredString(`"a";x=:${bytes}:`), "a", bytes)
  })

  it("may have any character in a parameter that is shown", () => {
    for (let code = 0; code <= 0x10_ffff; code += code < 0x1_0000 ? 1 : 97) {
      if (code >= 0xd800 && code <= 0xdfff) continue
      const octets = Buffer.from(String.fromCodePoint(code))
      assert.strictEqual(readStructuredString(shown(octets)), "a", String(code))
    }
  })

  it.prop(
    "has nothing in a parameter that is shown but UTF-8",
    [
      Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 255 }))).check(
        Schema.isMaxLength(500),
      ),
    ],
    ([octets]) => {
      assert.strictEqual(readStructuredString(shown(octets)), isUtf8(Buffer.from(octets)) ? "a" : undefined)
    },
  )

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
