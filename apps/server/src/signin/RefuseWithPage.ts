/** Responds to a browser with the page that shows a failure. */
import { Effect } from "effect"
import type { HttpRequest, HttpResponse } from "../http/HttpMessage.ts"
import { describeFailure, type OAuthFailure } from "../oauth/OAuthFailure.ts"
import { signInRefusedPage } from "./SignInPage.ts"

export const refuseWithPage = (
  failure: OAuthFailure,
  { headers }: HttpRequest,
): Effect.Effect<HttpResponse> =>
  Effect.map(describeFailure(failure, headers["client-request-id"]), signInRefusedPage)
