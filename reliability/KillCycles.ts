/**
 * Kills a server, its database or both under load, again and again, and checks that no acknowledged connector is lost
 * or stored twice.
 *
 * A seed reproduces a run, except for the timing by the operating system: the arrival of each request, and the state of a
 * process when it is killed.
 */
import { setTimeout } from "node:timers/promises"
import { type Intent, intentOf } from "./Intent.ts"
import { Ledger } from "./Ledger.ts"
import { repeat, retryOpen, writeUntilFailure } from "./Load.ts"
import { SeededRandom } from "./SeededRandom.ts"
import { type ServerOptions, startServer } from "./ServerProcess.ts"

/** A database that can be killed in addition to the server. */
export interface Database {
  kill(): Promise<void>
  restart(): Promise<void>
}

export interface KillRun {
  readonly store: string
  readonly database?: Database
  readonly cycles: number
  readonly seed: number
  readonly server?: ServerOptions
}

export interface KillReport {
  readonly cycles: number
  readonly created: number
  /** How many creates had no response when a process was killed. */
  readonly unknown: number
  readonly faults: ReadonlyArray<string>
}

/** The maximum number of responses before a process is killed. */
const maxResponses = 150

/** How many acknowledged creates are repeated in each cycle. */
const repeated = 8

/** Runs cycles until there is a fault. */
export const runKills = async ({
  store,
  database,
  cycles,
  seed,
  server: options,
}: KillRun): Promise<KillReport> => {
  const random = new SeededRandom(seed)
  const ledger = new Ledger()
  const victims = database === undefined ? (["server"] as const) : (["server", "database", "both"] as const)
  let server = await startServer(store, options)
  let sent = 0
  let unknown = 0
  let cycle = 0

  try {
    for (; cycle < cycles && ledger.faults.length === 0; cycle++) {
      const victim = random.one(victims)
      const responses = 1 + random.below(maxResponses)
      // Some processes are killed a little later, while they process the next requests.
      const delay = random.below(4)
      const intents: Array<Intent> = []
      const next = () => {
        const intent = intentOf(`run ${seed}`, sent++, random)
        intents.push(intent)
        return intent
      }
      await writeUntilFailure(server, ledger, next, responses, async () => {
        await setTimeout(delay)
        await Promise.all([
          victim === "database" ? undefined : server.kill(),
          victim === "server" ? undefined : database?.kill(),
        ])
      })
      if (victim !== "server") await database?.restart()
      if (victim !== "database") server = await startServer(store, options)
      unknown += ledger.open.length
      await retryOpen(server, ledger)
      const { compared } = ledger
      ledger.compare(await server.list(compared), compared)
      await repeat(server, ledger, intents.slice(-repeated))
    }
    ledger.compare(await server.list(0), 0)
  } finally {
    await server.kill()
  }
  return { cycles: cycle, created: ledger.created, unknown, faults: ledger.faults }
}
