/**
 * Creates connectors through two servers on one database at once, some with the id or the key of another create, and
 * checks all responses and the connectors in the database.
 */
import { setTimeout } from "node:timers/promises"
import { type Connector, type Intent, intentOf, isSameConnector, matchesIntent } from "./Intent.ts"
import { SeededRandom } from "./SeededRandom.ts"
import { type CreateResponse, type ServerProcess, startServer } from "./ServerProcess.ts"

export interface TwoServersReport {
  readonly created: number
  /** How many creates were refused because their id exists. */
  readonly conflicts: number
  /** How many creates returned the connector of another create with the same key. */
  readonly replays: number
  readonly faults: ReadonlyArray<string>
}

const inFlight = 32

/** The requests. About 5 % have the id of another request, and 5 % repeat another request with its key and connector. */
export const requestsOf = (creates: number, random: SeededRandom): ReadonlyArray<Intent> => {
  const requests: Array<Intent> = []
  while (requests.length < creates) {
    const intent = intentOf("two servers", requests.length, random)
    const kind = random.below(100)
    // A recent request, because then both requests are often in flight at the same time.
    const other = requests[requests.length - 1 - random.below(Math.min(requests.length, inFlight))]
    if (other !== undefined && kind < 5) requests.push(other)
    else if (other?.connector.id !== undefined && kind < 15) {
      requests.push({ ...intent, connector: { ...intent.connector, id: other.connector.id } })
    } else requests.push(intent)
  }
  return requests
}

/** Creates, and retries while another request with the same key is in flight. */
const createFinally = async (
  { create }: ServerProcess,
  intent: Intent,
): Promise<CreateResponse | undefined> => {
  for (;;) {
    const response = await create(intent)
    if (response?.code !== "RequestInProgress") return response
    await setTimeout(10)
  }
}

export interface Completed {
  readonly intent: Intent
  readonly response: CreateResponse | undefined
}

/** Compares the intents with their responses and with the connectors in the database. */
export const verify = (
  completed: ReadonlyArray<Completed>,
  listed: ReadonlyArray<Connector>,
): TwoServersReport => {
  const faults: Array<string> = []
  const created = new Map<string, Connector>()
  let conflicts = 0
  let replays = 0
  for (const { intent, response } of completed) {
    const { key, connector } = intent
    if (response?.connector === undefined) {
      if (response?.status === 409) conflicts++
      else faults.push(`${connector.displayName} fails with ${response?.status} ${response?.code}`)
      continue
    }
    const before = created.get(key)
    if (before !== undefined) replays++
    if (
      !matchesIntent(intent, response.connector) ||
      !isSameConnector(before ?? response.connector, response.connector)
    ) {
      faults.push(`${connector.displayName}: the response has another connector`)
    }
    created.set(key, response.connector)
  }

  const byId = new Map(Array.from(created.values(), (connector) => [connector.id, connector]))
  if (byId.size < created.size) faults.push(`${created.size - byId.size} ids are in two responses`)
  for (const { intent, response } of completed) {
    const { id, displayName } = intent.connector
    if (response?.status === 409 && (id === undefined || !byId.has(id) || created.has(intent.key))) {
      faults.push(`${displayName} was refused although its id was free`)
    }
  }

  const stored = new Map(listed.map((connector) => [connector.id, connector]))
  if (stored.size < listed.length) faults.push(`${listed.length - stored.size} connectors are stored twice`)
  for (const connector of byId.values()) {
    const found = stored.get(connector.id)
    if (found === undefined) faults.push(`${connector.displayName} was acknowledged and is lost`)
    else if (!isSameConnector(found, connector))
      faults.push(`${connector.displayName} differs from its response`)
  }
  for (const { id, displayName } of listed) {
    if (!byId.has(id)) faults.push(`${displayName} is stored but was not acknowledged`)
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
    const completed: Array<Completed> = []
    const remaining = requests.values()
    const work = async () => {
      for (const intent of remaining) {
        completed.push({ intent, response: await createFinally(random.one(servers), intent) })
      }
    }
    await Promise.all(Array.from({ length: inFlight }, work))
    return verify(completed, await random.one(servers).list(0))
  } finally {
    await Promise.all(servers.map(({ kill }) => kill()))
  }
}
