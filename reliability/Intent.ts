/** What somebody wants to create: a connector that can be told from every other by its name, and its idempotency key. */
import { DomainJoinConnectorState } from "@odj/domain"
import type { SeededRandom } from "./SeededRandom.ts"

export interface Connector {
  readonly id: string
  readonly displayName: string
  readonly lastConnectionDateTime: string
  readonly state: string
  readonly version: string
}

export interface Intent {
  readonly key: string
  readonly connector: Omit<Connector, "id"> & { readonly id?: string }
}

/** The intent of that number, in a run of that name; every other one gives an id. */
export const intentOf = (run: string, number: number, random: SeededRandom): Intent => {
  const name = `${run}/${number}`
  const [first, ...others] = DomainJoinConnectorState.literals
  return {
    key: `key "${name}" \\`,
    connector: {
      ...(random.below(2) === 0 && { id: `id ${name} é😀` }),
      displayName: name,
      lastConnectionDateTime: `2016-12-31T23:58:36.${random.below(10_000_000)}${random.one(["Z", "-08:00", "+05:30"])}`,
      state: random.one([first, ...others]),
      version: "😀".repeat(random.below(40)),
    },
  }
}

/** Whether a connector is what was asked for; the id may be the store's. */
export const isWhatWasAsked = ({ connector: asked }: Intent, found: Connector): boolean =>
  (asked.id ?? found.id) === found.id &&
  asked.displayName === found.displayName &&
  asked.lastConnectionDateTime === found.lastConnectionDateTime &&
  asked.state === found.state &&
  asked.version === found.version

export const isSameConnector = (one: Connector, other: Connector): boolean =>
  isWhatWasAsked({ key: "", connector: one }, other)
