/** Assembles the server: the HTTP edge, the route and the parts behind it. */
import { Duration, Effect } from "effect"
import { makeServicePages, type Readiness } from "../docs/ServicePages.ts"
import { requestIds } from "../graph/ErrorResponse.ts"
import { makeEndpoint } from "../graph/GraphEndpoint.ts"
import { defaultReadLimits, type ReadLimits } from "../graph/ReadLimits.ts"
import { NotReady } from "../graph/RequestFailure.ts"
import { makeResponder } from "../graph/Responder.ts"
import { Tenants } from "../graph/Tenants.ts"
import { crossOrigin } from "../http/Cors.ts"
import {
  defaultLimits,
  type HttpHandlers,
  type Limits,
  type ListenOptions,
  listen,
} from "../http/HttpListener.ts"
import type { Handle, Observe } from "../http/HttpMessage.ts"
import { forOwnHosts } from "../http/OwnHosts.ts"
import { withoutPrefix } from "../http/RequestTarget.ts"
import { type Addresses, type AddressSettings, makeAddresses } from "./Addresses.ts"
import type { Authentication } from "./Authentication.ts"
import { makeRoute } from "./Route.ts"

/** What clients may use of the server. */
export type ServerLimits = Limits & ReadLimits

export const defaultServerLimits: ServerLimits = { ...defaultLimits, ...defaultReadLimits }

export interface ServeOptions extends ListenOptions, AddressSettings {
  readonly limits: ServerLimits
  /** How callers are authenticated, given the addresses of the server. */
  readonly authentication: (addresses: Addresses) => Authentication
  /** The origins whose pages may call the server. */
  readonly corsOrigins: ReadonlySet<string>
  /** Wraps the handling of every request, to observe it: also of one that the edge refuses, or that is in a batch. */
  readonly observe: Observe
}

/** For failures at the edge, whose responses name no sign-in address. */
const edgeResponder = makeResponder(() => "")

/** A store that does not respond within this time is not ready. */
const readinessTimeout = Duration.seconds(2)

/** Serves until its scope closes, and returns the URL on which it listens, without a trailing slash. */
export const serve = Effect.fnUntraced(function* (options: ServeOptions) {
  const tenants = yield* Tenants
  // Its own hosts depend on the address, which is known only once the server listens.
  let handle: Handle = () => edgeResponder.refuse(new NotReady(), requestIds())
  let isStopping = () => false
  const { observe } = options
  const runSync = Effect.runSyncWith(yield* Effect.context<never>())
  const refuse: HttpHandlers<never>["refuse"] = (failure, request) =>
    runSync(observe(() => edgeResponder.refuse(failure, requestIds()))(request))
  const url = yield* listen(options, (isServerStopping) => {
    isStopping = isServerStopping
    return { handle: (request) => handle(request), refuse }
  })
  const addresses = makeAddresses(url, options.host, options)
  const { authenticate, signInAddress, issuer, tokens } = options.authentication(addresses)
  const isStoreReady = Effect.timeoutOrElse(tenants.isReady, {
    duration: readinessTimeout,
    orElse: () => Effect.succeed(false),
  })
  const readiness = Effect.suspend(() =>
    isStopping()
      ? Effect.succeed<Readiness>("stopping")
      : Effect.map(isStoreReady, (isReady): Readiness => (isReady ? "ok" : "not ready")),
  )
  const responder = makeResponder(signInAddress)
  const route = makeRoute({
    graph: makeEndpoint({ authenticate, tenants, limits: options.limits, observe, ...responder }),
    page: makeServicePages(readiness, tokens),
    issuer,
    publicUrl: options.publicUrl,
    ...responder,
  })
  const guarded = forOwnHosts(
    addresses.hostRule,
    (failure, { headers }) => edgeResponder.refuse(failure, requestIds(headers["client-request-id"])),
    crossOrigin(options.corsOrigins, route),
  )
  handle = withoutPrefix(addresses.prefix, observe(guarded))
  return url
})
