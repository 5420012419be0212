/**
 * The base of expected failures: a program handles them, and reports them by their message.
 *
 * They are made without a stack. Recording one takes longer than all else that makes a failure, and its frames are those of
 * Effect's run loop.
 */
import { Data } from "effect"

interface Engine extends Pick<ErrorConstructor, "prototype"> {
  /** How many frames a new error has at most. Some engines have no limit. */
  stackTraceLimit?: number | undefined
}

const engine: Engine = Error

/** Sets the limit, and returns the one before. */
const setLimit = (limit: number | undefined): number | undefined => {
  const before = engine.stackTraceLimit
  try {
    engine.stackTraceLimit = limit
  } catch {
    // The intrinsics are frozen, so errors have frames.
  }
  return before
}

/** Runs a function. Errors that are made meanwhile have no frames: the `stack` of each is only its name and message. */
export const withoutFrames = <A>(make: () => A): A => {
  const limit = setLimit(0)
  try {
    return make()
  } finally {
    setLimit(limit)
  }
}

/** Makes a class of errors like another one, but without frames. */
export const frameless = <Base extends new (...args: ReadonlyArray<never>) => object>(base: Base): Base => {
  const parent = base as unknown as new (...args: ReadonlyArray<unknown>) => object
  const child: unknown = class extends parent {
    constructor(...args: ReadonlyArray<unknown>) {
      const limit = setLimit(0)
      try {
        super(...args)
      } finally {
        setLimit(limit)
      }
    }
  }
  return child as Base
}

/**
 * Makes the base class of an expected failure: that of `Data.TaggedError`, but without frames. Defects keep theirs.
 *
 * @example
 * ```ts
 * import { ExpectedFailure } from "@odj/domain"
 *
 * class TooEarly extends ExpectedFailure("TooEarly")<{ readonly message: string }> {}
 *
 * console.log(new TooEarly({ message: "Come back at noon" }).stack) // => TooEarly: Come back at noon
 * ```
 */
export const ExpectedFailure = <Tag extends string>(tag: Tag) => frameless(Data.TaggedError(tag))
