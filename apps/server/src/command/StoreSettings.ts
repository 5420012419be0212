/** Decides where the server stores its connectors. */
import { join } from "node:path"
import { dataFolder, readStoreAddress, type StoreAddress, UsageInvalid } from "@odj/command-line"
import { Config, Effect, Option, Redacted, Result } from "effect"

/** The sources of the setting: the flag overrides the environment. Without both, the store is a file in the data folder. */
export interface StoreSources {
  readonly flag: Option.Option<string>
  readonly environment: Option.Option<Redacted.Redacted>
  /** A user of a service may have no home, and then it throws. */
  readonly dataFolder: () => string
}

/** The address of the store. Fails if the address is invalid. */
export const storeSettings = ({
  flag,
  environment,
  dataFolder,
}: StoreSources): Result.Result<StoreAddress, UsageInvalid> => {
  if (Option.isSome(flag)) return readStoreAddress("--store", flag.value)
  if (Option.isSome(environment))
    return readStoreAddress("ODJ_DATABASE_URL", Redacted.value(environment.value))
  return Result.succeed({ _tag: "Sqlite", path: join(dataFolder(), "odj.db") })
}

/** The store that the flag, the environment or the default names. An empty variable counts as absent. */
export const storeAddress = Effect.fnUntraced(function* (flag: Option.Option<string>) {
  const environment = Option.filter(
    yield* Config.option(Config.Redacted("ODJ_DATABASE_URL")),
    (text) => Redacted.value(text) !== "",
  )
  return yield* Effect.fromResult(storeSettings({ flag, environment, dataFolder }))
})

/** The largest number of connections, if it is set. Fails for a store that has no connections. */
export const poolSetting = (
  address: StoreAddress,
  pool: Option.Option<number>,
): Result.Result<number | undefined, UsageInvalid> =>
  Option.isSome(pool) && address._tag !== "Postgres"
    ? Result.fail(UsageInvalid.sentence("--pool works only with PostgreSQL: set --store postgres://…"))
    : Result.succeed(Option.getOrUndefined(pool))
