/** What somebody wants to create: a connector that can be told from every other by its name, and its idempotency key. */
import {
  type DateTimeOffset,
  type DomainJoinConnector,
  DomainJoinConnectorState,
  exampleConnector,
  isIdentical,
  type NewDomainJoinConnector,
} from "@odj/domain"
import type { SeededRandom } from "./SeededRandom.ts"

/** Every connector of a run has a name. */
interface Named {
  readonly displayName: string
}

export type Connector = DomainJoinConnector & Named

export interface Intent {
  readonly key: string
  readonly connector: NewDomainJoinConnector & Named
}

/** The intent of that number, in a run of that name; every other one gives an id. */
export const intentOf = (run: string, number: number, random: SeededRandom): Intent => {
  const name = `${run}/${number}`
  const [first, ...others] = DomainJoinConnectorState.literals
  return {
    key: `key "${name}" \\`,
    connector: {
      ...exampleConnector,
      ...(random.below(2) === 0 && { id: `id ${name} é😀` }),
      displayName: name,
      lastConnectionDateTime:
        `2016-12-31T23:58:36.${random.below(10_000_000)}${random.one(["Z", "-08:00", "+05:30"])}` as DateTimeOffset,
      state: random.one([first, ...others]),
      version: "😀".repeat(random.below(40)),
    },
  }
}

/** Whether a connector is what was asked for; the id may be the store's. */
export const isWhatWasAsked = ({ connector: asked }: Intent, found: Connector): boolean =>
  (asked.id ?? found.id) === found.id && isIdentical(asked, found)

export const isSameConnector = (one: Connector, other: Connector): boolean =>
  one.id === other.id && isIdentical(one, other)
