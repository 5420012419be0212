import { resolve } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Option, Redacted, Result, Schema } from "effect"
import { placeOf, type StoreSettings, storeSettings } from "../../src/command/StoreSettings.ts"

const read = (flag: string | undefined, environment?: string) =>
  storeSettings({
    flag: Option.fromUndefinedOr(flag),
    environment: Option.map(Option.fromUndefinedOr(environment), Redacted.make),
    dataFolder: resolve("/data/odj"),
  })

const settings = (flag: string | undefined, environment?: string): object =>
  Result.getOrThrow(read(flag, environment))

const memory = { _tag: "Memory" }
const file = { _tag: "Sqlite", path: resolve("/a/b.db") }
const address = "postgres://user:pass%20word@db.test:5433/odj?sslmode=require"

describe("Connectors", () => {
  it("are kept where the flag says, else where the environment says, else in the data folder", () => {
    assert.deepStrictEqual(settings("memory"), memory)
    assert.deepStrictEqual(settings("memory", "sqlite:/a/b.db"), memory)
    assert.deepStrictEqual(settings(undefined, "memory"), memory)
    assert.deepStrictEqual(settings(undefined, "sqlite:/a/b.db"), file)
    assert.deepStrictEqual(settings(undefined), { _tag: "Sqlite", path: resolve("/data/odj/odj.db") })
  })

  it("are kept in a file by its path, in whatever folder it was named", () => {
    assert.deepStrictEqual(settings("sqlite:/a/b.db"), file)
    assert.deepStrictEqual(settings("SQLite:/a/b.db"), file)
    for (const path of ["./~/b.db", "./file:b", "a:memory:", "a~"])
      assert.deepStrictEqual(settings(`sqlite:${path}`), { _tag: "Sqlite", path: resolve(path) })
    assert.deepStrictEqual(settings("sqlite:b c.db"), { _tag: "Sqlite", path: resolve("b c.db") })
  })

  it("are kept in PostgreSQL by either of its schemes, in either case", () => {
    for (const scheme of ["postgres", "postgresql", "POSTGRES", "PostgreSQL"]) {
      const text = address.replace("postgres", scheme)
      const postgres = Result.getOrThrow(read(text))
      assert(postgres._tag === "Postgres")
      assert.strictEqual(Redacted.value(postgres.url), text)
    }
  })

  const bad = [
    "",
    "sqlite",
    "sqlite:",
    "Memory",
    "postgres",
    "postgres://",
    "postgres:db",
    "mysql://a",
    "/a.db",
  ]
  for (const text of bad) {
    it(`are kept nowhere by ${JSON.stringify(text)}, and it is said what is expected`, () => {
      for (const [result, where] of [
        [read(text), ""],
        [read(undefined, text), ", in ODJ_DATABASE_URL"],
      ] as const) {
        assert.strictEqual(
          Option.getOrThrow(Result.getFailure(result)).message,
          `--store: Expected memory, sqlite:PATH, or an address that begins with postgres:// or postgresql://${where}`,
        )
      }
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
    it(`are not kept in ${path}, which means something else to others, and it is said what is expected`, () => {
      for (const result of [read(`sqlite:${path}`), read(undefined, `sqlite:${path}`)])
        assert.match(Option.getOrThrow(Result.getFailure(result)).message, expected)
    })
  }

  it("are kept in a place whose name shows neither user nor password", () => {
    const place = (text: string) => placeOf(settings(text) as Exclude<StoreSettings, { _tag: "Memory" }>)
    assert.strictEqual(place("sqlite:/a/b.db"), file.path)
    assert.strictEqual(place(address), "postgres://db.test:5433/odj")
    assert.notInclude(JSON.stringify(settings(address)), "pass")
  })

  it.prop("are looked for in no text that makes the program fail", [Schema.String], ([text]) => {
    for (const given of [text, `sqlite:${text}`, `postgres://${text}`]) read(given)
  })
})
