/** Serves an application on an address. */
import { Effect, Scope } from "effect"
import { defaultReadLimits, type ReadLimits } from "../graph/ReadLimits.ts"
import { NotReady } from "../graph/RequestFailure.ts"
import { Tenants } from "../graph/Tenants.ts"
import {
  defaultLimits,
  type HttpHandlers,
  type Limits,
  type ListenOptions,
  listen,
} from "../http/HttpListener.ts"
import type { HttpRequest } from "../http/HttpMessage.ts"
import { forOwnHosts } from "../http/OwnHosts.ts"
import type { Reception } from "../http/Reception.ts"
import { withoutPrefix } from "../http/RequestTarget.ts"
import { type AddressSettings, makeAddresses } from "./Addresses.ts"
import {
  type Application,
  type ApplicationOptions,
  type Between,
  makeApplication,
  makeEdge,
} from "./Application.ts"
import { withSuccessor } from "./Succession.ts"

/** What clients may use of the server. */
export type ServerLimits = Limits & ReadLimits

export const defaultServerLimits: ServerLimits = { ...defaultLimits, ...defaultReadLimits }

/** The largest limits that can be set; times are in milliseconds. */
export const largestLimits = {
  maxConnections: 1_000_000,
  maxBody: 4_194_304,
  maxBatch: 268_435_456,
  readTime: 3_600_000,
  idleTime: 3_600_000,
  drainTime: 3_600_000,
} as const satisfies Partial<ServerLimits>

/** What a server becomes when a request first needs it. */
export interface Becoming {
  /** Whether a request for one of the server's own hosts needs it. */
  readonly isNeededBy: (request: HttpRequest) => boolean
  readonly make: Effect.Effect<
    Pick<ServeOptions, "between" | "receive"> & { readonly tenants: Tenants["Service"] },
    unknown
  >
}

export interface ServeOptions extends ApplicationOptions, Omit<ListenOptions, "receive">, AddressSettings {
  readonly publicUrl?: string | undefined
  /** Decides what happens to each new connection. */
  readonly receive?: Effect.Effect<Reception> | undefined
  readonly limits: ServerLimits
  readonly becomes?: Becoming | undefined
}

/** Serves until its scope closes, and returns the URL on which it listens, without a trailing slash. */
export const serve = Effect.fnUntraced(function* (options: ServeOptions) {
  // Its own hosts depend on the address, which is known only once the server listens.
  const edge = makeEdge(options.between)
  const notReady = () => edge.refuse(new NotReady(), edge.newIds())
  let application: Application = { edge, handle: notReady, maxBody: undefined }
  let { receive } = options
  let isStopping = () => false
  const runSync = Effect.runSyncWith(yield* Effect.context<never>())
  const refuse: HttpHandlers<never>["refuse"] = (failure, request) => {
    const { edge } = application
    return runSync(options.observe(edge.timed(() => edge.refuse(failure, edge.newIds())))(request))
  }
  const url = yield* listen({ ...options, receive: () => receive }, (isServerStopping) => {
    isStopping = isServerStopping
    return {
      handle: (request) => application.handle(request),
      refuse,
      maxBody: (head) => application.maxBody?.(head),
    }
  })
  const addresses = makeAddresses(url, options.host, options)
  // The sessions of people belong to it, so there is only one.
  const authentication = options.authentication(addresses)
  const make = (between: Between | undefined) =>
    makeApplication({ ...options, between, authentication: () => authentication }, addresses, () =>
      isStopping(),
    )
  application = yield* make(options.between)
  const { becomes } = options
  if (becomes === undefined) return url
  const scope = yield* Effect.scope
  const { hostRule, prefix } = addresses
  const isForOwnHost = forOwnHosts(
    hostRule,
    () => false,
    () => true,
  )
  const successor = {
    isNeededBy: withoutPrefix(prefix, (request) => becomes.isNeededBy(request) && isForOwnHost(request)),
    make: Effect.gen(function* () {
      const made = yield* becomes.make
      const next = yield* Effect.provideService(make(made.between), Tenants, made.tenants)
      receive = made.receive
      return next
    }).pipe(Scope.provide(scope)),
  }
  application = withSuccessor(application, successor, (next) => {
    application = next
  })
  return url
})
