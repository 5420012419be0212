import { resolve } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Option, Redacted, Result } from "effect"
import { storeSettings } from "../../src/command/StoreSettings.ts"

const read = (flag: string | undefined, environment?: string, pool?: number) =>
  storeSettings({
    pool: Option.fromUndefinedOr(pool),
    flag: Option.fromUndefinedOr(flag),
    environment: Option.map(Option.fromUndefinedOr(environment), Redacted.make),
    dataFolder: resolve("/data/odj"),
  })

const settings = (flag: string | undefined, environment?: string): object =>
  Result.getOrThrow(read(flag, environment)).address

const message = (flag: string | undefined, environment?: string) =>
  Result.getOrThrow(Result.flip(read(flag, environment))).message

describe("The store", () => {
  it("is set by the flag, else by the environment, else it is in the data folder", () => {
    const memory = { _tag: "Memory" }
    const file = { _tag: "Sqlite", path: resolve("/a/b.db") }
    assert.deepStrictEqual(settings("memory"), memory)
    assert.deepStrictEqual(settings("memory", "sqlite:/a/b.db"), memory)
    assert.deepStrictEqual(settings(undefined, "memory"), memory)
    assert.deepStrictEqual(settings(undefined, "sqlite:/a/b.db"), file)
    assert.deepStrictEqual(settings(undefined), { _tag: "Sqlite", path: resolve("/data/odj/odj.db") })
  })

  it("is refused if its setting is invalid, and the message names the setting", () => {
    assert.match(message("sqlite", "memory"), /^--store: Use memory, /)
    assert.match(message(undefined, "sqlite"), /^ODJ_DATABASE_URL: Use memory, /)
  })

  it("may have a number of connections if it is PostgreSQL", () => {
    assert.strictEqual(Result.getOrThrow(read("postgres://h/d", undefined, 3)).pool, 3)
    assert.strictEqual(Result.getOrThrow(read("postgres://h/d")).pool, undefined)
    const { message } = Result.getOrThrow(Result.flip(read("memory", undefined, 3)))
    assert.match(message, /^--pool works only with PostgreSQL/)
  })
})
