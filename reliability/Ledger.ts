/** Records intents and acknowledged connectors, and compares the connectors with the list of a server. */
import { type Connector, type Intent, isSameConnector, matchesIntent } from "./Intent.ts"

export class Ledger {
  /** The faults found so far, one sentence each. */
  readonly faults: Array<string> = []
  readonly #open = new Set<Intent>()
  /** By name. */
  readonly #acknowledged = new Map<string, Connector>()
  #compared = 0

  /** The intents whose outcome is unknown. */
  get open(): ReadonlyArray<Intent> {
    return Array.from(this.#open)
  }

  /** How many creates were acknowledged. */
  get created(): number {
    return this.#acknowledged.size
  }

  /** The acknowledged connectors. */
  get connectors(): ReadonlyArray<Connector> {
    return Array.from(this.#acknowledged.values())
  }

  /** How many acknowledged connectors were compared with the last list. The complete list begins with these connectors. */
  get compared(): number {
    return this.#compared
  }

  sent(intent: Intent): void {
    if (!this.#acknowledged.has(intent.connector.displayName)) this.#open.add(intent)
  }

  acknowledged(intent: Intent, connector: Connector): void {
    const name = intent.connector.displayName
    const before = this.#acknowledged.get(name)
    if (!matchesIntent(intent, connector)) this.faults.push(`${name}: the response has another connector`)
    if (before !== undefined && !isSameConnector(before, connector)) {
      this.faults.push(`${name}: the first response had the id ${before.id}, the next one ${connector.id}`)
    }
    this.#acknowledged.set(name, before ?? connector)
    this.#open.delete(intent)
  }

  /** Compares a list that was read with `$skip=skipped` with the connectors that were acknowledged after the first `skipped`. */
  compare(listed: ReadonlyArray<Connector>, skipped: number): void {
    const expected = new Map(Array.from(this.#acknowledged).slice(skipped))
    const seen = new Set<string>()
    for (const connector of listed) {
      const { displayName: name } = connector
      const acknowledged = expected.get(name)
      if (seen.has(name)) this.faults.push(`${name} is stored twice`)
      else if (acknowledged === undefined) this.faults.push(`${name} is stored but was not acknowledged`)
      else if (!isSameConnector(acknowledged, connector))
        this.faults.push(`${name} differs from its response`)
      seen.add(name)
    }
    for (const name of expected.keys()) {
      if (!seen.has(name)) this.faults.push(`${name} was acknowledged and is lost`)
    }
    this.#compared = this.#acknowledged.size
  }
}
