/**
 * Writes that share a transaction: what waits when the event loop has read all there was to read is carried out
 * together, and answered once it is committed, so that many durable writes cost one wait for the disk.
 */
import { Effect, Exit } from "effect"

/**
 * Carries out some work in one transaction. It succeeds only when that is committed. What the work throws undoes all of
 * it, and is told in the answer.
 */
export type Transact<Tables, E> = <A>(work: (tables: Tables) => A) => Exit.Exit<A, E>

interface Waiting<Tables, E> {
  readonly write: (tables: Tables) => unknown
  readonly answer: (exit: Exit.Exit<unknown, E>) => void
}

export interface GroupCommit<Tables, E> {
  /**
   * Carries out a write in the next transaction, and answers what it answers. Those of a transaction fail alike. One
   * that is interrupted while it waits is not carried out.
   */
  readonly write: <A>(write: (tables: Tables) => A) => Effect.Effect<A, E>
  /** Carries out at once what waits. */
  readonly carryOut: () => void
}

export const make = <Tables, E>(transact: Transact<Tables, E>): GroupCommit<Tables, E> => {
  const waiting = new Set<Waiting<Tables, E>>()

  const carryOut = () => {
    const group = [...waiting]
    waiting.clear()
    if (group.length === 0) return
    const exit = transact((tables) => group.map(({ write }) => write(tables)))
    for (const [index, { answer }] of group.entries()) answer(Exit.map(exit, (answers) => answers[index]))
  }

  return {
    write: <A>(write: (tables: Tables) => A) =>
      Effect.callback<A, E>((resume) => {
        const entry: Waiting<Tables, E> = { write, answer: (exit) => resume(exit as Exit.Exit<A, E>) }
        if (waiting.size === 0) setImmediate(carryOut)
        waiting.add(entry)
        return Effect.sync(() => waiting.delete(entry))
      }),
    carryOut,
  }
}
