/**
 * Limits the retries of a store, over all its calls.
 *
 * Each call adds a fifth of a retry to the budget, and each retry takes one out. A retry of half a batch takes half a
 * retry. The budget begins with 3 retries, enough for one call, and never exceeds 20. So a service that is down gets at
 * most 1.2 requests for each call and 20 more, or 3 more from a new store, however many callers there are. A retry at a
 * time that the service has requested is free.
 */
const perCall = 0.2
const initial = 3
const maximum = 20

export interface RetryBudget {
  /** Counts a call. */
  readonly deposit: () => void
  /**
   * Takes the cost of a retry out of the budget: 1 for a call, less for a part of a batch. Returns false, and takes
   * nothing, if the budget is too small.
   */
  readonly withdraw: (share: number) => boolean
}

export const make = (): RetryBudget => {
  let left = initial
  return {
    deposit: () => {
      left = Math.min(maximum, left + perCall)
    },
    withdraw: (share) => {
      if (left < share) return false
      left -= share
      return true
    },
  }
}
