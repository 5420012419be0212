/** Where connectors are kept, as `--store` and `ODJ_DATABASE_URL` say it: in memory, in a file, or in PostgreSQL. */
import { resolve } from "node:path"
import { Redacted, Result } from "effect"
import { UsageInvalid } from "./UsageInvalid.ts"

export type DatabaseAddress =
  /** The path is absolute. */
  | { readonly _tag: "Sqlite"; readonly path: string }
  /** The address may hold a user and a password. */
  | { readonly _tag: "Postgres"; readonly url: Redacted.Redacted }

export type StoreAddress = { readonly _tag: "Memory" } | DatabaseAddress

const expected = "Expected memory, sqlite:PATH, or an address that begins with postgres:// or postgresql://"

/** What begins so is no path, though it could be one: people mean something else by it. */
const misleading: ReadonlyArray<readonly [beginning: RegExp, instead: string]> = [
  [/^:memory:/i, "Expected memory, which keeps nothing, in place of sqlite::memory:"],
  [
    /^~/,
    "Expected sqlite:PATH without ~ at the beginning of PATH, where only a shell takes it for your home",
  ],
  [/^file:/i, "Expected sqlite:PATH with a plain path, not with the address of a file"],
]

const read = (text: string): Result.Result<StoreAddress, string> => {
  if (text === "memory") return Result.succeed({ _tag: "Memory" })
  const path = /^sqlite:(.+)$/is.exec(text)?.[1]
  if (path !== undefined) {
    const instead = misleading.find(([beginning]) => beginning.test(path))?.[1]
    return instead === undefined
      ? Result.succeed({ _tag: "Sqlite", path: resolve(path) })
      : Result.fail(instead)
  }
  return /^postgres(?:ql)?:\/\/./i.test(text) && URL.canParse(text)
    ? Result.succeed({
        _tag: "Postgres",
        url: Redacted.make(text, { label: "the address of a database" }),
      })
    : Result.fail(expected)
}

/** Reads the value of the flag or variable of that name. A failure does not repeat it: it may hold a password. */
export const readStoreAddress = (name: string, text: string): Result.Result<StoreAddress, UsageInvalid> =>
  Result.mapError(read(text), (message) => UsageInvalid.of(name, message))

/** Where a database is, for people to read: without the user and the password of one on the network. */
export const databaseAt = (address: DatabaseAddress): string => {
  if (address._tag === "Sqlite") return address.path
  const { protocol, host, pathname } = new URL(Redacted.value(address.url))
  return `${protocol}//${host}${pathname}`
}
