/** The values of `--store` and `ODJ_DATABASE_URL`: memory, a SQLite file, or a PostgreSQL database. */
import { resolve } from "node:path"
import { Redacted, Result } from "effect"
import { UsageInvalid } from "./UsageInvalid.ts"

export type DatabaseAddress =
  /** The path is absolute. */
  | { readonly _tag: "Sqlite"; readonly path: string }
  /** The URL may contain a user and a password. */
  | { readonly _tag: "Postgres"; readonly url: Redacted.Redacted }

export type StoreAddress = { readonly _tag: "Memory" } | DatabaseAddress

/** The forms that an address can have. */
const databaseForms = "memory, sqlite:PATH or postgres://…"

/** A path of Windows, with a drive or a server. Elsewhere it would be the name of a file in the current folder. */
const windowsPath = /^(?:[a-z]:[\\/]|\\\\)/i

/** Prefixes of paths that are almost certainly mistakes, and what to write instead. */
const misleading: ReadonlyArray<readonly [beginning: RegExp, instead: string]> = [
  [/^:memory:/i, "Use memory instead of sqlite::memory:"],
  [/^~/, "Use a path without ~ after sqlite: (a shell does not expand it there)"],
  [/^file:/i, "Use a plain path after sqlite:, not a file: URL"],
  [
    /^\/\//,
    "Use a path without // after sqlite:, such as sqlite:odj.db for a file in this folder, or sqlite:/srv/odj.db",
  ],
  [/^postgres(?:ql)?:/i, "Use postgres://… without sqlite: before it"],
  [
    /^(?:https?:|[a-z][a-z\d+.-]+:\/\/)/i,
    "Use a file path after sqlite:, not a URL. To use a service, pass --url to odj",
  ],
]

const instead = (path: string, isWindows: boolean) =>
  !isWindows && windowsPath.test(path)
    ? "This is a Windows path, and this system is not Windows. Use a path such as sqlite:/srv/odj.db"
    : misleading.find(([beginning]) => beginning.test(path))?.[1]

// It has no at sign, because everything up to it is masked where errors are printed.
const postgresForm =
  "Use a URL like postgres://host/database with one host. Special characters in its user and password need percent codes: %40 for an at sign, %2F for a slash, %3F for a question mark, %23 for a hash"

/** Whether the text is a URL. A special character in the password would cut it, and the rest of it is no part to print. */
const isWhole = (text: string) => {
  const url = URL.parse(text)
  return url !== null && url.hash === "" && !`${url.pathname}${url.search}`.includes("@")
}

const read = (text: string, isWindows: boolean, forms: string): Result.Result<StoreAddress, string> => {
  if (text === "memory") return Result.succeed({ _tag: "Memory" })
  const path = /^sqlite:(.+)$/is.exec(text)?.[1]
  if (path !== undefined) {
    const correction = instead(path, isWindows)
    return correction === undefined
      ? Result.succeed({ _tag: "Sqlite", path: resolve(path) })
      : Result.fail(correction)
  }
  if (!/^postgres(?:ql)?:\/\/./i.test(text)) return Result.fail(`Use ${forms}`)
  return isWhole(text)
    ? Result.succeed({ _tag: "Postgres", url: Redacted.make(text, { label: "database URL" }) })
    : Result.fail(postgresForm)
}

/**
 * Reads the value of the flag or variable with that name. A failure does not repeat the value: it may contain a password. It
 * has the forms of a value.
 */
export const readStoreAddress = (
  name: string,
  text: string,
  forms = databaseForms,
  isWindows = process.platform === "win32",
): Result.Result<StoreAddress, UsageInvalid> =>
  Result.mapError(read(text, isWindows, forms), (message) => UsageInvalid.of(name, message))

/** The address of a database as it is printed: without user and password. */
export const databaseAt = (address: DatabaseAddress): string => {
  if (address._tag === "Sqlite") return address.path
  const { protocol, host, pathname } = new URL(Redacted.value(address.url))
  return `${protocol}//${host}${pathname}`
}
