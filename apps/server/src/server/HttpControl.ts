/** The control of a test double over HTTP, as the server sees it. */
import type { Effect } from "effect"
import type { OpenApiPart } from "../docs/OpenApiDocument.ts"
import type { Readiness } from "../docs/ServicePages.ts"
import type { Tenants } from "../graph/Tenants.ts"
import type { HttpRequest, Wrap } from "../http/HttpMessage.ts"
import type { Authentication } from "./Authentication.ts"

/** The path of its index. All its other paths are below this one. */
export const controlPath = "/_odj"

export const isControlPath = (path: string): boolean =>
  path === controlPath || path.startsWith(`${controlPath}/`)

/** The server that a control is for. */
export interface ControlledServer {
  readonly tenants: Tenants["Service"]
  readonly readiness: Effect.Effect<Readiness>
  readonly issuer: Authentication["issuer"]
}

export interface HttpControl {
  /** Handles the requests that are for it. It surrounds CORS, the ledger and the faults, so these have no effect on it. */
  readonly around: (server: ControlledServer) => Wrap
  /** The largest body of a request that is for it and that it allows, by its head; otherwise `undefined`. */
  readonly maxBody: (head: HttpRequest) => number | undefined
  readonly docs: Effect.Effect<OpenApiPart>
}
