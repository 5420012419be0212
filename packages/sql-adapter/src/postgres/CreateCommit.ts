/**
 * Commits a group of creates, so that each has its own outcome: a create that the database refuses does not affect the
 * others, and creates with one key come one after another.
 */
import { Clock, Effect, Exit } from "effect"
import { type Create, type CreateOutcome, insertGroup } from "./CreateGroup.ts"
import type { PostgresConnections, Run } from "./PostgresConnections.ts"
import type { StatementFailed } from "./PostgresFailure.ts"

export type Outcome = Exit.Exit<CreateOutcome, StatementFailed>

/** In the order of the creates, except that those whose key an earlier one has come last. */
type Outcomes = ReadonlyMap<Create, Outcome>

/** Whether nothing was stored because of one of the creates: its key or its id is taken or locked, or a value is refused. */
const isOfOne = (outcome: Exit.Exit<unknown, StatementFailed>): boolean =>
  Exit.isFailure(outcome) &&
  outcome.cause.reasons.some(
    (reason) =>
      reason._tag === "Die" ||
      (reason._tag === "Fail" && (reason.error.outcome === "Taken" || reason.error.outcome === "Locked")),
  )

/** The creates without those whose key an earlier one has. */
const firstOfEachKey = (creates: ReadonlyArray<Create>): ReadonlyArray<Create> => {
  const keys = new Set<string>()
  return creates.filter(({ tenant, key }) => {
    if (key === undefined) return true
    const known = keys.size
    return keys.add(JSON.stringify([tenant, key])).size > known
  })
}

export const make = ({ sql, run }: PostgresConnections) => {
  /** Commits the creates that `take` returns each time. It is called first when the statement has its connection. */
  const commit = Effect.fnUntraced(function* (
    take: () => ReadonlyArray<Create>,
    runFirst: Run = run,
  ): Effect.fn.Return<Outcomes> {
    const insert = Effect.flatMap(Clock.currentTimeMillis, (now) =>
      insertGroup(sql, firstOfEachKey(take()), now),
    )
    const exit = yield* Effect.exit(runFirst(insert))
    const creates = take()
    const first = firstOfEachKey(creates)
    if (first.length > 1 && isOfOne(exit)) return yield* commitApart(creates)
    const outcomes = new Map<Create, Outcome>()
    for (const [index, create] of first.entries()) {
      outcomes.set(
        create,
        Exit.map(exit, (all) => all[index] as CreateOutcome),
      )
    }
    if (first.length === creates.length) return outcomes
    const others = yield* commit(() => creates.filter((create) => !outcomes.has(create)))
    return new Map([...outcomes, ...others])
  })

  const commitApart = (creates: ReadonlyArray<Create>): Effect.Effect<Outcomes> =>
    Effect.map(
      Effect.forEach(creates, (create) => commit(() => [create]), { concurrency: "unbounded" }),
      (outcomes) => new Map(outcomes.flatMap((each) => [...each])),
    )

  return commit
}
