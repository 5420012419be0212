/** The parts of a server that only some servers have, and which faults can't strike without them. */
import type { Problem } from "@odj/domain"
import { problemAt } from "../input/SchemaProblems.ts"
import { issuerEndpoints } from "../issuer/IssuerEndpoint.ts"
import type { Fault } from "./Fault.ts"

export interface ServerParts {
  /** How clients connect: not at all, over TCP, or over TLS, with a given certificate or a self-signed one. */
  readonly transport: "none" | "tcp" | "tls" | "selfSigned"
  /** Whether it makes tokens. */
  readonly hasIssuer: boolean
}

const isOfIssuer = ({ on }: Fault) =>
  [on].flat().some((name) => issuerEndpoints.some((endpoint) => endpoint === name))

/** Why a fault would never strike on a server; `undefined` if it can. The path begins at the fault. */
export const partProblem = (fault: Fault, { transport, hasIssuer }: ServerParts): Problem | undefined => {
  if (!hasIssuer && isOfIssuer(fault))
    return problemAt(
      ["on"],
      'This server has no issuer. Start it with the built-in one (auth: "local", or --auth local)',
    )
  const { on, with: outcome } = fault
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
