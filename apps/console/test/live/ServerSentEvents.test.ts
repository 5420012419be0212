import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { makeEventReader } from "../../src/live/ServerSentEvents.ts"

const readAll = (chunks: ReadonlyArray<string>) => chunks.flatMap(makeEventReader())

/** Texts in which lines, fields and their parts meet in every way. */
const Pieces = Schema.Array(
  Schema.Literals([
    "\r",
    "\n",
    ":",
    " ",
    "é",
    "\r\n",
    "data",
    "event",
    "id",
    "data: ",
    "event: state\n",
    "data: {}\n\n",
  ]),
)

const Cuts = Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 5 })))

/** Cuts a text into chunks of these lengths, again and again. */
const chunksOf = (text: string, lengths: ReadonlyArray<number>): ReadonlyArray<string> => {
  const chunks: Array<string> = []
  for (let at = 0, index = 0; at < text.length; index++) {
    const length = lengths[index % lengths.length] ?? text.length
    chunks.push(text.slice(at, at + length))
    at += length
  }
  return chunks
}

describe("A reader of server-sent events", () => {
  it("reads the type and the data, and ignores an id", () => {
    assert.deepStrictEqual(readAll(["event: state\nid: 4\ndata: {}\n\n"]), [{ type: "state", data: "{}" }])
  })

  it("joins the lines of data, and drops one space after the colon", () => {
    assert.deepStrictEqual(readAll(["data:a\ndata:  b\ndata\n\n"]), [{ type: "message", data: "a\n b\n" }])
  })

  it("ignores comments, unknown fields, and an event without data", () => {
    assert.deepStrictEqual(readAll([":\n\nretry: 5\nother: 1\nevent: state\n\ndata: 1\n\n"]), [
      { type: "message", data: "1" },
    ])
  })

  it("drops an event that is not finished", () => {
    assert.deepStrictEqual(readAll(["data: 1\n"]), [])
  })

  it.prop("reads the same events whatever the chunks", [Pieces, Cuts], ([pieces, cuts]) => {
    const text = pieces.join("")
    assert.deepStrictEqual(readAll(chunksOf(text, cuts)), readAll([text]))
  })

  it.prop("reads the same events with every end of a line", [Pieces, Cuts], ([pieces, cuts]) => {
    const text = pieces.join("").replaceAll("\r", "")
    const expected = readAll([text])
    for (const end of ["\r\n", "\r"])
      assert.deepStrictEqual(readAll(chunksOf(text.replaceAll("\n", end), cuts)), expected)
  })
})
