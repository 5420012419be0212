/** Decides where the server stores its connectors. */
import { join } from "node:path"
import { readStoreAddress, type StoreAddress, UsageInvalid } from "@odj/command-line"
import { Option, Redacted, Result } from "effect"

/** The sources of the setting: the flag overrides the environment. Without both, the store is a file in the data folder. */
export interface StoreSources {
  readonly flag: Option.Option<string>
  readonly environment: Option.Option<Redacted.Redacted>
  readonly dataFolder: string
  readonly pool: Option.Option<number>
}

/** Where connectors are stored, and the largest number of connections to there. */
export interface StoreSettings {
  readonly address: StoreAddress
  readonly pool: number | undefined
}

const addressOf = ({
  flag,
  environment,
  dataFolder,
}: StoreSources): Result.Result<StoreAddress, UsageInvalid> => {
  if (Option.isSome(flag)) return readStoreAddress("--store", flag.value)
  if (Option.isSome(environment))
    return readStoreAddress("ODJ_DATABASE_URL", Redacted.value(environment.value))
  return Result.succeed({ _tag: "Sqlite", path: join(dataFolder, "odj.db") })
}

/** The store. Fails if its address is invalid, or if it has no connections to limit. */
export const storeSettings = (sources: StoreSources): Result.Result<StoreSettings, UsageInvalid> =>
  Result.flatMap(addressOf(sources), (address) =>
    Option.isSome(sources.pool) && address._tag !== "Postgres"
      ? Result.fail(UsageInvalid.sentence("--pool works only with PostgreSQL: set --store postgres://…"))
      : Result.succeed({ address, pool: Option.getOrUndefined(sources.pool) }),
  )
