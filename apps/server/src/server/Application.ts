/** The server without its sockets: the layers from the edge to the endpoint. */
import { Clock, Duration, Effect, identity } from "effect"
import type { makeConsolePages } from "../console/ConsolePages.ts"
import { makeServicePages, type Readiness } from "../docs/ServicePages.ts"
import type { MakeRequestIds } from "../graph/ErrorResponse.ts"
import { makeEndpoint } from "../graph/GraphEndpoint.ts"
import type { ApiOperation } from "../graph/Operation.ts"
import type { ReadLimits } from "../graph/ReadLimits.ts"
import { makeResponder } from "../graph/Responder.ts"
import { Tenants } from "../graph/Tenants.ts"
import { crossOrigin, isLoopbackOrigin } from "../http/Cors.ts"
import type { Wrap } from "../http/HttpMessage.ts"
import { forOwnHosts } from "../http/OwnHosts.ts"
import { withoutPrefix } from "../http/RequestTarget.ts"
import type { Addresses } from "./Addresses.ts"
import type { Authentication } from "./Authentication.ts"
import type { HttpControl } from "./HttpControl.ts"
import { makeRoute } from "./Route.ts"

/** What a test double adds to a server. */
export interface Between {
  /** The clock of the server; by default that of the program. */
  readonly clock?: Clock.Clock | undefined
  /** Wraps the handling of each request, also of one that the edge refuses, to give it that clock, and the response its `Date`. */
  readonly timed?: Wrap | undefined
  /** Makes the ids of each request; by default they are random. */
  readonly requestIds?: MakeRequestIds | undefined
  /** Wraps the handling of each request that is for one of the server's own hosts, and of each request of a batch. */
  readonly around: (authentication: Authentication, publicUrl: string | undefined) => Wrap
  /** Runs when the server stops, before it waits for the requests in flight. */
  readonly stopping?: Effect.Effect<void> | undefined
  /** The control over HTTP. Without it there is none. */
  readonly control?: HttpControl | undefined
}

export interface ApplicationOptions {
  readonly limits: ReadLimits
  /** The operations that the server refuses, whatever the caller's permissions. By default there are none. */
  readonly refused?: ReadonlySet<ApiOperation> | undefined
  /** The URL at which clients reach the server, without a trailing slash, if that is not where it listens. */
  readonly publicUrl?: string | undefined
  /** How callers are authenticated, given the addresses of the server. */
  readonly authentication: (addresses: Addresses) => Authentication
  /** The origins whose pages may call the server, besides those of loopback addresses. */
  readonly corsOrigins: ReadonlySet<string>
  /** Wraps the handling of every request, to observe it: also of one that the edge refuses, or that is in a batch. */
  readonly observe: Wrap
  readonly between?: Between | undefined
  /** The page at the server's address. Without it, that address leads to the documentation. */
  readonly console?: ReturnType<typeof makeConsolePages> | undefined
}

/** How requests are responded to at the edge, whose responses name no sign-in address. */
export const makeEdge = (between: Between | undefined) => ({
  ...makeResponder(() => "", between?.requestIds),
  timed: between?.timed ?? (identity satisfies Wrap),
})

/** A store that does not respond within this time is not ready. */
const readinessTimeout = Duration.seconds(2)

/** What the edge needs of the server. */
export type Application = Effect.Success<ReturnType<typeof makeApplication>>

/** Makes an application, until its scope closes. */
export const makeApplication = Effect.fnUntraced(function* (
  options: ApplicationOptions,
  addresses: Addresses,
  isStopping: () => boolean,
) {
  const tenants = yield* Tenants
  const { observe, between } = options
  yield* Effect.addFinalizer(() => between?.stopping ?? Effect.void)
  const authentication = options.authentication(addresses)
  const { authenticate, signInAddress, issuer, tokens } = authentication
  const around: Wrap = between === undefined ? identity : between.around(authentication, options.publicUrl)
  const edge = makeEdge(between)
  const control = between?.control
  const isStoreReady = Effect.timeoutOrElse(tenants.isReady, {
    duration: readinessTimeout,
    orElse: () => Effect.succeed(false),
  })
  const readiness = Effect.suspend(() =>
    isStopping()
      ? Effect.succeed<Readiness>("stopping")
      : Effect.map(isStoreReady, (isReady): Readiness => (isReady ? "ok" : "not ready")),
  )
  const clock = between?.clock ?? (yield* Clock.Clock)
  const responder = makeResponder(signInAddress, between?.requestIds, clock)
  const route = makeRoute({
    graph: makeEndpoint({
      authenticate,
      clock,
      tenants,
      limits: options.limits,
      addresses,
      refused: options.refused,
      observe: (handle) => observe(around(handle)),
      ...responder,
    }),
    page: makeServicePages(readiness, tokens, control?.docs),
    console: options.console,
    issuer,
    publicUrl: options.publicUrl,
    ...responder,
  })
  // With the built-in issuer, the program that serves a page from a loopback address can do all that the page can do. A
  // gateway is excluded, because it lends its permission to read a real tenant.
  const isLoopbackAllowed = issuer !== undefined && options.refused === undefined
  const isAllowed = (origin: string) =>
    options.corsOrigins.has(origin) || (isLoopbackAllowed && isLoopbackOrigin(origin))
  const behind = crossOrigin(isAllowed, around(route))
  const { hostRule, prefix } = addresses
  const guarded = forOwnHosts(
    hostRule,
    (failure, { headers }) => edge.refuse(failure, edge.newIds(headers["client-request-id"])),
    control === undefined ? behind : control.around({ tenants, readiness, issuer })(behind),
  )
  return {
    edge,
    handle: withoutPrefix(prefix, observe(edge.timed(guarded))),
    /** The largest body of a request, by its head; `undefined` for the limit of all requests. */
    maxBody:
      control &&
      withoutPrefix(
        prefix,
        forOwnHosts(hostRule, () => undefined, control.maxBody),
      ),
  }
})
