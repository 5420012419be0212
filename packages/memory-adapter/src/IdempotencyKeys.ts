/** The idempotency keys of the last 24 hours, and the create of each key. */
import { type IdempotencyKey, isRemembered, type RememberedCreate } from "@odj/core"
import type { DomainJoinConnector } from "@odj/domain"

export class IdempotencyKeys {
  /** The oldest first: a Map keeps the order of insertion. */
  readonly #known = new Map<IdempotencyKey, RememberedCreate & { readonly at: number }>()

  /** The create with the key, if it is still remembered. `now` is in milliseconds. */
  get(key: IdempotencyKey, now: number): RememberedCreate | undefined {
    for (const [old, { at }] of this.#known) {
      if (isRemembered(at, now)) break
      this.#known.delete(old)
    }
    return this.#known.get(key)
  }

  /** Remembers a new key, and returns the created connector. */
  add(key: IdempotencyKey, created: RememberedCreate, now: number): DomainJoinConnector {
    this.#known.set(key, { ...created, at: now })
    return created.connector
  }
}
