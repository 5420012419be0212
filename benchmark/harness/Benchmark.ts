/** What a benchmark is, and how long it runs. */
import type { Table } from "./Figures.ts"

export interface Benchmark {
  /** What it measures, in a line. */
  readonly about: string
  /** About how many seconds it takes on two quiet cores. */
  readonly seconds: number
  /** The arguments are what follows its name on the command line. */
  readonly run: (length: Length, args: ReadonlyArray<string>) => AsyncIterable<Table>
}

/** How often a comparison is repeated. */
export interface Length {
  /** The batches of each side that do not count, and those that do. */
  readonly warmUp: number
  readonly batches: number
  /** How often all processes are started anew. */
  readonly processes: number
  /** Only what is most important is compared. */
  readonly isQuick: boolean
  /** How many connectors, requests or runs there are of a number that a full run has. */
  readonly of: (full: number) => number
}

export const full: Length = {
  warmUp: 80,
  batches: 60,
  processes: 3,
  isQuick: false,
  of: (count) => count,
}

/** For the comparisons that are repeated after each change. */
export const quick: Length = { ...full, warmUp: 12, batches: 8, isQuick: true }

/** Only shows that a benchmark runs. */
export const smoke: Length = {
  warmUp: 1,
  batches: 1,
  processes: 1,
  isQuick: false,
  of: (count) => Math.min(count, Math.ceil(count / 1_000) + 100),
}

/** Where a batch is slow, such as the start of a process, fewer of them are enough. */
export const fewer = (length: Length, batches: number): Length => ({
  ...length,
  warmUp: 1,
  batches: Math.min(length.batches, batches),
})
