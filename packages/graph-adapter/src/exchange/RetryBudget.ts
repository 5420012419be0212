/**
 * How much of what is sent may be sent again, over all the calls of a store.
 *
 * Each call adds a fifth, and each time that it is sent again takes one, or of a batch the share that is. So a service
 * that is down is asked at most 1.2 times as often as there are calls, and 20 times more at the very most, however many
 * callers there are; a single caller that has just begun has enough for one call. What a service has asked to come back
 * later is not taken from it.
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
