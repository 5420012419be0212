/** The task of a worker: to create connectors, a number of them at a time. */
export interface Creates {
  readonly creates: number
  readonly inFlight: number
}
