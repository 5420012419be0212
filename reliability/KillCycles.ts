/**
 * Kills a server, its database or both under load, again and again, and looks whether anything that was acknowledged is
 * lost, or anything is there twice.
 *
 * Everything is the same for the same seed but what the operating system decides: when a request arrives, and where in
 * its work a process is when it is killed.
 */
import { setTimeout } from "node:timers/promises"
import { type Intent, intentOf } from "./Intent.ts"
import { Ledger } from "./Ledger.ts"
import { repeat, settle, writeUntilStruck } from "./Load.ts"
import { SeededRandom } from "./SeededRandom.ts"
import { type ServerOptions, startServer } from "./ServerProcess.ts"

/** What is there to be killed beside the server. */
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
  /** How many creates had no answer when something was killed. */
  readonly unknown: number
  readonly faults: ReadonlyArray<string>
}

/** How many answers come at most before something is killed. */
const mostAnswers = 150

/** How many creates of each cycle are asked for once more. */
const repeated = 8

/** Carries out cycles until there is a fault. */
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
      const answers = 1 + random.below(mostAnswers)
      // Some are killed a little later, in the midst of what follows that answer.
      const delay = random.below(4)
      const intents: Array<Intent> = []
      const next = () => {
        const intent = intentOf(`run ${seed}`, sent++, random)
        intents.push(intent)
        return intent
      }
      await writeUntilStruck(server, ledger, next, answers, async () => {
        await setTimeout(delay)
        await Promise.all([
          victim === "database" ? undefined : server.kill(),
          victim === "server" ? undefined : database?.kill(),
        ])
      })
      if (victim !== "server") await database?.restart()
      if (victim !== "database") server = await startServer(store, options)
      unknown += ledger.open.length
      await settle(server, ledger)
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
