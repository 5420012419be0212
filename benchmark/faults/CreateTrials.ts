/**
 * Creates whose first attempts fail: three at once, or three in a batch. Of more failures at once, odj does not retry all: the
 * outage in `OtherTrials.ts` shows that.
 */
import type { Fault } from "@odj/server"
import type { Connector, GraphClient } from "./GraphClient.ts"
import type { Trial } from "./Trial.ts"

/** What a request to Graph's API fails with. */
type Outcome = Exclude<Fault["with"], { readonly token: unknown } | { readonly certificate: unknown }>

/**
 * The report has the names of the creates that the client reports as successful. It is `undefined` if the client can't send
 * them.
 */
export interface CreateTrial extends Trial<ReadonlySet<string> | undefined> {
  /** The rows of the table, each with the names of its connectors. */
  readonly rows: ReadonlyArray<{ readonly title: string; readonly names: ReadonlyArray<string> }>
}

export const connectorsOf = (count: number): ReadonlyArray<Connector & { readonly displayName: string }> =>
  Array.from({ length: count }, (_, index) => ({
    displayName: `connector ${index}`,
    lastConnectionDateTime: "2026-01-31T12:00:00Z",
    state: "active",
    version: "6.2504.2001.8",
  }))

/** Creates so many connectors at once. Returns the names of the creates that the client reports as successful. */
export const createEach = async ({ create }: GraphClient, count: number): Promise<ReadonlySet<string>> => {
  const connectors = connectorsOf(count)
  const settled = await Promise.allSettled(connectors.map(create))
  const successful = connectors.filter((_, index) => settled[index]?.status === "fulfilled")
  return new Set(successful.map(({ displayName }) => displayName))
}

const connectors = connectorsOf(3)
const names = connectors.map(({ displayName }) => displayName)

/** Creates all in one batch. If the batch fails, every create counts as failed. */
const createBatch = async ({ createMany }: GraphClient) => {
  if (createMany === undefined) return undefined
  const reported = await createMany(connectors).catch(() => [])
  return new Set(names.filter((_, index) => reported[index]))
}

/** The first attempt of each create fails with the outcome of its row. */
const trialOf = (
  rows: Readonly<Record<string, readonly [names: ReadonlyArray<string>, outcome?: Outcome]>>,
  run: CreateTrial["run"],
): CreateTrial => ({
  rows: Object.entries(rows).map(([title, [names]]) => ({ title, names })),
  faults: (tenant) =>
    Object.values(rows).flatMap(([names, outcome]) =>
      outcome === undefined
        ? []
        : names.map(
            (displayName): Fault => ({
              on: "create",
              when: { tenant, displayName },
              times: 1,
              with: outcome,
            }),
          ),
    ),
  run,
})

const each = (title: string, outcome: Outcome) =>
  trialOf({ [title]: [names, outcome] }, (client) => createEach(client, names.length))

export const createTrials: ReadonlyArray<CreateTrial> = [
  each("no response, created", { connection: "noResponse", after: "commit" }),
  each("504, not created", { status: 504 }),
  each("504, created", { status: 504, after: "commit" }),
  each("503, created", { status: 503, after: "commit" }),
  each("reset, not created", "reset"),
  each("reset, created", { connection: "reset", after: "commit" }),
  each("201, half the body", "cutBody"),
  each("429, Retry-After 1", { status: 429, retryAfter: 1 }),
  each("429 without it", { status: 429 }),
  trialOf(
    {
      "in a batch: 504, created": [names.slice(0, 1), { status: 504, after: "commit" }],
      "in a batch: 429, Retry-After 1": [names.slice(1, 2), { status: 429, retryAfter: 1 }],
      "in a batch: no fault": [names.slice(2)],
    },
    createBatch,
  ),
]
