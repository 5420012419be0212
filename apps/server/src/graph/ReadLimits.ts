/** Limits on the reads of all clients: lists, counts and the responses to batches. */

export interface ReadLimits {
  /** How long a list or a count may take, in milliseconds. Each request of a batch has this time. */
  readonly readTime: number
  /** How many lists and counts run at the same time; further ones wait. */
  readonly maxReads: number
  /** How long the response to a batch may become, in characters, before reads are left out. */
  readonly maxBatch: number
  /** How long the responses to all batches in flight may become together, in characters. */
  readonly maxBatches: number
}

export const defaultReadLimits: ReadLimits = {
  readTime: 10_000,
  maxReads: 64,
  maxBatch: 4_194_304,
  maxBatches: 16_777_216,
}
