/**
 * Creates through two servers on one database at once, some with the id or the key of another create, and looks whether
 * exactly what should be there is there, and everybody was told the right thing.
 */
import { setTimeout } from "node:timers/promises"
import { type Connector, type Intent, intentOf, isSameConnector, isWhatWasAsked } from "./Intent.ts"
import { SeededRandom } from "./SeededRandom.ts"
import { type Answer, type ServerProcess, startServer } from "./ServerProcess.ts"

export interface TwoServersReport {
  readonly created: number
  /** How many were answered that their id is taken. */
  readonly conflicts: number
  /** How many were answered with what another request with their key had created. */
  readonly replays: number
  readonly faults: ReadonlyArray<string>
}

const inFlight = 32

/** The requests: of a hundred, about five with the id of another one, and five with the key and connector of another. */
export const requestsOf = (creates: number, random: SeededRandom): ReadonlyArray<Intent> => {
  const requests: Array<Intent> = []
  while (requests.length < creates) {
    const intent = intentOf("two servers", requests.length, random)
    const kind = random.below(100)
    // One of those of just now, so that both are often under way at once.
    const other = requests[requests.length - 1 - random.below(Math.min(requests.length, inFlight))]
    if (other !== undefined && kind < 5) requests.push(other)
    else if (other?.connector.id !== undefined && kind < 15) {
      requests.push({ ...intent, connector: { ...intent.connector, id: other.connector.id } })
    } else requests.push(intent)
  }
  return requests
}

/** Asks until it is decided: while the other request with its key is under way, it is not. */
const decide = async ({ create }: ServerProcess, intent: Intent): Promise<Answer | undefined> => {
  for (;;) {
    const answer = await create(intent)
    if (answer?.code !== "RequestInProgress") return answer
    await setTimeout(10)
  }
}

export interface Decided {
  readonly intent: Intent
  readonly answer: Answer | undefined
}

/** Holds the answers and what is there against what was asked. */
export const judge = (
  decided: ReadonlyArray<Decided>,
  listed: ReadonlyArray<Connector>,
): TwoServersReport => {
  const faults: Array<string> = []
  const created = new Map<string, Connector>()
  let conflicts = 0
  let replays = 0
  for (const { intent, answer } of decided) {
    const { key, connector } = intent
    if (answer?.connector === undefined) {
      if (answer?.status === 409) conflicts++
      else faults.push(`${connector.displayName} is answered with ${answer?.status} ${answer?.code}`)
      continue
    }
    const before = created.get(key)
    if (before !== undefined) replays++
    if (
      !isWhatWasAsked(intent, answer.connector) ||
      !isSameConnector(before ?? answer.connector, answer.connector)
    ) {
      faults.push(`${connector.displayName} is answered with another connector`)
    }
    created.set(key, answer.connector)
  }

  const byId = new Map(Array.from(created.values(), (connector) => [connector.id, connector]))
  if (byId.size < created.size) faults.push(`${created.size - byId.size} ids were given twice`)
  for (const { intent, answer } of decided) {
    const { id, displayName } = intent.connector
    if (answer?.status === 409 && (id === undefined || !byId.has(id) || created.has(intent.key))) {
      faults.push(`${displayName} is refused, and its id was free`)
    }
  }

  const there = new Map(listed.map((connector) => [connector.id, connector]))
  if (there.size < listed.length) faults.push(`${listed.length - there.size} are there twice`)
  for (const connector of byId.values()) {
    const found = there.get(connector.id)
    if (found === undefined) faults.push(`${connector.displayName} was acknowledged, and is lost`)
    else if (!isSameConnector(found, connector))
      faults.push(`${connector.displayName} is not what was answered`)
  }
  for (const { id, displayName } of listed) {
    if (!byId.has(id)) faults.push(`${displayName} is there, and nobody was told so`)
  }
  return { created: created.size, conflicts, replays, faults }
}

export const runTwoServers = async (
  store: string,
  creates: number,
  seed: number,
): Promise<TwoServersReport> => {
  const random = new SeededRandom(seed)
  const requests = requestsOf(creates, random)
  const servers = await Promise.all([startServer(store), startServer(store)])
  try {
    const decided: Array<Decided> = []
    const left = requests.values()
    const ask = async () => {
      for (const intent of left) {
        decided.push({ intent, answer: await decide(random.one(servers), intent) })
      }
    }
    await Promise.all(Array.from({ length: inFlight }, ask))
    return judge(decided, await random.one(servers).list(0))
  } finally {
    await Promise.all(servers.map(({ kill }) => kill()))
  }
}
