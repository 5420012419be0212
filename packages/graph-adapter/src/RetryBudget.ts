/**
 * How much of what is sent may be sent again, over all the calls of a store.
 *
 * Each call adds a fifth, and each time that something is sent again takes one. So a service that is down is asked at
 * most 1.2 times as often as there are calls, and 20 times more at the very most, however many callers there are; a
 * single caller that has just begun has enough for one call.
 */
const perCall = 0.2
const atFirst = 3
const atMost = 20

export interface RetryBudget {
  /** Counts a call. */
  readonly deposit: () => void
  /** Takes one, if there is one. */
  readonly withdraw: () => boolean
}

export const make = (): RetryBudget => {
  let left = atFirst
  return {
    deposit: () => {
      left = Math.min(atMost, left + perCall)
    },
    withdraw: () => {
      if (left < 1) return false
      left -= 1
      return true
    },
  }
}
