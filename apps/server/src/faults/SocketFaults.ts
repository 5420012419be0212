/** Faults of new connections: which can be armed on a server, and what they do to a connection. */
import type { Problem } from "@odj/domain"
import { Effect } from "effect"
import type { ServerClock } from "../clock/ServerClock.ts"
import type { Reception } from "../http/Reception.ts"
import type { SelfSigned } from "../tls/Certificate.ts"
import type { Transport } from "../tls/Transport.ts"
import type { Struck } from "./ArmedFaults.ts"
import type { Fault, SocketFault } from "./Fault.ts"
import { problemAt } from "./FaultProblems.ts"

/** Why a fault can't be armed on a server; `undefined` if it can. The path begins at the fault. */
export const socketProblem = ({ on, with: outcome }: Fault, transport: Transport): Problem | undefined => {
  if (on !== "connection") return undefined
  if (transport === "none")
    return problemAt(["on"], "This server has no connections. Use a fault of requests instead")
  if (typeof outcome === "string" || !("certificate" in outcome) || transport === "selfSigned")
    return undefined
  const reason =
    transport === "tcp" ? "This server has no TLS" : "This server has a certificate that it can't replace"
  return problemAt(
    ["with", "certificate"],
    `${reason}. Start it with a self-signed certificate (tls: true, or --tls)`,
  )
}

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
