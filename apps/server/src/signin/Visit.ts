/** What the endpoints for browsers have in common: a request to a tenant, and the page for a request that is refused. */
import { Effect } from "effect"
import type { HttpRequest, HttpResponse } from "../http/HttpMessage.ts"
import type { RequestTarget } from "../http/RequestTarget.ts"
import { describeFailure, type OAuthFailure } from "../oauth/OAuthFailure.ts"
import { signInRefusedPage } from "./SignInPage.ts"

/** A request of a browser to a tenant. */
export interface Visit {
  readonly request: HttpRequest
  readonly target: RequestTarget
  /** The name of the tenant in the path, and its id. */
  readonly tenantName: string
  readonly tenant: string
  /** Whether the address is that of version 1.0. */
  readonly isOld: boolean
}

/** The page that shows a failure. */
export const refuse = (failure: OAuthFailure, { headers }: HttpRequest): Effect.Effect<HttpResponse> =>
  Effect.map(describeFailure(failure, headers["client-request-id"]), signInRefusedPage)

/** The response, which sets a cookie. */
export const withCookie = (response: HttpResponse, cookie: string): HttpResponse => ({
  ...response,
  headers: { ...response.headers, "Set-Cookie": cookie },
})
