/** Starts `odj-server`: picks the stores, and sets the exit code. */
import { databaseAt, type StoreAddress, UsageInvalid } from "@odj/command-line"
import { MemoryConnectorStore } from "@odj/memory-adapter"
import "effect/schema/SchemaJITCompiler/enable"
import { constants } from "node:os"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Cause, Config, Console, Effect, Exit, Layer, Result } from "effect"
import { CliConfig, CliError, Command, GlobalFlag } from "effect/cli"
import { HttpClient } from "effect/http"
import packageJson from "../package.json" with { type: "json" }
import * as CommandOutput from "./command/CommandOutput.ts"
import { gatewayCredential } from "./command/GatewayCredential.ts"
import type { Gateway } from "./command/GatewaySettings.ts"
import { httpsProxy } from "./command/HttpsProxy.ts"
import * as LazyHttpClient from "./command/LazyHttpClient.ts"
import { serveCommand } from "./command/ServeCommand.ts"
import { BackupRefused, Stores } from "./command/Stores.ts"
import * as Tenants from "./graph/Tenants.ts"
import * as Log from "./observe/Log.ts"

/** Whether a signal has cancelled a backup. A server that a signal stops has succeeded, but then there is no copy. */
let isBackupCancelled = false

/** 0 after a signal to stop the server, 2 for an invalid command line or variable, 1 for anything else that fails. */
const exitCode = (exit: Exit.Exit<unknown, unknown>): number => {
  if (Exit.isSuccess(exit)) return 0
  if (Cause.hasInterruptsOnly(exit.cause)) return isBackupCancelled ? 1 : 0
  const error = Cause.squash(exit.cause)
  if (CliError.isCliError(error) && error._tag === "ShowHelp") return 2
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof UsageInvalid || cause instanceof Config.ConfigError ? 2 : 1
}

/** The first signal stops the server gracefully. A second one ends the process, even with requests in flight. */
const exitOnSecondSignal = () => {
  let isStopping = false
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (isStopping) process.exit(128 + constants.signals[signal])
      isStopping = true
    })
  }
}
exitOnSecondSignal()

/** The command fails if the variable is invalid, before it sends a request. */
const proxy = Result.getOrUndefined(httpsProxy(process.env))

const loadPooled = async () => (await import("./command/OutboundClient.ts")).layer(proxy)

/** The client for a gateway, which sends many requests. */
const pooled = Layer.unwrap(Effect.promise(loadPooled))

/** The client for the few requests to other servers that are not those of a gateway. */
const outbound = LazyHttpClient.layer(async () =>
  proxy === undefined ? (await import("@effect/platform-node/NodeHttpClient")).layerNodeHttp : loadPooled(),
)

/** Loads what a gateway needs. */
const tenantsBehind = async ({ url, credential, ...settings }: Gateway) => {
  const { GraphConnectorStore } = await import("@odj/graph-adapter")
  const { layer } = await import("./gateway/GatewayTenants.ts")
  const tenants = Effect.gen(function* () {
    const signIn = yield* gatewayCredential(credential, yield* HttpClient.HttpClient)
    // It can't fail: the settings have refused addresses to which no token may be sent.
    return layer(
      (waits) => Layer.orDie(GraphConnectorStore.layer({ baseUrl: url, ...signIn, ...waits })),
      settings,
    )
  })
  return Layer.unwrap(tenants).pipe(Layer.provide(pooled))
}

/** Loads the adapter of a database or a service only if the store needs it. */
const tenantsIn = async (
  settings: StoreAddress | Gateway,
  pool: number | undefined,
): Promise<Layer.Layer<Tenants.Tenants, Tenants.StoreRefused>> => {
  if (settings._tag === "Service") return tenantsBehind(settings)
  if (settings._tag === "Memory") return Tenants.layer(MemoryConnectorStore.make)
  const { ConnectorDatabase, PostgresConnectorStore, SqliteConnectorStore } = await import("@odj/sql-adapter")
  const database =
    settings._tag === "Sqlite"
      ? SqliteConnectorStore.database(settings)
      : PostgresConnectorStore.database({ url: settings.url, pool })
  return Layer.effect(Tenants.Tenants, Effect.map(ConnectorDatabase, Tenants.ofDatabase)).pipe(
    Layer.provide(database),
    Layer.catchTag("DatabaseRefused", ({ message }) =>
      Layer.effect(
        Tenants.Tenants,
        new Tenants.StoreRefused({ place: databaseAt(settings), reason: message }),
      ),
    ),
  )
}

const backUp = Effect.fnUntraced(function* (path: string, file: string) {
  const { SqliteConnectorStore } = yield* Effect.promise(() => import("@odj/sql-adapter"))
  return yield* SqliteConnectorStore.backup({ path, to: file }).pipe(
    Effect.catchTags({
      DatabaseRefused: ({ message }) => new Tenants.StoreRefused({ place: path, reason: message }),
      BackupRefused: ({ message }) => new BackupRefused({ message: `Can't write ${file}: ${message}` }),
    }),
    Effect.onInterrupt(() => {
      isBackupCancelled = true
      return Console.error("Cancelled; there is no copy")
    }),
  )
})

const stores = Layer.succeed(Stores, {
  open: (settings, pool) => Layer.unwrap(Effect.promise(() => tenantsIn(settings, pool))),
  backUp,
})

serveCommand.pipe(
  Command.run({ version: packageJson.version }),
  Effect.tapDefect((defect) => Console.error(Log.internalError, defect)),
  Effect.provide(
    Layer.mergeAll(
      stores,
      CommandOutput.layer,
      outbound,
      NodeServices.layer,
      CliConfig.layer({ builtIns: [GlobalFlag.Help, GlobalFlag.Version, GlobalFlag.Completions] }),
      Log.layer({ format: "text", level: "Warn" }),
    ),
  ),
  NodeRuntime.runMain({ disableErrorReporting: true, teardown: (exit, end) => end(exitCode(exit)) }),
)
