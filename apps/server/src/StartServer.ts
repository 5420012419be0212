/**
 * A server inside another program, such as a test: over memory, on a free port of the loopback address.
 *
 * Beside `main.ts` this is the one place that picks an adapter.
 */
import { MemoryConnectorStore } from "@odj/memory-adapter"
import { Context, Effect, Exit, Layer, Scope } from "effect"
import { generateKeys } from "./entra/SigningKeys.ts"
import * as Tenants from "./graph/Tenants.ts"
import { defaultLimits } from "./http/HttpListener.ts"
import { type Issuer, mintToken, type TokenRequest } from "./issuer/MintToken.ts"
import { local, none } from "./server/Authentication.ts"
import { serve } from "./server/Server.ts"
import { selfSigned } from "./tls/Certificate.ts"

export interface ServerOptions {
  /** The port on 127.0.0.1; a free one where absent. */
  readonly port?: number | undefined
  /** `local`, the default: the server trusts the tokens that it makes. `none`: it lets anyone do everything. */
  readonly auth?: "local" | "none" | undefined
  /** Whether to serve https, with a certificate that is made at start. */
  readonly tls?: boolean | undefined
}

/** A server that is running. */
export class OdjServer extends Context.Service<
  OdjServer,
  {
    /** Its address, such as `http://127.0.0.1:43210`, without a slash at its end. Graph's API is below `/beta`. */
    readonly url: string
    /** The certificate to trust, as PEM, where it serves https. */
    readonly certificate: string | undefined
    /** Makes a token: by default of an application that may read and write the default tenant's connectors. */
    token(request?: TokenRequest): Effect.Effect<string>
    /** Forgets every connector of every tenant. */
    readonly reset: Effect.Effect<void>
  }
>()("@odj/server/OdjServer") {}

const make = Effect.fnUntraced(function* ({ port = 0, auth = "local", tls = false }: ServerOptions) {
  const { tenants, forget } = yield* Tenants.make(() => MemoryConnectorStore.make)
  const keys = yield* Effect.cached(generateKeys)
  const certificate = tls ? yield* selfSigned([]) : undefined
  const serving = serve({
    host: "127.0.0.1",
    port,
    limits: defaultLimits,
    tls: certificate,
    authentication: (url) => (auth === "none" ? none : local({ url, keys })),
    corsOrigins: new Set(),
    observe: (handle) => handle,
  })
  const url = yield* Effect.provideService(serving, Tenants.Tenants, tenants)
  const issuer: Issuer = { url, keys }
  return OdjServer.of({
    url,
    certificate: certificate?.cert,
    token: (request) => mintToken(issuer, request),
    reset: forget,
  })
})

/** A server that runs as long as the layer is in use. Fails with `ListenFailed` where the port is taken. */
export const layer = (options: ServerOptions = {}) => Layer.effect(OdjServer, make(options))

/** A running server, for those who do not use Effect. */
export interface RunningServer extends AsyncDisposable {
  /** Its address, such as `http://127.0.0.1:43210`, without a slash at its end. Graph's API is below `/beta`. */
  readonly url: string
  /** The certificate to trust, as PEM, where it serves https. */
  readonly certificate: string | undefined
  /** Makes a token: by default of an application that may read and write the default tenant's connectors. */
  token(request?: TokenRequest): Promise<string>
  /** Forgets every connector of every tenant. */
  reset(): Promise<void>
  /** Stops the server once all requests have their responses. A second call waits for the same. */
  stop(): Promise<void>
}

/**
 * Starts a server; rejects where the port is taken.
 *
 * @example
 * ```ts
 * import { startServer } from "@odj/server"
 *
 * await using server = await startServer()
 *
 * const connectors = `${server.url}/beta/deviceManagement/domainJoinConnectors`
 * const response = await fetch(connectors, { headers: { Authorization: `Bearer ${await server.token()}` } })
 *
 * console.log(response.status) // => 200
 * ```
 */
export const startServer = async (options: ServerOptions = {}): Promise<RunningServer> => {
  const scope = Scope.makeUnsafe()
  let stopping: Promise<void> | undefined
  const stop = () => (stopping ??= Effect.runPromise(Scope.close(scope, Exit.void)))
  const running = Effect.map(Layer.buildWithScope(layer(options), scope), (context) =>
    Context.get(context, OdjServer),
  )
  const { url, certificate, token, reset } = await Effect.runPromise(running).catch(async (error) => {
    await stop()
    throw error
  })
  return {
    url,
    certificate,
    token: (request) => Effect.runPromise(token(request)),
    reset: () => Effect.runPromise(reset),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}
