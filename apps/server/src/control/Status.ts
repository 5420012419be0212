/** The status of a controlled server: what it is, what it has, and whom its issuer knows. */
import { Effect } from "effect"
import type { Ledger } from "../ledger/Ledger.ts"
import type { ControlledServer } from "../server/HttpControl.ts"

/** What a server says of itself. */
export interface ServerFacts {
  readonly version: string
  /** The store, as the start line names it. */
  readonly store: string
  readonly started: Date
}

/** How many tenants, people and applications a status has at most. */
const maxListed = 100

/** How many connectors each tenant has. It is unknown if other servers may use the store too, or if the store fails. */
const countsOf = ({ contents, storeOf }: ControlledServer["tenants"]) =>
  Effect.gen(function* () {
    if (contents === undefined) return undefined
    const tenants = (yield* contents.tenants).slice(0, maxListed)
    return yield* Effect.forEach(tenants, (tenant) =>
      Effect.map(
        Effect.flatMap(storeOf(tenant), (store) => store.list({ limit: 0, count: true })),
        ({ count = 0 }) => ({ tenant, connectors: count }),
      ),
    )
  }).pipe(Effect.orElseSucceed(() => undefined))

const listedIn = (issuer: ControlledServer["issuer"]) =>
  issuer && {
    people: issuer.directory
      .people(undefined)
      .slice(0, maxListed)
      .map(({ tenant, username, name }) => ({ tenant, username, name })),
    applications: issuer.directory
      .applications()
      .slice(0, maxListed)
      .map(({ appId, displayName }) => ({ appId, displayName })),
  }

/** Makes a function that returns the status, by the address that the client used. */
export const makeStatus =
  (facts: ServerFacts, ledger: Pick<Ledger, "recording">, { tenants, readiness, issuer }: ControlledServer) =>
  (url: string) =>
    Effect.gen(function* () {
      return {
        ...facts,
        url,
        recordingSince: new Date(ledger.recording().since).toISOString(),
        ready: yield* readiness,
        tenants: yield* countsOf(tenants),
        issuer: listedIn(issuer),
      }
    })
