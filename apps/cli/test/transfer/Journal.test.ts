import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { JournalEntry, type JournalHeader, readJournal, writeJournal } from "../../src/transfer/Journal.ts"

const header: JournalHeader = {
  journal: "odj import",
  version: 1,
  input: "sha256:é",
  format: "csv",
  target: "http://127.0.0.1/beta",
  before: ["𝒳"],
}

const bytesOf = (text: string) => new TextEncoder().encode(text)

describe("A journal", () => {
  it.prop("is read as it was written", [Schema.Array(JournalEntry)], ([entries]) => {
    const bytes = bytesOf(writeJournal([header, ...entries]))
    assert.deepStrictEqual(Result.getOrThrow(readJournal(bytes)), { header, entries, length: bytes.length })
  })

  it("is read as far as its whole lines go, cut at whatever byte", () => {
    const entries: ReadonlyArray<JournalEntry> = [
      { row: 1, state: "sending", key: "𝒳" },
      { row: 1, state: "created", id: "𝒳" },
    ]
    const ends = [1, 2, 3].map((count) => bytesOf(writeJournal([header, ...entries].slice(0, count))).length)
    const bytes = bytesOf(writeJournal([header, ...entries]))
    for (let length = 0; length <= bytes.length; length++) {
      const whole = ends.filter((end) => end <= length)
      const content = Result.getOrThrow(readJournal(bytes.slice(0, length)))
      assert.strictEqual(content?.length ?? 0, whole.at(-1) ?? 0, `cut at ${length}`)
      assert.deepStrictEqual(content?.entries ?? [], entries.slice(0, Math.max(whole.length - 1, 0)))
    }
  })

  const others: ReadonlyArray<readonly [title: string, text: string, reason: string]> = [
    ["a file without a line", "precious", "Expected a journal"],
    ["a file of other lines", '{"id":"7"}\n', "Expected a journal"],
    ["a journal of another version", writeJournal([header]).replace(":1,", ":2,"), "Expected a journal"],
    [
      "a journal with a line that is none",
      `${writeJournal([header])}{"row":1}\n`,
      "Expected an entry of a journal in line 2",
    ],
  ]
  for (const [title, text, reason] of others) {
    it(`is not taken for ${title}`, () => {
      assert.deepStrictEqual(readJournal(bytesOf(text)), Result.fail(reason))
    })
  }
})
