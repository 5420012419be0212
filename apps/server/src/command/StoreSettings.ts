/** Decides which database or which service the connectors are in. */
import { join } from "node:path"
import {
  dataFolder,
  parseServiceUrl,
  readStoreAddress,
  type StoreAddress,
  UsageInvalid,
} from "@odj/command-line"
import { cloudAt, cloudNames, cloudOfAuthority, clouds, type GraphCloudName } from "@odj/graph-wire"
import { Config, Effect, Option, Redacted, Result } from "effect"
import type { ServeValues } from "./ServeFlags.ts"

/** The address of a service with Graph's API. */
export interface ServiceAddress {
  readonly _tag: "Service"
  /** The URL of an API version, such as `https://graph.microsoft.com/beta`. */
  readonly url: URL
  /** Its Microsoft cloud; `undefined` for any other service. */
  readonly cloud: GraphCloudName | undefined
}

export type ServedStore = StoreAddress | ServiceAddress

const inCloud = (cloud: GraphCloudName): ServiceAddress => ({
  _tag: "Service",
  url: clouds[cloud].baseUrl,
  cloud,
})

/** What `--cloud` and the environment say about the cloud. */
export interface CloudSources {
  readonly flag: Option.Option<GraphCloudName>
  readonly name: Option.Option<GraphCloudName>
  readonly authority: Option.Option<URL>
}

/** The cloud that `--cloud` names, else `ODJ_CLOUD`, else the one that signs in at `AZURE_AUTHORITY_HOST`, else global. */
export const cloudSetting = ({
  flag,
  name,
  authority,
}: CloudSources): Result.Result<GraphCloudName, UsageInvalid> => {
  const named = Option.getOrUndefined(Option.orElse(flag, () => name))
  if (named !== undefined) return Result.succeed(named)
  const found = Option.isSome(authority) ? cloudOfAuthority(authority.value) : "global"
  return found === undefined
    ? Result.fail(
        UsageInvalid.sentence("Missing --cloud: AZURE_AUTHORITY_HOST is not the host of a known cloud"),
      )
    : Result.succeed(found)
}

const environmentCloud = Config.all({
  name: Config.option(Config.Literals(cloudNames, "ODJ_CLOUD")),
  authority: Config.option(Config.URL("AZURE_AUTHORITY_HOST")),
})

/** Reads a value of `--store` that names a service. */
const serviceAt = (text: string): Result.Result<ServiceAddress, UsageInvalid> =>
  Result.map(parseServiceUrl("--store", text), (url) => ({ _tag: "Service", url, cloud: cloudAt(url) }))

/** The sources of the setting: the flag overrides the environment. Without both, the store is a file in the data folder. */
export interface StoreSources {
  readonly flag: Option.Option<string>
  readonly environment: Option.Option<Redacted.Redacted>
  /** A user of a service may have no home, and then it throws. */
  readonly dataFolder: () => string
  /** The forms that the flag can have, for its message. */
  readonly forms?: string | undefined
}

/** The address of the store. Fails if the address is invalid. */
export const storeSettings = ({
  flag,
  environment,
  dataFolder,
  forms,
}: StoreSources): Result.Result<StoreAddress, UsageInvalid> => {
  if (Option.isSome(flag)) return readStoreAddress("--store", flag.value, forms)
  if (Option.isSome(environment))
    return readStoreAddress("ODJ_DATABASE_URL", Redacted.value(environment.value))
  return Result.succeed({ _tag: "Sqlite", path: join(dataFolder(), "odj.db") })
}

/** The database that the flag, the environment or the default names. An empty variable counts as absent. */
export const storeAddress = Effect.fnUntraced(function* (flag: Option.Option<string>, forms?: string) {
  const environment = Option.filter(
    yield* Config.option(Config.Redacted("ODJ_DATABASE_URL")),
    (text) => Redacted.value(text) !== "",
  )
  return yield* Effect.fromResult(storeSettings({ flag, environment, dataFolder, forms }))
})

/** Whether a value of `--store` names a service. */
export const isService = (store: string): boolean => store === "graph" || /^https?:/i.test(store)

const forms = "memory, sqlite:PATH, postgres://…, graph or https://HOST/beta"

/** The store of a server: a database, or a service that `--store graph` or a URL names. */
export const servedStore = Effect.fnUntraced(function* ({
  store,
  cloud: flag,
}: Pick<ServeValues, "store" | "cloud">) {
  if (!Option.exists(store, isService)) return yield* storeAddress(store, forms)
  if (Option.contains(store, "graph"))
    return inCloud(yield* Effect.fromResult(cloudSetting({ flag, ...(yield* environmentCloud) })))
  if (Option.isSome(flag))
    return yield* UsageInvalid.sentence("--cloud works only with --store graph: a URL names its service")
  return yield* Effect.fromResult(serviceAt(Option.getOrThrow(store)))
})

/** The largest number of connections, if it is set. Fails for a store that has no connections. */
export const poolSetting = (
  address: ServedStore,
  pool: Option.Option<number>,
): Result.Result<number | undefined, UsageInvalid> =>
  Option.isSome(pool) && address._tag !== "Postgres"
    ? Result.fail(UsageInvalid.sentence("--pool works only with PostgreSQL: set --store postgres://…"))
    : Result.succeed(Option.getOrUndefined(pool))
