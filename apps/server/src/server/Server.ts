/** Serves an application on an address. */
import { Effect } from "effect"
import { defaultReadLimits, type ReadLimits } from "../graph/ReadLimits.ts"
import { NotReady } from "../graph/RequestFailure.ts"
import {
  defaultLimits,
  type HttpHandlers,
  type Limits,
  type ListenOptions,
  listen,
} from "../http/HttpListener.ts"
import { type AddressSettings, makeAddresses } from "./Addresses.ts"
import { type Application, type ApplicationOptions, makeApplication, makeEdge } from "./Application.ts"

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

export interface ServeOptions extends ApplicationOptions, ListenOptions, AddressSettings {
  readonly publicUrl?: string | undefined
  readonly limits: ServerLimits
}

/** Serves until its scope closes, and returns the URL on which it listens, without a trailing slash. */
export const serve = Effect.fnUntraced(function* (options: ServeOptions) {
  // Its own hosts depend on the address, which is known only once the server listens.
  const edge = makeEdge(options.between)
  const notReady = () => edge.refuse(new NotReady(), edge.newIds())
  let application: Application = { handle: notReady, maxBody: undefined }
  let isStopping = () => false
  const { observe, between } = options
  const runSync = Effect.runSyncWith(yield* Effect.context<never>())
  const refuse: HttpHandlers<never>["refuse"] = (failure, request) =>
    runSync(observe(edge.timed(() => edge.refuse(failure, edge.newIds())))(request))
  const url = yield* listen(options, (isServerStopping) => {
    isStopping = isServerStopping
    return {
      handle: (request) => application.handle(request),
      refuse,
      maxBody: between?.control && ((head) => application.maxBody?.(head)),
    }
  })
  const addresses = makeAddresses(url, options.host, options)
  application = yield* makeApplication(options, addresses, () => isStopping())
  return url
})
