/**
 * The server's CPU time for a create over 32 kept-alive connections, of the hand-written server divided by that of another:
 * one pair of servers at a time. Then the CPU time of requests that are refused, divided by that of a create.
 *
 * The arguments are paths of further `odj-server.mjs` or `main.ts` files, such as those of another checkout.
 */
import process from "node:process"
import { example, threeProblems } from "./contenders/ConnectorInputs.ts"
import { collectionPath } from "./contenders/GraphResponse.ts"
import {
  agree,
  byHand,
  type Contender,
  frameworks,
  headersFor,
  odjServer,
  start,
} from "./contenders/Servers.ts"
import type { Benchmark, Length } from "./harness/Benchmark.ts"
import { compare } from "./harness/Compare.ts"
import { inverse, numberText, type Table } from "./harness/Figures.ts"
import { type Load, messageOf, openLoad } from "./harness/Load.ts"
import { builtServer, clientCore, pin, type Server } from "./harness/Processes.ts"

const requests = 320

/** A batch of the same message. The server reads its own CPU time, so that of the client is not included. */
const batchOf = (server: Server, load: Load, message: Buffer, count: number) => async () => {
  const before = await server.cpu()
  await load.send(message, count)
  const after = await server.cpu()
  const [user, system] = [after.user - before.user, after.system - before.system].map((time) => time / count)
  return { CPU: (user ?? 0) + (system ?? 0), user: user ?? 0, system: system ?? 0 }
}

const bodies = {
  valid: JSON.stringify(example, null, 2),
  threeProblems: JSON.stringify(threeProblems, null, 2),
}

const comparePair = (length: Length, contender: Contender, share: number) =>
  compare(length, async () => {
    const [floor, server] = [await start(byHand), await start(contender)]
    await agree(floor, server, contender)
    const message = messageOf("POST", collectionPath, headersFor(server), bodies.valid)
    const loads = [await openLoad(floor.port), await openLoad(server.port)] as const
    return {
      sides: {
        "by hand": batchOf(floor, loads[0], message, requests),
        other: batchOf(server, loads[1], message, requests * share),
      },
      stop: () => {
        for (const started of [...loads.map(({ close }) => ({ stop: close })), floor, server]) started.stop()
      },
    }
  })

const compareRefusals = (length: Length, contender: Contender, isGuarded: boolean) =>
  compare(length, async () => {
    const server = await start(contender)
    const load = await openLoad(server.port)
    const headers = headersFor(server)
    const { Authorization: _, ...anonymous } = headers
    const messages = {
      created: messageOf("POST", collectionPath, headers, bodies.valid),
      "three problems": messageOf("POST", collectionPath, headers, bodies.threeProblems),
      "not JSON": messageOf("POST", collectionPath, headers, bodies.valid.slice(0, -2)),
      "unknown id": messageOf("GET", `${collectionPath}/b8d1a2c4-6e1f-4f3a-9a55-0c7d2e1f3b4a`, headers),
      "unknown path": messageOf("POST", "/beta/deviceManagement/unknown", headers, bodies.valid),
      ...(isGuarded && { "no token": messageOf("POST", collectionPath, anonymous, bodies.valid) }),
    }
    return {
      sides: Object.fromEntries(
        Object.entries(messages)
          .filter(([name]) => name !== contender.closesAfter)
          .map(([name, message]) => [name, batchOf(server, load, message, requests)]),
      ),
      stop: () => {
        load.close()
        server.stop()
      },
    }
  })

const run = async function* (length: Length, mains: ReadonlyArray<string>): AsyncIterable<Table> {
  const odj = builtServer()
  const isPinned = pin(process.pid, clientCore)
  const contenders: Readonly<Record<string, Contender>> = {
    "odj-server --auth none": odjServer(odj),
    ...(length.isQuick ? {} : { "odj-server --auth local": odjServer(odj, "local"), ...frameworks }),
    ...Object.fromEntries(mains.map((path) => [path, odjServer(path)])),
  }
  const created: Record<string, Table["rows"][string]> = {}
  for (const [name, contender] of Object.entries(contenders)) {
    const { other } = await comparePair(length, contender, name === "SAP CAP" ? 1 / 4 : 1)
    const { CPU, user, system } = other ?? {}
    if (CPU === undefined || user === undefined || system === undefined) continue
    created[name] = {
      CPU: inverse(CPU.times),
      user: inverse(user.times),
      us: `${numberText(user.cost.value)} + ${numberText(system.cost.value)}`,
    }
  }
  const title =
    "CPU time of a create by hand, divided by that of the server (more is better; us: user and system)"
  yield { title: isPinned ? title : `${title}, not pinned to cores`, rows: created }

  const refused: Record<string, Table["rows"][string]> = {}
  for (const [name, contender] of Object.entries({ "by hand": byHand, ...contenders })) {
    if ((name === "by hand" && length.isQuick) || contender.differsOn !== undefined) continue
    const costs = await compareRefusals(length, contender, name.endsWith("local"))
    refused[name] = Object.fromEntries(
      Object.entries(costs).flatMap(([kind, { CPU }]) =>
        kind === "created" || !CPU ? [] : [[kind, CPU.times]],
      ),
    )
  }
  yield {
    title: "CPU time of a refused request, divided by that of a create (less is better)",
    rows: refused,
  }
}

export const benchmark: Benchmark = {
  about: "the CPU time of a create in odj-server, by hand and in three frameworks, and of refusals",
  seconds: 350,
  run,
}
