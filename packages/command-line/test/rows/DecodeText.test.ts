import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { decodeText } from "../../src/rows/DecodeText.ts"

const Text = Schema.String.check(
  Schema.makeFilter(
    (text) =>
      text.isWellFormed() &&
      !/\0/.test(text) &&
      !text.startsWith("\ufeff") &&
      !text.trimEnd().endsWith("\u001a"),
  ),
)

const encodings: ReadonlyArray<readonly [title: string, encode: (text: string) => Uint8Array]> = [
  ["UTF-8", (text) => Buffer.from(text)],
  ["UTF-8 with a byte order mark", (text) => Buffer.from(`\ufeff${text}`)],
  ["UTF-16LE with a byte order mark", (text) => Buffer.from(`\ufeff${text}`, "utf16le")],
  ["UTF-16BE with a byte order mark", (text) => Buffer.from(`\ufeff${text}`, "utf16le").swap16()],
]

describe("The bytes of a file", () => {
  for (const [title, encode] of encodings) {
    it.prop(`are read unchanged in ${title}`, [Text], ([text]) => {
      assert.deepStrictEqual(decodeText(encode(text)), Result.succeed(text))
    })
  }

  const lines: ReadonlyArray<readonly [bytes: string, line: number]> = [
    ["\xe4", 1],
    ["a\r\nb\n\xc3\xa4\n\xe4\n\xe4", 4],
    ["a\n\xe2\x82", 2],
  ]
  for (const [bytes, line] of lines) {
    it(`are refused with the line of the first byte that is not UTF-8: ${JSON.stringify(bytes)}`, () => {
      const decoded = decodeText(Buffer.from(bytes, "latin1"))
      assert.match(
        Result.isFailure(decoded) ? decoded.failure : "",
        new RegExp(`^Line ${line} is not UTF-8\\. Save`),
      )
    })
  }
})
