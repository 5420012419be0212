#!/usr/bin/env node
/** Starts `odj`: picks the stores. */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { GraphConnectorStore } from "@odj/graph-adapter"
import { MemoryConnectorStore } from "@odj/memory-adapter"
import { Effect, Layer, Match, Redacted, Stdio } from "effect"
import packageJson from "../package.json" with { type: "json" }
import { run } from "./Odj.ts"
import type { Target } from "./Target.ts"

const store = Match.typeTags<Target>()({
  Memory: () => MemoryConnectorStore.layer,
  Service: ({ url, token }) =>
    GraphConnectorStore.layer({
      baseUrl: url,
      credential: { getToken: async () => ({ token: Redacted.value(token), expiresOnTimestamp: 0 }) },
    }).pipe(Layer.provide(NodeHttpClient.layerNodeHttp)),
})

Effect.flatMap(Stdio.Stdio, ({ args }) => args).pipe(
  Effect.flatMap(run(packageJson.version, store)),
  Effect.provide(NodeServices.layer),
  NodeRuntime.runMain({ disableErrorReporting: true }),
)
