import { resolve } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Option, Redacted, Result } from "effect"
import { poolSetting, storeSettings } from "../../src/command/StoreSettings.ts"

const read = (flag: string | undefined, environment?: string, dataFolder = () => resolve("/data/odj")) =>
  storeSettings({
    flag: Option.fromUndefinedOr(flag),
    environment: Option.map(Option.fromUndefinedOr(environment), Redacted.make),
    dataFolder,
  })

const settings = (flag: string | undefined, environment?: string): object =>
  Result.getOrThrow(read(flag, environment))

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

  it("needs no data folder if it is set, so a user without a home can run the server", () => {
    const none = () => assert.fail("There is no home")
    assert.isTrue(Result.isSuccess(read("memory", undefined, none)))
    assert.isTrue(Result.isSuccess(read(undefined, "memory", none)))
    assert.throws(() => read(undefined, undefined, none))
  })

  it("is refused if its setting is invalid, and the message names the setting", () => {
    assert.match(message("sqlite", "memory"), /^--store: Use memory, /)
    assert.match(message(undefined, "sqlite"), /^ODJ_DATABASE_URL: Use memory, /)
    assert.match(message(undefined, "graph"), /^ODJ_DATABASE_URL: Use memory, sqlite:PATH or postgres:/)
  })

  it("may have a number of connections if it is PostgreSQL", () => {
    const address = { _tag: "Postgres", url: Redacted.make("postgres://h/d") } as const
    assert.deepStrictEqual(poolSetting(address, Option.some(3)), Result.succeed(3))
    assert.deepStrictEqual(poolSetting({ _tag: "Memory" }, Option.none()), Result.succeed(undefined))
    const { message } = Result.getOrThrow(Result.flip(poolSetting({ _tag: "Memory" }, Option.some(3))))
    assert.match(message, /^--pool works only with PostgreSQL/)
  })
})
