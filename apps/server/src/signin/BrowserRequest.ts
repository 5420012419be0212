/** A request of a browser to a tenant of the issuer. */
import type { HttpRequest } from "../http/HttpMessage.ts"
import type { RequestTarget } from "../http/RequestTarget.ts"

export interface BrowserRequest {
  readonly request: HttpRequest
  readonly target: RequestTarget
  /** The name of the tenant in the path, and its id. */
  readonly tenantName: string
  readonly tenant: string
  /** Whether the address is that of version 1.0. */
  readonly isOld: boolean
}
