/** Faults of new connections: which can be armed on a server, and what they do to a connection. */
import type { Problem } from "@odj/domain"
import { Clock, Effect } from "effect"
import type { ServerClock } from "../clock/ServerClock.ts"
import type { Reception } from "../http/Reception.ts"
import { type Certificate, type SelfSigned, selfSigned } from "../tls/Certificate.ts"
import type { Fault, SocketFault } from "./Fault.ts"

/** How clients connect to a server: not at all, without TLS, or with TLS and a certificate that is given or self-signed. */
export type Transport = "none" | "http" | "https" | "selfSigned"

/** Why a fault can't be armed on a server; `undefined` if it can. The path begins at the fault. */
export const socketProblem = ({ on, with: outcome }: Fault, transport: Transport): Problem | undefined => {
  if (on !== "connection") return undefined
  if (transport === "none")
    return { path: ["on"], message: "This server has no connections. Use a fault of requests" }
  if (typeof outcome === "string" || !("certificate" in outcome)) return undefined
  const path = ["with", "certificate"]
  if (transport === "http")
    return { path, message: "This server has no TLS. Start it with tls: true, or with --tls" }
  return transport === "selfSigned" || outcome.certificate === "untrusted"
    ? undefined
    : {
        path,
        message: `Only a self-signed certificate can be replaced by one that is ${outcome.certificate}. Start the server with tls: true, or with --tls`,
      }
}

/** What strikes a new connection. */
interface Struck {
  /** The sum of the delays, in milliseconds. */
  readonly delay: number
  readonly deciding?: { readonly fault: SocketFault } | undefined
}

/**
 * Makes the effect that decides what happens to a new connection of a server with this certificate. It runs `strike` once
 * for each connection. Certificates are made when a fault first needs them.
 */
export const makeReceive = Effect.fnUntraced(function* (
  clock: ServerClock,
  strike: () => Struck,
  certificate: Certificate | SelfSigned | undefined,
) {
  // Clients check certificates by their own time, so a moved clock does not apply.
  const base = yield* Clock.Clock
  const untrusted = yield* Effect.cached(Effect.provideService(selfSigned([]), Clock.Clock, base))
  const flawed = certificate !== undefined && "flawed" in certificate ? certificate.flawed : () => untrusted
  const certificates = {
    untrusted,
    expired: yield* Effect.cached(flawed("expired")),
    otherHost: yield* Effect.cached(flawed("otherHost")),
  }

  const receptionOf = (outcome: SocketFault["with"] | undefined): Effect.Effect<Reception> => {
    if (typeof outcome === "string") return Effect.succeed({ breaks: outcome })
    return outcome !== undefined && "certificate" in outcome
      ? Effect.map(certificates[outcome.certificate], (tls) => ({ tls }))
      : Effect.succeed({})
  }

  return Effect.suspend(() => {
    const { delay, deciding } = strike()
    const reception = receptionOf(deciding?.fault.with)
    return delay > 0 ? Effect.andThen(clock.delay(delay), reception) : reception
  })
})
