import { resolve } from "node:path"
import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { Redacted, Result, Schema } from "effect"
import { type DatabaseAddress, databaseAt, readStoreAddress } from "../src/StoreAddress.ts"

const address = (text: string): object => Result.getOrThrow(readStoreAddress("--store", text))

const mistake = (text: string) => Result.getOrThrow(Result.flip(readStoreAddress("--store", text))).message

const postgres = "postgres://user:pass%20word@db.test:5433/odj?sslmode=require"

describe("A store address", () => {
  it("is memory, and keeps nothing", () => {
    assert.deepStrictEqual(address("memory"), { _tag: "Memory" })
  })

  const paths = ["/a/b.db", "b c.db", "./~/b.db", "./file:b", "a:memory:", "a~"]
  for (const path of paths) {
    it(`is the file ${path}, by its absolute path`, () => {
      const file = { _tag: "Sqlite", path: resolve(path) }
      assert.deepStrictEqual(address(`sqlite:${path}`), file)
      assert.deepStrictEqual(address(`SQLite:${path}`), file)
    })
  }

  it("is a PostgreSQL database by either of its schemes, in either case, and is not printed", () => {
    for (const scheme of ["postgres", "postgresql", "POSTGRES", "PostgreSQL"]) {
      const text = postgres.replace("postgres", scheme)
      const read = Result.getOrThrow(readStoreAddress("--store", text))
      assert(read._tag === "Postgres")
      assert.strictEqual(Redacted.value(read.url), text)
      assert.notMatch(inspect(read) + JSON.stringify(read), /pass|user/)
    }
  })

  it("has a place to show, without user and password", () => {
    const place = (text: string) => databaseAt(address(text) as DatabaseAddress)
    assert.strictEqual(place("sqlite:/a/b.db"), resolve("/a/b.db"))
    assert.strictEqual(place(postgres), "postgres://db.test:5433/odj")
  })

  const unreadable = ["", "sqlite", "sqlite:", "Memory", "postgres", "postgres://", "postgres:db", "/a.db"]
  for (const text of [...unreadable, "mysql://user:secret@a", "postgres//user:secret@a"]) {
    it(`is not ${JSON.stringify(text)}, and the message says what is expected and nothing else`, () => {
      assert.strictEqual(
        mistake(text),
        "--store: Expected memory, sqlite:PATH, or an address that begins with postgres:// or postgresql://",
      )
    })
  }

  const misleading = {
    ":memory:": /^--store: Expected memory, /,
    ":memory:?cache=shared": /^--store: Expected memory, /,
    "~": /a shell/,
    "~/x.db": /a shell/,
    "~anna/x.db": /a shell/,
    "file:x.db": /a plain path/,
    "FILE:///x.db?mode=ro": /a plain path/,
  }
  for (const [path, expected] of Object.entries(misleading)) {
    it(`is not the file ${path}, by which people mean something else`, () => {
      assert.match(mistake(`sqlite:${path}`), expected)
    })
  }

  it.prop("is read from any text without an exception", [Schema.String], ([text]) => {
    for (const given of [text, `sqlite:${text}`, `postgres://${text}`]) readStoreAddress("--store", given)
  })
})
