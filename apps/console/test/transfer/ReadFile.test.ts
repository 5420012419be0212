/** Files as Excel, PowerShell and people write them: the page reads them as `odj import` does. */
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { largestFile, readFile } from "../../src/transfer/ReadFile.ts"

const connector = {
  displayName: "Büro 1",
  lastConnectionDateTime: "2026-02-03T04:05:06.1234567Z",
  state: "active",
  version: "6.2",
}
const names = Object.keys(connector)
const values = Object.values(connector)

const read = async (file: string | Uint8Array<ArrayBuffer>, ignoreUnknown = false) => {
  const content = await readFile(new Blob([file]), ignoreUnknown)
  return Result.match(content, {
    onFailure: (message) => message,
    onSuccess: ({ valid, invalid }) => ({
      valid: valid.map(({ connector: { displayName } }) => displayName),
      invalid: invalid.map(({ row }) => row),
    }),
  })
}

const one = { valid: ["Büro 1"], invalid: [] }

const files: ReadonlyArray<readonly [title: string, file: string | Uint8Array<ArrayBuffer>]> = [
  ["JSON", JSON.stringify([connector], undefined, 2)],
  ["NDJSON", `${JSON.stringify(connector)}\r\n`],
  ["the list of a service", JSON.stringify({ "@odata.context": "x", value: [connector] })],
  ["Excel's CSV, with semicolons", `sep=;\r\n${names.join(";")}\r\n${values.join(";")}\r\n`],
  ["Excel's Unicode text", Buffer.from(`\ufeff${names.join("\t")}\r\n${values.join("\t")}\r\n`, "utf16le")],
  ["PowerShell's Export-Csv", `#TYPE System.Object\r\n"${names.join('","')}"\r\n"${values.join('","')}"\r\n`],
]

describe("A file", () => {
  for (const [title, file] of files) {
    it(`is read: ${title}`, async () => {
      assert.deepStrictEqual(await read(file), one)
    })
  }

  it("has valid rows although others are invalid, each with its number", async () => {
    const lines = [connector, { ...connector, state: "Active" }, connector].map((row) => JSON.stringify(row))
    assert.deepStrictEqual(await read(lines.join("\n")), { valid: ["Büro 1", "Büro 1"], invalid: [2] })
  })

  it("is refused with the reason, without advice about flags of the command line", async () => {
    const unknown = await read(`${names.join(",")},Remark\n${values.join(",")},x\n`)
    assert.match(String(unknown), /^Unknown column "Remark"/)
    assert.notInclude(String(unknown), "--")
    assert.strictEqual(await read(""), "It is empty")
    assert.match(String(await read(Buffer.from("displayName\nB\xfcro", "latin1"))), /^Line 2 is not UTF-8/)
  })

  it("is refused if it is too large for a page, or can't be read at all", async () => {
    const large = await read(new Uint8Array(largestFile + 1))
    assert.strictEqual(large, "It has more than 20 MB. Import it with odj import")
    const folder = Object.assign(new Blob(), {
      arrayBuffer: () => Promise.reject(new Error("NotFoundError")),
    })
    const content = await readFile(folder, false)
    assert.match(Result.isFailure(content) ? content.failure : "", /^It is a folder/)
  })

  it("is refused or read whatever it has, and quickly", async () => {
    const deep = 100_000
    assert.deepStrictEqual(await read("[".repeat(deep) + "]".repeat(deep)), { valid: [], invalid: [1] })
    assert.deepStrictEqual(await read(`${'{"displayName":'.repeat(deep)}1${"}".repeat(deep)}`), {
      valid: [],
      invalid: [1],
    })
    assert.match(String(await read(new Uint8Array([0x89, 0x50, 0x4e, 0x47]))), /^Line 1 is not UTF-8/)
    const proto = JSON.stringify(connector).replace("{", '{"__proto__":{"polluted":true},')
    assert.deepStrictEqual(await read(proto), { valid: [], invalid: [1] })
    assert.deepStrictEqual(await read(proto, true), one)
    assert.notProperty({}, "polluted")
  })

  it("is read without what is unknown, if that is chosen", async () => {
    assert.deepStrictEqual(await read(`${names.join(",")},Remark\n${values.join(",")},x\n`, true), one)
    assert.deepStrictEqual(await read(JSON.stringify({ ...connector, remark: "x" }), true), one)
  })
})
