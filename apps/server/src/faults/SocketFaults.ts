/** What faults do to new connections. */
import { Effect } from "effect"
import type { ServerClock } from "../clock/ServerClock.ts"
import type { Reception } from "../http/Reception.ts"
import type { SelfSigned } from "../tls/Certificate.ts"
import type { Struck } from "./ArmedFaults.ts"
import type { SocketFault } from "./Fault.ts"

/**
 * Decides what happens to each new connection of a server; runs `strike` once for it. `flawed` makes certificates for the
 * connections that need them; it is absent if the server's own is not self-signed.
 */
export const makeReceive = (
  clock: ServerClock,
  strike: () => Struck<SocketFault>,
  flawed: SelfSigned["flawed"] | undefined,
): Effect.Effect<Reception> => {
  const receptionOf = (outcome: SocketFault["with"] | undefined): Effect.Effect<Reception> => {
    if (typeof outcome === "string") return Effect.succeed({ breaks: outcome })
    return flawed !== undefined && outcome !== undefined && "certificate" in outcome
      ? Effect.map(flawed(outcome.certificate), (tls) => ({ tls }))
      : Effect.succeed({})
  }
  return Effect.suspend(() => {
    const { delay, deciding } = strike()
    const reception = receptionOf(deciding?.fault.with)
    if (delay === 0) return reception
    return Effect.andThen(clock.delayUntil(clock.clock.currentTimeMillisUnsafe() + delay), reception)
  })
}
