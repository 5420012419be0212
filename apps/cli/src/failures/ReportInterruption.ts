/** Reports what is unknown after a change was interrupted: by a signal, or because the time was up. */
import { CreateOutcomeUnknown } from "@odj/core"
import { Effect } from "effect"
import { TimeLimit } from "../network/TimeLimit.ts"
import { Waiting } from "../network/Waiting.ts"
import { Interrupted } from "./Interrupted.ts"

/** Reports `interrupted`, unless only requests that change nothing were sent. A create has a failure for this. */
const report = Effect.fnUntraced(function* (interrupted: Interrupted, isCreate: boolean) {
  const timeLimit = yield* TimeLimit
  const exceeded = timeLimit.exceeded()
  const { hasOnlyRead } = yield* Waiting
  if (hasOnlyRead()) return
  const { reportFailure } = yield* Effect.promise(() => import("./ReportFailure.ts"))
  const { lines, remedy } = interrupted
  if (exceeded === undefined) yield* reportFailure(interrupted)
  else {
    const { message } = exceeded
    timeLimit.exitCode = yield* reportFailure(
      isCreate
        ? new CreateOutcomeUnknown({ report: { message } })
        : new Interrupted({ lines: [message, ...lines], remedy, exitCode: 5 }),
    )
  }
})

/** Reports `interrupted` if the change is interrupted. */
export const reportingInterruption =
  (interrupted: Interrupted, isCreate = false) =>
  <A, E, R>(change: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.onInterrupt(change, () => report(interrupted, isCreate))
