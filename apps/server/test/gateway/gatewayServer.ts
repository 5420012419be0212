/** A gateway on a local socket, composed as `main.ts` composes it, with the log that it writes. */
import { GraphConnectorStore } from "@odj/graph-adapter"
import { Clock, Duration, Effect, Layer } from "effect"
import type { HttpClient } from "effect/http"
import * as OutboundClient from "../../src/command/OutboundClient.ts"
import { generateKeys } from "../../src/entra/SigningKeys.ts"
import * as GatewayTenants from "../../src/gateway/GatewayTenants.ts"
import * as UpstreamExchanges from "../../src/gateway/UpstreamExchanges.ts"
import type { ApiOperation } from "../../src/graph/Operation.ts"
import { mintToken, type TokenRequest } from "../../src/issuer/MintToken.ts"
import * as Log from "../../src/observe/Log.ts"
import { logged } from "../../src/observe/RequestLog.ts"
import { local } from "../../src/server/Authentication.ts"
import { defaultServerLimits, type ServerLimits, serve } from "../../src/server/Server.ts"

export interface GatewayOptions {
  /** The root of the API of the service behind it. */
  readonly upstream: string
  /** Makes the gateway's own token; without it, its requests have none. */
  readonly ownToken?: (() => Promise<string>) | undefined
  readonly cache?: Duration.Input
  readonly refused?: ReadonlyArray<ApiOperation> | undefined
  readonly limits?: Partial<ServerLimits>
  /** The client for requests to the service. */
  readonly client?: Layer.Layer<HttpClient.HttpClient> | undefined
}

/** A clock whose waits before retries end at once; its time limits are longer. */
const withoutWaits = Effect.map(
  Clock.Clock,
  (clock): Clock.Clock => ({
    currentTimeMillisUnsafe: () => clock.currentTimeMillisUnsafe(),
    currentTimeMillis: clock.currentTimeMillis,
    currentTimeNanosUnsafe: () => clock.currentTimeNanosUnsafe(),
    currentTimeNanos: clock.currentTimeNanos,
    monotonicTimeNanosUnsafe: () => clock.monotonicTimeNanosUnsafe(),
    monotonicTimeNanos: clock.monotonicTimeNanos,
    sleep: (duration) => (Duration.toMillis(duration) < 10_000 ? Effect.yieldNow : clock.sleep(duration)),
  }),
)

const keys = Effect.runSync(Effect.cached(generateKeys))

export interface Gateway {
  readonly url: string
  readonly log: ReadonlyArray<Log.LogEntry>
  /** The entries of requests. */
  readonly requests: () => ReadonlyArray<Log.LogEntry>
  /** Makes a token for a caller. */
  readonly token: (request?: TokenRequest) => Effect.Effect<string>
}

/** Serves until the scope closes. */
export const startGateway = ({
  upstream,
  ownToken,
  cache,
  refused = [],
  client = OutboundClient.layer(undefined),
  ...options
}: GatewayOptions) =>
  Effect.gen(function* () {
    const limits = { ...defaultServerLimits, ...options.limits }
    const adapter = {
      baseUrl: new URL(upstream),
      ...(ownToken && {
        credential: { getToken: async () => ({ token: await ownToken(), expiresOnTimestamp: 0 }) },
      }),
    }
    const settings = {
      readTime: limits.readTime,
      cacheTime: cache === undefined ? undefined : Duration.fromInputUnsafe(cache),
    }
    const behind = GatewayTenants.layer(
      (waits) => Layer.orDie(GraphConnectorStore.layer({ ...adapter, ...waits })),
      settings,
    )
    const tenants = yield* Layer.build(Layer.provide(behind, client))
    const log: Array<Log.LogEntry> = []
    const url = yield* serve({
      host: "127.0.0.1",
      port: 0,
      limits: { ...limits, maxReads: limits.maxConnections },
      publicUrl: undefined,
      allowedHosts: [],
      refused: new Set(refused),
      authentication: (addresses) => local(keys, addresses),
      corsOrigins: new Set(),
      observe: (handle) => logged(UpstreamExchanges.withExchanges(handle)),
    }).pipe(
      Effect.provide(tenants),
      Effect.provide(yield* Log.toFunction((entry) => log.push(entry), "Debug")),
    )
    const gateway: Gateway = {
      url,
      log,
      requests: () => log.filter(({ message }) => message === "request"),
      token: (request) => Effect.orDie(mintToken({ url, keys }, request)),
    }
    return gateway
  }).pipe((starting) =>
    Effect.flatMap(withoutWaits, (clock) => Effect.provideService(starting, Clock.Clock, clock)),
  )

export const collection = "/beta/deviceManagement/domainJoinConnectors"

/** A response as a caller of the gateway gets it. */
export interface Received {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** Sends a request with a token of a caller. */
export const send = (
  { url, token }: Gateway,
  path = "",
  { headers, ...init }: RequestInit & { readonly headers?: Record<string, string> } = {},
): Effect.Effect<Received> =>
  Effect.flatMap(token(), (token) =>
    Effect.promise(async (signal) => {
      const response = await fetch(`${url}${collection}${path}`, {
        signal,
        headers: {
          Authorization: `Bearer ${token}`,
          ...(init.body && { "Content-Type": "application/json" }),
          ...headers,
        },
        ...init,
      })
      return { status: response.status, headers: response.headers, text: await response.text() }
    }),
  )
