/** Where the server keeps its connectors, as `--store` or the environment says it. */
import { join, resolve } from "node:path"
import { Option, Redacted, Result } from "effect"
import { UsageInvalid } from "./UsageInvalid.ts"

export type StoreSettings =
  | { readonly _tag: "Memory" }
  /** The path is absolute. */
  | { readonly _tag: "Sqlite"; readonly path: string }
  /** The address may have a user and a password in it. */
  | { readonly _tag: "Postgres"; readonly url: Redacted.Redacted }

const expected = "Expected memory, sqlite:PATH, or an address that begins with postgres:// or postgresql://"

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

/** Reads it, or says what is expected. */
const read = (text: string): Result.Result<StoreSettings, string> => {
  if (text === "memory") return Result.succeed({ _tag: "Memory" })
  const path = /^sqlite:(.+)$/is.exec(text)?.[1]
  if (path !== undefined) {
    const instead = misleads(path)
    return instead === undefined
      ? Result.succeed({ _tag: "Sqlite", path: resolve(path) })
      : Result.fail(instead)
  }
  return /^postgres(?:ql)?:\/\/./i.test(text) && URL.canParse(text)
    ? Result.succeed({ _tag: "Postgres", url: Redacted.make(text) })
    : Result.fail(expected)
}

/** What may say where: the flag first, then the environment, and else there is a file in the user's data folder. */
export interface StoreSources {
  readonly flag: Option.Option<string>
  readonly environment: Option.Option<Redacted.Redacted>
  readonly dataFolder: string
}

/** Decides where connectors are kept. What is refused is not repeated: there may be a password in it. */
export const storeSettings = ({
  flag,
  environment,
  dataFolder,
}: StoreSources): Result.Result<StoreSettings, UsageInvalid> => {
  const given = Option.orElse(flag, () => Option.map(environment, Redacted.value))
  if (Option.isNone(given)) return Result.succeed({ _tag: "Sqlite", path: join(dataFolder, "odj.db") })
  const where = Option.isSome(flag) ? "" : ", in ODJ_DATABASE_URL"
  return Result.mapError(
    read(given.value),
    (message) => new UsageInvalid({ problems: [{ flag: "store", message: message + where }] }),
  )
}

/** The place, for people to read: of a database on the network neither user nor password. */
export const placeOf = (settings: Exclude<StoreSettings, { readonly _tag: "Memory" }>): string => {
  if (settings._tag === "Sqlite") return settings.path
  const { protocol, host, pathname } = new URL(Redacted.value(settings.url))
  return `${protocol}//${host}${pathname}`
}
