/** An intent to create a connector: the connector, with a unique name, and its idempotency key. */
import {
  type DateTimeOffset,
  type DomainJoinConnector,
  DomainJoinConnectorState,
  exampleConnector,
  isIdentical,
  type NewDomainJoinConnector,
} from "@odj/domain"
import type { SeededRandom } from "./SeededRandom.ts"

/** Every connector of a run has a display name. */
interface Named {
  readonly displayName: string
}

export type Connector = DomainJoinConnector & Named

export interface Intent {
  readonly key: string
  readonly connector: NewDomainJoinConnector & Named
}

/** The intent with the given number in a run. Half of the intents have an id. */
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

/** Whether a connector is the connector of an intent. An intent without an id accepts any id. */
export const matchesIntent = ({ connector: intended }: Intent, found: Connector): boolean =>
  (intended.id ?? found.id) === found.id && isIdentical(intended, found)

export const isSameConnector = (one: Connector, other: Connector): boolean =>
  one.id === other.id && isIdentical(one, other)
