/** The server as a whole: the edge, the endpoint, and what stands beside it. */
import { Duration, Effect } from "effect"
import { makeServicePages, type Readiness } from "../docs/ServicePages.ts"
import { errorAnswer } from "../graph/ErrorAnswer.ts"
import { failureAnswer, requestIds } from "../graph/FailureAnswer.ts"
import { makeEndpoint } from "../graph/GraphEndpoint.ts"
import { type EdgeFailure, NotReady } from "../graph/RequestFailure.ts"
import { Tenants } from "../graph/Tenants.ts"
import { crossOrigin } from "../http/Cors.ts"
import { type HttpAnswer, type HttpRequest, type ListenOptions, listen } from "../http/HttpListener.ts"
import type { Authentication } from "./Authentication.ts"

export type Handle = (request: HttpRequest) => Effect.Effect<HttpAnswer>

export interface ServeOptions extends ListenOptions {
  /** How callers are known, at the address that is listened on. */
  readonly authentication: (url: string) => Authentication
  /** The origins whose pages may use the server. */
  readonly corsOrigins: ReadonlySet<string>
  /** What watches every request. */
  readonly observe: (handle: Handle) => Handle
}

/** What has no caller yet sends nobody to sign in. */
const refused = (failure: EdgeFailure | NotReady) => failureAnswer(errorAnswer(failure), requestIds(), "")

const refuse = (failure: EdgeFailure) => Effect.runSync(refused(failure))

/** Who asks whether the server is ready gives up soon, and a store that does not answer is not. */
const patience = Duration.seconds(2)

/** Serves until its scope closes. Answers the URL it listens on, without a slash at its end. */
export const serve = Effect.fnUntraced(function* (options: ServeOptions) {
  const tenants = yield* Tenants
  // Which tokens are trusted depends on the address, and that is known when it is listened on.
  let handle: Handle = () => refused(new NotReady())
  let isStopping = () => false
  const url = yield* listen(options, (isServerStopping) => {
    isStopping = isServerStopping
    return { handle: (request) => handle(request), refuse }
  })
  const { authenticate, authorizationUri, issuer, authority } = options.authentication(url)
  const isStoreReady = Effect.timeoutOrElse(tenants.isReady, {
    duration: patience,
    orElse: () => Effect.succeed(false),
  })
  const readiness = Effect.suspend(() =>
    isStopping()
      ? Effect.succeed<Readiness>("stopping")
      : Effect.map(isStoreReady, (isReady): Readiness => (isReady ? "ok" : "not ready")),
  )
  const page = makeServicePages(readiness, authority)
  const endpoint = makeEndpoint({
    authenticate,
    tenants,
    authorizationUri,
    elsewhere: (request, target) => page(request, target) ?? issuer?.(request, target),
  })
  handle = options.observe(crossOrigin(options.corsOrigins, endpoint))
  return url
})
