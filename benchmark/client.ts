/**
 * The time of a create in a client, divided by that with undici's Pool, one pair of clients at a time: the Graph adapter,
 * fetch and Microsoft's own client, all with the hand-written server.
 */
import type { Creates } from "./contenders/Creates.ts"
import { clients } from "./contenders/GraphClients.ts"
import { byHand, start } from "./contenders/Servers.ts"
import type { Benchmark, Length } from "./harness/Benchmark.ts"
import { type Cost, compare } from "./harness/Compare.ts"
import type { Table } from "./harness/Figures.ts"
import { clientCore, startWorker } from "./harness/Processes.ts"

const comparePair = (length: Length, names: readonly [base: string, other: string]) =>
  compare(length, async () => {
    const creates = length.isQuick ? 96 : 320
    const server = await start(byHand)
    const workers = await Promise.all(
      names.map((name) =>
        startWorker<Creates, Cost>("contenders/clientWorker.ts", [name, server.url], { core: clientCore }),
      ),
    )
    const batch = (worker: (typeof workers)[number] | undefined) => async (): Promise<Cost> => {
      const one = await worker?.ask({ creates, inFlight: 1 })
      const many = await worker?.ask({ creates, inFlight: 20 })
      return {
        "one at a time": one?.wall ?? 0,
        "20 in flight": many?.wall ?? 0,
        "CPU, one": one?.cpu ?? 0,
        "CPU, 20": many?.cpu ?? 0,
      }
    }
    return {
      sides: { base: batch(workers[0]), other: batch(workers[1]) },
      stop: () => {
        for (const { stop } of [...workers, server]) stop()
      },
    }
  })

const run = async function* (length: Length): AsyncIterable<Table> {
  const [base = "", odj = "", ...others] = Object.keys(clients)
  const rows: Record<string, Table["rows"][string]> = {}
  for (const name of length.isQuick ? [odj] : [odj, ...others]) {
    const { other = {} } = await comparePair(length, [base, name])
    rows[name] = Object.fromEntries(Object.entries(other).map(([cost, { times }]) => [cost, times]))
  }
  yield { title: "Time of a create, divided by that with undici's Pool (less is better)", rows }
}

export const benchmark: Benchmark = {
  about: "the time of a create in the Graph adapter and other clients, divided by that of undici's Pool",
  seconds: 430,
  run,
}
