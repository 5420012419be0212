/** Which faults can strike on this server, so that the form offers no others. The server refuses them. */
import { base } from "../api/Base.ts"
import { consoleSettings } from "../api/Settings.ts"
import type { Family } from "./FaultNode.ts"

const ofIssuer: ReadonlySet<string> = new Set<Family>(["IssuerFault", "TokenFault"])

/** Whether a kind of fault can strike. A server with an issuer and a control makes tokens for the page. */
export const canStrike = (family: string): boolean =>
  !ofIssuer.has(family) || consoleSettings.value?.tokens === "control"

/** Whether an outcome can happen. Without TLS, a client gets no certificate. */
export const canHappen = (outcome: string): boolean => outcome !== "certificate" || base.protocol === "https:"
