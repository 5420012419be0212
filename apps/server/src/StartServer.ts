/**
 * Starts a server inside another program, such as a test: it stores connectors in memory and listens on 127.0.0.1.
 *
 * Only this file and `main.ts` pick an adapter.
 */
import { MemoryConnectorStore } from "@odj/memory-adapter"
import { Clock, Context, Effect, Exit, identity, Layer, Scope } from "effect"
import { type ControlOption, withControl } from "./control/Control.ts"
import { type PromisedControls, promised } from "./double/PromisedControls.ts"
import { type DoubleControls, type DoubleOptions, makeDouble } from "./double/TestDouble.ts"
import { generateKeys } from "./entra/SigningKeys.ts"
import * as Tenants from "./graph/Tenants.ts"
import { ListenFailed } from "./http/HttpListener.ts"
import { hostForm, isHost } from "./http/OwnHosts.ts"
import { type Issuer, mintToken, type TokenRequest } from "./issuer/MintToken.ts"
import { hostsOf } from "./server/Addresses.ts"
import { local, none } from "./server/Authentication.ts"
import { publicUrlForm, readPublicUrl } from "./server/PublicUrl.ts"
import { defaultServerLimits, serve } from "./server/Server.ts"
import { selfSigned } from "./tls/Certificate.ts"

export interface ServerOptions extends DoubleOptions {
  /** The port on 127.0.0.1; by default a free one. */
  readonly port?: number | undefined
  /** `local`, the default: the server trusts the tokens that it makes. `none`: requests need no token. */
  readonly auth?: "local" | "none" | undefined
  /** Whether to serve https with a new self-signed certificate. */
  readonly tls?: boolean | undefined
  /** The largest body of a request, in bytes; by default 65,536. A larger one gets 413. */
  readonly maxBody?: number | undefined
  /**
   * How long the response to a batch may become before further reads of the batch get 429, in characters; by default
   * 4,194,304. The first read always gets its response.
   */
  readonly maxBatch?: number | undefined
  /**
   * The URL at which clients reach the server if that is a proxy's, such as `https://graph.example.test/prefix`. Every link
   * of the server begins with it, and it names the issuer of the tokens.
   */
  readonly publicUrl?: string | undefined
  /** Hosts that requests can have, besides loopback addresses, `localhost` and that of `publicUrl`; without ports. */
  readonly allowedHosts?: ReadonlyArray<string> | undefined
  /**
   * Whether other programs can control the server over HTTP, below `/_odj`. `true`: only those on this machine, without a
   * token. `{ token }`: those that send this token, which has no spaces. By default none can.
   */
  readonly control?: ControlOption | undefined
}

/** A running server, as an Effect service. */
export class OdjServer extends Context.Service<
  OdjServer,
  DoubleControls & {
    /**
     * The address that the server listens on, such as `http://127.0.0.1:43210`, without a trailing slash. Graph's API is
     * below `/beta`.
     */
    readonly url: string
    /** The certificate for clients to trust, as PEM; `undefined` without `tls`. */
    readonly certificate: string | undefined
    /** Makes a token; by default for an application that can read and write the default tenant's connectors. */
    token(request?: TokenRequest): Effect.Effect<string>
  }
>()("@odj/server/OdjServer") {}

const host = "127.0.0.1"

/** The options that are addresses, or `ListenFailed`. */
const addressesOf = ({ publicUrl: text, allowedHosts = [] }: ServerOptions) => {
  const publicUrl = text === undefined ? undefined : readPublicUrl(text)
  const invalid = allowedHosts.find((name) => !isHost(name))
  if (text !== undefined && publicUrl === undefined)
    return new ListenFailed({ message: `publicUrl ${publicUrlForm}` })
  return invalid === undefined
    ? Effect.succeed({ publicUrl, allowedHosts })
    : new ListenFailed({ message: `allowedHosts ${hostForm}, not ${invalid}` })
}

const make = Effect.fnUntraced(function* (options: ServerOptions) {
  const { port = 0, auth = "local", tls = false } = options
  const { maxBody = defaultServerLimits.maxBody, maxBatch = defaultServerLimits.maxBatch } = options
  const addresses = yield* addressesOf(options)
  const double = yield* makeDouble(yield* Tenants.makeKept(MemoryConnectorStore.make), options)
  const keys = yield* Effect.cached(generateKeys)
  const certificate = tls ? yield* selfSigned(hostsOf(host, addresses)) : undefined
  const serving = serve({
    host,
    port,
    limits: { ...defaultServerLimits, maxBody, maxBatch },
    tls: certificate,
    ...addresses,
    authentication: (own) => (auth === "none" ? none : local(keys, own)),
    corsOrigins: new Set(),
    observe: identity,
    between: withControl(double, options.control),
  })
  const url = yield* serving.pipe(
    Effect.provideService(Tenants.Tenants, double.tenants),
    Effect.provideService(Clock.Clock, double.clock),
  )
  const issuer: Issuer = { url: addresses.publicUrl ?? url, keys }
  return OdjServer.of({
    url,
    certificate: certificate?.cert,
    token: (request) => Effect.provideService(mintToken(issuer, request), Clock.Clock, double.clock),
    ...double.controls,
  })
})

/** Runs a server as long as the layer is in use. Fails with `ListenFailed` if the port is taken or an address invalid. */
export const layer = (options: ServerOptions = {}) => Layer.effect(OdjServer, make(options))

/** A running server, with promises. */
export interface RunningServer extends PromisedControls, AsyncDisposable {
  /**
   * The address that the server listens on, such as `http://127.0.0.1:43210`, without a trailing slash. Graph's API is
   * below `/beta`.
   */
  readonly url: string
  /** The certificate for clients to trust, as PEM; `undefined` without `tls`. */
  readonly certificate: string | undefined
  /** Makes a token; by default for an application that can read and write the default tenant's connectors. */
  token(request?: TokenRequest): Promise<string>
  /** Waits for the requests in flight, then stops the server. A second call waits for the first. */
  stop(): Promise<void>
}

/**
 * Starts a server. Rejects with `ListenFailed` if the port is taken or an address invalid.
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
  const { url, certificate, token, ...controls } = await Effect.runPromise(running).catch(async (error) => {
    await stop()
    throw error
  })
  return {
    url,
    certificate,
    token: (request) => Effect.runPromise(token(request)),
    ...promised(controls),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}
