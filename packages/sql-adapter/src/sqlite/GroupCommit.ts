/**
 * Group commit: all writes of one turn of the event loop share a transaction and complete once it is committed, so that
 * many durable writes wait for the disk only once.
 */
import { Effect, Exit } from "effect"

/** `setImmediate` as it is when this module loads: writes continue even if a test later fakes all timers. */
const { setImmediate } = globalThis

/**
 * Runs work in one transaction, and succeeds once that is committed. If the work throws, everything is rolled back, and
 * the exit has the cause.
 */
export type Transact<Tables, E> = <A>(work: (tables: Tables) => A) => Exit.Exit<A, E>

interface Waiting<Tables, E> {
  readonly write: (tables: Tables) => unknown
  readonly complete: (exit: Exit.Exit<unknown, E>) => void
}

export interface GroupCommit<Tables, E> {
  /**
   * Runs a write in the next transaction, and returns its result. All writes of a transaction fail together. A write
   * that is interrupted while it waits does not run.
   */
  readonly write: <A>(write: (tables: Tables) => A) => Effect.Effect<A, E>
  /** Runs the waiting writes at once. */
  readonly flush: () => void
}

export const make = <Tables, E>(transact: Transact<Tables, E>): GroupCommit<Tables, E> => {
  let waiting = new Set<Waiting<Tables, E>>()

  const flush = () => {
    const group = [...waiting]
    // Not `clear`: V8 then links the old table to the new one. So once a group is in the old generation, all groups after it
    // stay in memory until the next full collection, with their requests.
    waiting = new Set()
    if (group.length === 0) return
    const exit = transact((tables) => group.map(({ write }) => write(tables)))
    for (const [index, { complete }] of group.entries()) complete(Exit.map(exit, (results) => results[index]))
  }

  return {
    write: <A>(write: (tables: Tables) => A) =>
      Effect.callback<A, E>((resume) => {
        const entry: Waiting<Tables, E> = { write, complete: (exit) => resume(exit as Exit.Exit<A, E>) }
        if (waiting.size === 0) setImmediate(flush)
        waiting.add(entry)
        return Effect.sync(() => waiting.delete(entry))
      }),
    flush,
  }
}
