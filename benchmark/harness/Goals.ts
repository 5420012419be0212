/** The figures that matter most, each with the least that it should be, and with what would be good. */

export interface Goal {
  readonly work: string
  /** Where the figure is: the benchmark, and the row and the column of a table. */
  readonly at: readonly [benchmark: string, row: string, column: string]
  readonly floor: number
  readonly goal: number
  readonly better: "more" | "less"
}

const more = (work: string, at: Goal["at"], floor: number, goal: number): Goal => ({
  ...{ work, at, floor, goal },
  better: "more",
})

const less = (work: string, at: Goal["at"], floor: number, goal: number): Goal => ({
  ...{ work, at, floor, goal },
  better: "less",
})

const none = "odj-server --auth none"

export const goals: ReadonlyArray<Goal> = [
  more("create: CPU by hand / odj-server", ["create", none, "CPU"], 0.8, 0.9),
  more("the same with a verified token", ["create", "odj-server --auth local", "CPU"], 0.74, 0.85),
  less("three problems / create, CPU", ["create", none, "three problems"], 1.1, 0.8),
  less("not JSON / create, CPU", ["create", none, "not JSON"], 0.9, 0.8),
  less("unknown id / create, CPU", ["create", none, "unknown id"], 0.9, 0.8),
  less("adapter / undici's Pool, one at a time", ["client", "odj", "one at a time"], 1.9, 1.4),
  less("adapter / undici's Pool, 20 in flight", ["client", "odj", "20 in flight"], 2.3, 1.4),
  less("odj create --url / node -e 0", ["start", "odj create --url", "time"], 3, 2),
  less("odj list --url / node -e 0", ["start", "odj list --url", "time"], 3, 2),
  more("rate in SQLite / in memory", ["stores", "SQLite", "rate"], 0.7, 0.8),
  more("rate in PostgreSQL / in memory", ["stores", "PostgreSQL", "rate"], 0.45, 0.6),
  more("one row: SQLite store / its driver", ["stores", "SQLite", "one at a time"], 0.85, 0.85),
  less("SQLite: create at 1,000,000 / at 1,000", ["pages", "SQLite, create", "times"], 1.6, 1.3),
  less("memory: ordered page of a million, ms", ["pages", "memory, first page, by name", "ms of CPU"], 20, 5),
  less("p99 of /livez during contains, ms", ["dear", "SQLite: contains without a match", "p99 ms"], 20, 10),
  less("list -o table / -o json, CPU", ["commands", "list -o table", "times"], 2, 1.5),
  less("stale of 100,000: peak MB", ["commands", "stale", "peak MB"], 200, 200),
  less("first response: pnpm start / node:http", ["emulators", "pnpm start", "first response"], 4, 2),
  less("private MB: the bundle", ["emulators", "odj-server, memory", "MB after start"], 28, 25),
  less("private MB: pnpm start", ["emulators", "pnpm start", "MB after start"], 40, 25),
  less("clean clone: MB", ["install", "clean clone", "MB"], 350, 150),
  less("clean clone: seconds", ["install", "clean clone", "s"], 15, 15),
  less("bytes of a connector in memory", ["memory", "odj", "bytes"], 220, 120),
  more("10,000 creates 20 ms away / graph-client", ["far", "odj, createMany", "rate"], 100, 150),
]
