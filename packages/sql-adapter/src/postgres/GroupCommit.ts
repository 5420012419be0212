/**
 * Group commit: creates that arrive in one turn of the event loop, or while earlier groups are in flight, are committed
 * together.
 */
import { type DomainJoinConnector, textLength } from "@odj/domain"
import { Effect, Exit } from "effect"
import { fits } from "./Chunks.ts"

/** `setImmediate` as it is when this module loads: creates continue even if a test later fakes all timers. */
const { setImmediate } = globalThis

/**
 * Commits a group, and returns the outcome of each create. `take` closes the group and returns its creates, each time the
 * same. Until then, others can join.
 */
export type Commit<Create, A, E> = (
  take: () => ReadonlyArray<Create>,
) => Effect.Effect<Iterable<readonly [Create, Exit.Exit<A, E>]>>

interface Group<Create, A, E> {
  readonly waiting: Map<Create, (exit: Exit.Exit<A, E>) => void>
  /** The characters of all that have joined. */
  characters: number
}

/** Makes a function that commits a create in a group. A create that is interrupted before its group is taken leaves it. */
export const make = Effect.fnUntraced(function* <
  Create extends { readonly connector: DomainJoinConnector },
  A,
  E,
>(commit: Commit<Create, A, E>) {
  const runFork = Effect.runForkWith(yield* Effect.context())
  let open: Group<Create, A, E> | undefined

  const begin = (): Group<Create, A, E> => {
    const group: Group<Create, A, E> = { waiting: new Map(), characters: 0 }
    let taken: ReadonlyArray<Create> | undefined
    const take = () => {
      if (open === group) open = undefined
      taken ??= [...group.waiting.keys()]
      return taken
    }
    // The statement belongs to no single request. Each create can have a span of its own.
    const committed = Effect.withTracerEnabled(commit(take), false)
    setImmediate(() =>
      runFork(committed).addObserver((exit) => {
        const outcomes = Exit.isSuccess(exit)
          ? exit.value
          : take().map((create) => [create, Exit.failCause(exit.cause)] as const)
        for (const [create, outcome] of outcomes) group.waiting.get(create)?.(outcome)
      }),
    )
    return group
  }

  return (create: Create): Effect.Effect<A, E> =>
    Effect.callback((resume) => {
      const size = textLength(create.connector)
      if (open === undefined || !fits(open.waiting.size + 1, open.characters + size)) open = begin()
      const group = open
      group.characters += size
      group.waiting.set(create, resume)
      return Effect.sync(() => group.waiting.delete(create))
    })
})
