/**
 * Many creates in a service that is 20 ms away: `createMany` of the Graph adapter, and Microsoft's client, which sends one
 * request after the other.
 */

import { fork } from "node:child_process"
import { once } from "node:events"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Client } from "@microsoft/microsoft-graph-client"
import { openConnectors } from "@odj/core"
import { GraphConnectorStore } from "@odj/graph-adapter"
import { Layer } from "effect"
import { example } from "./contenders/ConnectorInputs.ts"
import { odjServer } from "./contenders/Servers.ts"
import { type Benchmark, fewer, type Length } from "./harness/Benchmark.ts"
import { type Cost, compare } from "./harness/Compare.ts"
import { inverse, type Table } from "./harness/Figures.ts"
import { benchmarkFile, builtServer, startServer } from "./harness/Processes.ts"

const run = async function* (length: Length): AsyncIterable<Table> {
  const { script, args } = odjServer(builtServer())
  const creates = length.of(10_000)
  const costs = await compare({ ...fewer(length, 1), warmUp: 0 }, async () => {
    const server = await startServer(script, args)
    const proxy = fork(benchmarkFile("contenders/delayWorker.ts"), [String(server.port)])
    const [port] = await once(proxy, "message")
    const url = `http://127.0.0.1:${port}`
    const store = GraphConnectorStore.layer({ baseUrl: new URL(`${url}/beta`) })
    const connectors = await openConnectors(Layer.provide(store, NodeHttpClient.layerUndici))
    const client = Client.init({
      baseUrl: url,
      defaultVersion: "beta",
      authProvider: (done) => done(null, ""),
    })
    const each = async (count: number, task: () => Promise<unknown>): Promise<Cost> => {
      const begin = performance.now()
      await task()
      return { "ms each": (performance.now() - begin) / count }
    }
    return {
      sides: {
        // So many would take minutes. Each takes equally long.
        "Microsoft's client, one after the other": () =>
          each(200, async () => {
            for (let index = 0; index < 200; index++)
              await client.api("/deviceManagement/domainJoinConnectors").post(example)
          }),
        "odj, createMany": () =>
          each(creates, async () => {
            const created = await connectors.createMany(Array.from({ length: creates }, () => example))
            if (created.some(({ status }) => status !== "fulfilled")) throw new Error("A create failed")
          }),
      },
      stop: async () => {
        await connectors[Symbol.asyncDispose]()
        proxy.kill("SIGKILL")
        server.stop()
      },
    }
  })
  yield {
    title:
      "10,000 creates in a service that is 20 ms away: their rate, divided by that of Microsoft's client (more is better)",
    rows: Object.fromEntries(
      Object.entries(costs).map(([name, { "ms each": cost }]) => [
        name,
        cost ? { rate: inverse(cost.times), "ms each": cost.cost } : {},
      ]),
    ),
  }
}

export const benchmark: Benchmark = {
  about: "10,000 creates in a service that is 20 ms away, beside Microsoft's client",
  seconds: 25,
  run,
}
