/** The server as a whole: the edge, the route, and the parts that it leads to. */
import { Duration, Effect } from "effect"
import { makeServicePages, type Readiness } from "../docs/ServicePages.ts"
import { requestIds } from "../graph/ErrorResponse.ts"
import { makeEndpoint } from "../graph/GraphEndpoint.ts"
import { NotReady } from "../graph/RequestFailure.ts"
import { makeResponder } from "../graph/Responder.ts"
import { Tenants } from "../graph/Tenants.ts"
import { crossOrigin } from "../http/Cors.ts"
import type { EdgeFailure } from "../http/EdgeFailure.ts"
import { type ListenOptions, listen } from "../http/HttpListener.ts"
import type { Handle } from "../http/HttpMessage.ts"
import type { Authentication } from "./Authentication.ts"
import { makeRoute } from "./Route.ts"

export interface ServeOptions extends ListenOptions {
  /** How callers are known, at the address that is listened on. */
  readonly authentication: (url: string) => Authentication
  /** The origins whose pages may use the server. */
  readonly corsOrigins: ReadonlySet<string>
  /** What watches every request. */
  readonly observe: (handle: Handle) => Handle
}

/** Before there is a caller, nobody is sent to sign in. */
const anonymous = makeResponder("")

const refuse = (failure: EdgeFailure) => Effect.runSync(anonymous.refuse(failure, requestIds()))

/** A readiness probe gives up soon, and a store that does not respond is not ready. */
const patience = Duration.seconds(2)

/** Serves until its scope closes. Gives the URL it listens on, without a slash at its end. */
export const serve = Effect.fnUntraced(function* (options: ServeOptions) {
  const tenants = yield* Tenants
  // Which tokens are trusted depends on the address, and that is known when it is listened on.
  let handle: Handle = () => anonymous.refuse(new NotReady(), requestIds())
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
  const responder = makeResponder(authorizationUri)
  const route = makeRoute({
    graph: makeEndpoint({ authenticate, tenants, ...responder }),
    page: makeServicePages(readiness, authority),
    issuer,
    respond: responder.respond,
  })
  handle = options.observe(crossOrigin(options.corsOrigins, route))
  return url
})
