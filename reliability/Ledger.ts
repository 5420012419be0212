/** What was asked for and what was answered, held against what is there. */
import { type Connector, type Intent, isSameConnector, isWhatWasAsked } from "./Intent.ts"

export class Ledger {
  /** What went wrong, a sentence each. */
  readonly faults: Array<string> = []
  readonly #open = new Set<Intent>()
  /** By name. */
  readonly #answered = new Map<string, Connector>()
  #compared = 0

  /** Those of whom nobody knows what became. */
  get open(): ReadonlyArray<Intent> {
    return Array.from(this.#open)
  }

  /** How many are known to be created. */
  get created(): number {
    return this.#answered.size
  }

  /** How many of them were there when they were last looked for: so many come first in the list. */
  get compared(): number {
    return this.#compared
  }

  sent(intent: Intent): void {
    if (!this.#answered.has(intent.connector.displayName)) this.#open.add(intent)
  }

  answered(intent: Intent, connector: Connector): void {
    const name = intent.connector.displayName
    const before = this.#answered.get(name)
    if (!isWhatWasAsked(intent, connector)) this.faults.push(`${name} is answered with another connector`)
    if (before !== undefined && !isSameConnector(before, connector)) {
      this.faults.push(`${name} was ${before.id}, and is ${connector.id} when it is asked for again`)
    }
    this.#answered.set(name, before ?? connector)
    this.#open.delete(intent)
  }

  /** Compares what is listed, without the first ones, with what was answered since those were. */
  compare(listed: ReadonlyArray<Connector>, skipped: number): void {
    const expected = new Map(Array.from(this.#answered).slice(skipped))
    const seen = new Set<string>()
    for (const connector of listed) {
      const { displayName: name } = connector
      const answer = expected.get(name)
      if (seen.has(name)) this.faults.push(`${name} is there twice`)
      else if (answer === undefined) this.faults.push(`${name} is there, and nobody was told so`)
      else if (!isSameConnector(answer, connector)) this.faults.push(`${name} is not what was answered`)
      seen.add(name)
    }
    for (const name of expected.keys()) {
      if (!seen.has(name)) this.faults.push(`${name} was acknowledged, and is lost`)
    }
    this.#compared = this.#answered.size
  }
}
