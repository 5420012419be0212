/** The idempotency keys of the last 24 hours, and what was created under each. */
import { type IdempotencyKey, isRemembered, type KeptIntent } from "@odj/core"
import type { DomainJoinConnector } from "@odj/domain"

export class KnownKeys {
  /** The oldest first, as a Map keeps them. */
  readonly #known = new Map<IdempotencyKey, KeptIntent & { readonly at: number }>()

  /** What was created under the key, `now` being a time in milliseconds. */
  get(key: IdempotencyKey, now: number): KeptIntent | undefined {
    for (const [old, { at }] of this.#known) {
      if (isRemembered(at, now)) break
      this.#known.delete(old)
    }
    return this.#known.get(key)
  }

  /** Remembers a key that is not known, and answers what was created. */
  add(key: IdempotencyKey, created: KeptIntent, now: number): DomainJoinConnector {
    this.#known.set(key, { ...created, at: now })
    return created.connector
  }
}
