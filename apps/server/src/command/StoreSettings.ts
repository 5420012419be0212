/** Where the server keeps its connectors, if the flag or the environment says so, or by default. */
import { join } from "node:path"
import { readStoreAddress, type StoreAddress, type UsageInvalid } from "@odj/command-line"
import { Option, Redacted, Result } from "effect"

/** What may say where: the flag first, then the environment, and else there is a file in the user's data folder. */
export interface StoreSources {
  readonly flag: Option.Option<string>
  readonly environment: Option.Option<Redacted.Redacted>
  readonly dataFolder: string
}

/** Decides where connectors are kept. */
export const storeSettings = ({
  flag,
  environment,
  dataFolder,
}: StoreSources): Result.Result<StoreAddress, UsageInvalid> => {
  if (Option.isSome(flag)) return readStoreAddress("--store", flag.value)
  if (Option.isSome(environment))
    return readStoreAddress("ODJ_DATABASE_URL", Redacted.value(environment.value))
  return Result.succeed({ _tag: "Sqlite", path: join(dataFolder, "odj.db") })
}
