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

const read = (text: string): Option.Option<StoreSettings> => {
  if (text === "memory") return Option.some({ _tag: "Memory" })
  const path = /^sqlite:(.+)$/s.exec(text)?.[1]
  if (path !== undefined) return Option.some({ _tag: "Sqlite", path: resolve(path) })
  return /^postgres(?:ql)?:\/\/./.test(text) && URL.canParse(text)
    ? Option.some({ _tag: "Postgres", url: Redacted.make(text) })
    : Option.none()
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
  const message = Option.isSome(flag) ? expected : `${expected}, in ODJ_DATABASE_URL`
  return Result.fromOption(
    read(given.value),
    () => new UsageInvalid({ problems: [{ flag: "store", message }] }),
  )
}

/** The place, for people to read: of a database on the network neither user nor password. */
export const placeOf = (settings: Exclude<StoreSettings, { readonly _tag: "Memory" }>): string => {
  if (settings._tag === "Sqlite") return settings.path
  const { protocol, host, pathname } = new URL(Redacted.value(settings.url))
  return `${protocol}//${host}${pathname}`
}
