/**
 * The composition root of `odj`: picks the stores. Each is loaded only when a command uses it, since loading takes most
 * of a command's time.
 */
import { databaseAt } from "@odj/command-line"
import { ConnectorStore } from "@odj/core"
import { defaultTenant } from "@odj/graph-wire"
import { Effect, Layer, Match, Stdio } from "effect"
import packageJson from "../package.json" with { type: "json" }
import type { Stores } from "./Commands.ts"
import * as NodeServices from "./node/NodeServices.ts"
import { randomUuid } from "./node/RandomUuid.ts"
import { runMain } from "./node/RunMain.ts"
import { run } from "./Odj.ts"
import { DatabaseUnusable } from "./target/DatabaseUnusable.ts"
import type { DatabaseAccess, DatabaseTarget, ServiceTarget } from "./target/Target.ts"

const memory = Effect.promise(async () => {
  const { MemoryConnectorStore } = await import("@odj/memory-adapter")
  return MemoryConnectorStore.layer
})

const service = ({ url, network, credential, scope, dryRun, reconcile }: ServiceTarget) =>
  Effect.promise(async () => {
    const { GraphConnectorStore } = await import("@odj/graph-adapter")
    const http = dryRun
      ? (await import("./requests/DryRunClient.ts")).layer
      : (await import("./network/NodeHttpClient.ts")).layer(network)
    const requestLog = await import("./requests/RequestLog.ts")
    const settings = { baseUrl: url, credential, scope, reconcile, newRequestId: () => randomUuid() }
    return GraphConnectorStore.layer(settings).pipe(
      // A target never combines a token with an address that must not receive it.
      Layer.orDie,
      Layer.provide(requestLog.layer),
      Layer.provide(http),
    )
  })

const database = (target: DatabaseTarget, access: DatabaseAccess) =>
  Effect.promise(async () => {
    if (target.dryRun) return (await import("./requests/DryRunStore.ts")).layer
    const { PostgresConnectorStore, SqliteConnectorStore } = await import("@odj/sql-adapter")
    const store =
      target._tag === "Sqlite"
        ? SqliteConnectorStore.layer({ path: target.path, access, tenant: defaultTenant })
        : PostgresConnectorStore.layer({ url: target.url, tenant: defaultTenant })
    return Layer.catch(store, ({ message, isMissing }) => {
      const reason = isMissing ? undefined : message
      return Layer.effect(ConnectorStore, new DatabaseUnusable({ address: databaseAt(target), reason }))
    })
  })

const stores: Stores = (target, access) =>
  Match.valueTags(target, {
    Memory: () => Layer.unwrap(memory),
    Sqlite: (target) => Layer.unwrap(database(target, access)),
    Postgres: (target) => Layer.unwrap(database(target, access)),
    Service: (target) => Layer.unwrap(service(target)),
  })

Effect.flatMap(Stdio.Stdio, ({ args }) => args).pipe(
  Effect.flatMap(run(packageJson.version, stores)),
  Effect.provide(NodeServices.layer),
  runMain,
)
