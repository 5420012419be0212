/**
 * What `--store` and `ODJ_DATABASE_URL` say: this process's memory, a file, or a PostgreSQL database.
 *
 * The address of a database may hold a password: it is shown nowhere, and known as a secret wherever it comes from.
 */
import { resolve } from "node:path"
import { Effect, Option, Redacted } from "effect"
import { UsageInvalid } from "../flags/UsageInvalid.ts"
import { KnownSecrets } from "../requests/KnownSecrets.ts"
import { isTelling } from "../requests/Redaction.ts"

export type StoreAddress =
  | { readonly _tag: "Memory" }
  /** The path is absolute. */
  | { readonly _tag: "Sqlite"; readonly path: string }
  | { readonly _tag: "Postgres"; readonly url: Redacted.Redacted }

/** What begins so is taken for no path, though it could be one: nobody means it. */
const misleading: ReadonlyArray<readonly [beginning: RegExp, instead: string]> = [
  [/^:memory:/i, "Expected memory, which keeps nothing, in place of sqlite::memory:"],
  [
    /^~/,
    "Expected sqlite:PATH without ~ at the beginning of PATH, where only a shell takes it for your home",
  ],
  [/^file:/i, "Expected sqlite:PATH with a plain path, not with the address of a file"],
]

const misleads = (path: string) => misleading.find(([beginning]) => beginning.test(path))?.[1]

const postgresUrl = (text: string) => (/^postgres(?:ql)?:\/\/./i.test(text) ? URL.parse(text) : null)

const decoded = Option.liftThrowable(decodeURIComponent)

/** The password as it stands in the address, and as it is meant. */
const passwordsOf = ({ password, searchParams }: URL): ReadonlyArray<string> =>
  [password, ...Option.toArray(decoded(password)), ...searchParams.getAll("password")].filter(isTelling)

/** Reads what the flag or variable of that name says. */
export const readStoreAddress: (name: string, text: string) => Effect.Effect<StoreAddress, UsageInvalid> =
  Effect.fnUntraced(function* (name, text) {
    if (text === "memory") return { _tag: "Memory" as const }
    const [, path] = /^sqlite:(.+)$/is.exec(text) ?? []
    if (path !== undefined) {
      const instead = misleads(path)
      if (instead !== undefined) return yield* UsageInvalid.of(name, instead)
      return { _tag: "Sqlite" as const, path: resolve(path) }
    }
    const url = postgresUrl(text)
    if (url === null) {
      return yield* UsageInvalid.of(
        name,
        "Expected memory, sqlite:PATH or an address that begins with postgres://",
      )
    }
    const secrets = yield* KnownSecrets
    for (const password of passwordsOf(url)) secrets.add(password)
    return { _tag: "Postgres" as const, url: Redacted.make(text, { label: "the address of a database" }) }
  })

/** The database of an address, without whoever signs in to it. */
export const databaseAt = (url: Redacted.Redacted): string => {
  const { protocol, host, pathname } = new URL(Redacted.value(url))
  return `${protocol}//${host}${pathname}`
}
