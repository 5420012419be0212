/** Tests that each decision has a complete record, and a line in ARCHITECTURE.md that links to the record. */
import { globSync, readFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { assert, describe, it } from "@effect/vitest"

const workspace = dirname(import.meta.dirname)

const read = (path: string) => readFileSync(join(workspace, path), "utf8")

const records = globSync("docs/decisions/[0-9]*.md", { cwd: workspace }).sort()

/** The number, title and date of a record; `undefined` if a part of the record is missing or empty. */
const headOf = (text: string) =>
  /^# (?<number>\d+)\. (?<title>.+)\n\n- Date: (?<date>\d{4}-\d\d-\d\d)\n- Status: (?:accepted|replaced by).*\n\n## Decision\n\n[^#]+\n## Why\n\n[^#]+\n## Alternatives refused\n\n- \*\*/.exec(
    text,
  )?.groups

/** The decisions that ARCHITECTURE.md lists: the title of each, and its record. */
const listed = Array.from(
  read("ARCHITECTURE.md").matchAll(/^- \*\*\[(.*)\.\]\((docs\/decisions\/.*?)\)\*\* \S/gm),
  ([, title = "", record = ""]) => ({ title, record }),
)

describe("A decision", () => {
  it.for(Array.from(records.entries()))("has a record with all its parts: %s, %s", ([index, record]) => {
    const head = headOf(read(record))
    assert.strictEqual(head?.number, String(index + 1))
    assert.strictEqual(basename(record).slice(0, 4), String(index + 1).padStart(4, "0"))
  })

  it("has a line in ARCHITECTURE.md, with the title of its record", () => {
    assert.deepStrictEqual(
      listed,
      records.map((record) => ({ title: headOf(read(record))?.title, record })),
    )
  })

  it("has an invalid record if the date or the alternatives are missing", () => {
    const [record = ""] = records
    const text = read(record)
    assert.isDefined(headOf(text))
    assert.isUndefined(headOf(text.replace(/- Date: .*\n/, "")))
    assert.isUndefined(headOf(text.replace(/## Alternatives refused.*/s, "")))
  })
})
