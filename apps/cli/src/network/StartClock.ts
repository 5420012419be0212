/** What begins when the flags of a command are parsed: its time limit, and the line that says what it waits for. */
import { Duration, Effect, Option, Stdio } from "effect"
import { debug, verbose } from "../flags/GlobalFlags.ts"
import { Reporting } from "../flags/Reporting.ts"
import { timeout } from "../flags/Timeout.ts"
import { TimeLimit } from "./TimeLimit.ts"
import { Waiting } from "./Waiting.ts"

/** The limit of a check: monitoring systems end a check that takes much longer, and report only that. */
const checkLimit = Duration.seconds(30)

export const startClock = Effect.gen(function* () {
  const { monitoring } = yield* Reporting
  const limit = Option.getOrElse(yield* timeout, () => (monitoring ? checkLimit : Duration.zero))
  const timeLimit = yield* TimeLimit
  if (Duration.isPositive(limit)) yield* timeLimit.start(limit)
  const { stderrIsTerminal } = yield* Stdio.Stdio
  const waiting = yield* Waiting
  // The log of requests says the same.
  const isLogged = (yield* verbose) || (yield* debug)
  if ((yield* stderrIsTerminal) && !isLogged) waiting.show()
})
