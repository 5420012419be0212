/** Who sends a request. */
import { Result } from "effect"
import type { HttpRequest } from "../http/HttpMessage.ts"
import { readForm, withCredentials } from "../oauth/OAuthForm.ts"

/** The ids of a caller, as far as they are known. */
export interface Caller {
  readonly tenant?: string | undefined
  readonly application?: string | undefined
  readonly user?: string | undefined
}

/**
 * The caller of a request to the issuer: the application in its form or its header, or else in its query, in the tenant of its
 * path.
 */
export const issuerCaller = (
  request: Pick<HttpRequest, "headers" | "body"> & { readonly query: string },
  tenant: string | undefined,
): Caller => {
  const form = Result.flatMap(readForm(request), (form) => withCredentials(form, request))
  const posted = Result.getOrUndefined(form)?.get("client_id")
  return { tenant, application: posted ?? new URLSearchParams(request.query).get("client_id") ?? undefined }
}
