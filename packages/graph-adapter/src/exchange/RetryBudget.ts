/**
 * How many retries there may be, over all the calls of a store.
 *
 * Each call adds a fifth, and each retry takes one, or of a batch the share that is retried. So a service that is down
 * gets at most 1.2 times as many requests as there are calls, and 20 more at the very most, however many callers there
 * are; a single caller that has just begun has enough for one call. A retry at a time that the service has asked for
 * takes nothing.
 */
const perCall = 0.2
const atFirst = 3
const atMost = 20

export interface RetryBudget {
  /** Counts a call. */
  readonly deposit: () => void
  /** Takes as much for that share of a call, from 0 to 1, if there is as much. */
  readonly withdraw: (share: number) => boolean
}

export const make = (): RetryBudget => {
  let left = atFirst
  return {
    deposit: () => {
      left = Math.min(atMost, left + perCall)
    },
    withdraw: (share) => {
      if (left < share) return false
      left -= share
      return true
    },
  }
}
