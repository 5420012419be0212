import { resolve } from "node:path"
import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { Redacted, Result, Schema } from "effect"
import { type DatabaseAddress, databaseAt, readStoreAddress } from "../src/StoreAddress.ts"

const address = (text: string): object => Result.getOrThrow(readStoreAddress("--store", text))

const messageFor = (text: string) => Result.getOrThrow(Result.flip(readStoreAddress("--store", text))).message

const postgres = "postgres://user:pass%20word@db.test:5433/odj?sslmode=require"

describe("A store address", () => {
  it("is memory", () => {
    assert.deepStrictEqual(address("memory"), { _tag: "Memory" })
  })

  const paths = ["/a/b.db", "b c.db", "./~/b.db", "./file:b", "a:memory:", "a~"]
  for (const path of paths) {
    it(`is the file ${path}, as an absolute path`, () => {
      const file = { _tag: "Sqlite", path: resolve(path) }
      assert.deepStrictEqual(address(`sqlite:${path}`), file)
      assert.deepStrictEqual(address(`SQLite:${path}`), file)
    })
  }

  it("is a PostgreSQL database with either scheme, in any case, and is never printed", () => {
    for (const scheme of ["postgres", "postgresql", "POSTGRES", "PostgreSQL"]) {
      const text = postgres.replace("postgres", scheme)
      const read = Result.getOrThrow(readStoreAddress("--store", text))
      assert(read._tag === "Postgres")
      assert.strictEqual(Redacted.value(read.url), text)
      assert.notMatch(inspect(read) + JSON.stringify(read), /pass|user/)
    }
  })

  it("is shown without user and password", () => {
    const shown = (text: string) => databaseAt(address(text) as DatabaseAddress)
    assert.strictEqual(shown("sqlite:/a/b.db"), resolve("/a/b.db"))
    assert.strictEqual(shown(postgres), "postgres://db.test:5433/odj")
  })

  const unreadable = ["", "sqlite", "sqlite:", "Memory", "postgres", "postgres://", "postgres:db", "/a.db"]
  for (const text of [...unreadable, "mysql://user:secret@a", "postgres//user:secret@a"]) {
    it(`is not ${JSON.stringify(text)}, and the message does not repeat it`, () => {
      assert.strictEqual(messageFor(text), "--store: Use memory, sqlite:PATH or postgres://…")
    })
  }

  const cut = ["u:se#cret@h/d", "u:12#cret@h/d", "u:12/cret@h/d", "u:12?cret@h/d", "h1:5432,h2:5432/d"]
  for (const rest of cut) {
    it(`is not postgres://${rest}, and the message says how to write it`, () => {
      assert.match(
        messageFor(`postgres://${rest}`),
        /^--store: Use a URL like postgres:.* one host.*%23 for a hash$/,
      )
      assert.notMatch(messageFor(`postgres://${rest}`), /cret|@/)
    })
  }

  const misleading = {
    ":memory:": /^--store: Use memory instead of/,
    ":memory:?cache=shared": /^--store: Use memory instead of/,
    "~": /a shell/,
    "~/x.db": /a shell/,
    "~anna/x.db": /a shell/,
    "file:x.db": /a plain path/,
    "FILE:///x.db?mode=ro": /a plain path/,
    "//a.db": /without \/\/ after sqlite:, such as sqlite:odj.db/,
    "///srv/a.db": /without \/\//,
    "postgres://db/odj": /^--store: Use postgres:\/\/… without sqlite:/,
    "PostgreSQL://db/odj": /without sqlite:/,
    "https://graph.microsoft.com/beta": /not a URL/,
    "http:graph": /not a URL/,
    "sqlite://a.db": /not a URL/,
  }
  for (const [path, expected] of Object.entries(misleading)) {
    it(`is not the file ${path}, which is almost certainly a mistake`, () => {
      assert.match(messageFor(`sqlite:${path}`), expected)
    })
  }

  const windowsPaths = ["C:\\Users\\me\\odj.db", "d:/odj.db", "\\\\server\\share\\odj.db"]
  it.each(windowsPaths)("is the file %s on Windows only", (path) => {
    const on = (isWindows: boolean) => readStoreAddress("--store", `sqlite:${path}`, undefined, isWindows)
    assert.match(Result.getOrThrow(Result.flip(on(false))).message, /this system is not Windows/)
    assert.isTrue(Result.isSuccess(on(true)))
  })

  it.prop("is read from any text without throwing", [Schema.String], ([text]) => {
    for (const given of [text, `sqlite:${text}`, `postgres://${text}`]) readStoreAddress("--store", given)
  })
})
