/** Compares the costs of several sides, batch by batch. */
import type { Length } from "./Benchmark.ts"
import { type Figure, figureOf, median } from "./Figures.ts"

/** What one batch costs, by the name of the cost. */
export type Cost = Readonly<Record<string, number>>

/** The sides of a comparison, with their processes started. The first side is the base. */
export interface Sides {
  readonly sides: Readonly<Record<string, () => Promise<Cost>>>
  readonly stop: () => unknown
}

export interface Compared {
  /** The cost divided by that of the base. */
  readonly times: Figure
  /** The cost itself. It means little apart from its run. */
  readonly cost: Figure
}

const shuffled = <A>(values: ReadonlyArray<A>): ReadonlyArray<A> => {
  const left = [...values]
  return values.flatMap(() => left.splice(Math.floor(Math.random() * left.length), 1))
}

/** Visits all sides in each round, in another order each time, because a disturbance then affects all of them. */
const visit = async ({ sides }: Sides, { warmUp, batches }: Length) => {
  const costs = new Map(Object.keys(sides).map((name) => [name, [] as Array<Cost>]))
  for (let round = -warmUp; round < batches; round++)
    for (const [name, batch] of shuffled(Object.entries(sides))) {
      const cost = await batch()
      if (round >= 0) costs.get(name)?.push(cost)
    }
  return costs
}

/**
 * Starts the sides in several processes, one after the other. A figure is the median of the processes' medians, with the
 * least and the greatest of them. A ratio is that of two batches of the same round.
 */
export const compare = async (
  length: Length,
  start: () => Promise<Sides>,
): Promise<Readonly<Record<string, Readonly<Record<string, Compared>>>>> => {
  const runs: Array<Awaited<ReturnType<typeof visit>>> = []
  for (let process = 0; process < length.processes; process++) {
    const started = await start()
    try {
      runs.push(await visit(started, length))
    } finally {
      await started.stop()
    }
  }
  const names = [...(runs[0]?.keys() ?? [])]
  const costsOf = (run: (typeof runs)[number], name = "", cost: string) =>
    (run.get(name) ?? []).map((batch) => batch[cost] ?? Number.NaN)
  const comparedOf = (name: string, cost: string): Compared => ({
    times: figureOf(
      runs.map((run) => {
        const base = costsOf(run, names[0], cost)
        return median(costsOf(run, name, cost).map((value, round) => value / (base[round] ?? Number.NaN)))
      }),
    ),
    cost: figureOf(runs.map((run) => median(costsOf(run, name, cost)))),
  })
  return Object.fromEntries(
    names.map((name) => {
      const costs = Object.keys(runs[0]?.get(name)?.[0] ?? {})
      return [name, Object.fromEntries(costs.map((cost) => [cost, comparedOf(name, cost)]))]
    }),
  )
}
