/** Starts a server inside another program, such as a test: it listens on 127.0.0.1 unless another address is given. */
import { readFile } from "node:fs/promises"
import type { ConsoleSettings } from "@odj/console"
import { isLoopback } from "@odj/graph-wire"
import { Context, Duration, Effect, Layer, Predicate } from "effect"
import { runUnfaked } from "./clock/UnfakedScheduler.ts"
import { makeConsolePages } from "./console/ConsolePages.ts"
import { withControl } from "./control/Control.ts"
import {
  type ControlOption,
  controlForm,
  isControlAllowed,
  isControlOption,
  tokenForm,
} from "./control/ControlOption.ts"
import { type PromisedControls, promised } from "./double/PromisedControls.ts"
import type { DoubleControls } from "./double/TestDouble.ts"
import { writeNames } from "./graph/Operation.ts"
import type { TokenRequest } from "./issuer/MintToken.ts"
import { opened } from "./Opened.ts"
import { type Checks, must, mustCount, mustTime } from "./OptionsInvalid.ts"
import { hostsOf } from "./server/Addresses.ts"
import { loopbackForm } from "./server/Authentication.ts"
import { largestLimits, type ServerLimits, serve } from "./server/Server.ts"
import { checks, makeTestServer, type TestServerOptions } from "./TestServer.ts"
import { selfSigned } from "./tls/Certificate.ts"

export interface ServerOptions extends TestServerOptions {
  /** The address to listen on; by default 127.0.0.1. With `auth: "none"` it must be a loopback address. */
  readonly host?: string | undefined
  /** The port; by default a free one. */
  readonly port?: number | undefined
  /** Whether to serve https with a new self-signed certificate; or the certificate and its key, as PEM. */
  readonly tls?: boolean | { readonly cert: string; readonly key: string } | undefined
  /**
   * Whether other programs can control the server over HTTP, below `/_odj`. `true`: programs on this machine can, without a
   * token. `{ token }`: programs that send this token can. By default none can.
   *
   * A server with a control that listens on a loopback address, and has no public URL, also serves the console at its address:
   * a page for people.
   */
  readonly control?: ControlOption | undefined
  /** How many connections may be open; by default 4,000. Further ones are closed. */
  readonly maxConnections?: number | undefined
  /** How long a connection without a request stays open; by default 5 seconds. */
  readonly idleTime?: Duration.Input | undefined
  /** How long requests in flight may take after `stop`; by default 5 seconds. */
  readonly stopTime?: Duration.Input | undefined
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

const defaultHost = "127.0.0.1"

const isPem = (tls: unknown) =>
  Predicate.isObject(tls) &&
  "cert" in tls &&
  Predicate.isString(tls.cert) &&
  "key" in tls &&
  Predicate.isString(tls.key)

const checksOfStart: Checks<ServerOptions> = {
  host: (host, { auth }) => {
    if (!Predicate.isString(host) || host === "") return ["must be an address or a name"]
    return auth === "none" && !isLoopback(host)
      ? [`${loopbackForm}, not ${host}: auth "none" lets anyone do everything`]
      : []
  },
  port: must(
    "must be a whole number, 0 to 65535",
    (port) => Number.isInteger(port) && Number(port) >= 0 && Number(port) <= 65_535,
  ),
  tls: must("must be true, false, or { cert, key } as PEM", (tls) => Predicate.isBoolean(tls) || isPem(tls)),
  control: (control, { host = defaultHost, publicUrl }) => {
    if (!isControlOption(control)) return [controlForm]
    return isControlAllowed(control, String(host), publicUrl) ? [] : [tokenForm]
  },
  maxConnections: mustCount(largestLimits.maxConnections),
  idleTime: mustTime(largestLimits.idleTime),
  stopTime: mustTime(largestLimits.drainTime),
  ...checks,
}

/** The version in the `package.json` above this file, both among the sources and in the published package. */
const ownVersion = async (): Promise<string> =>
  JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8")).version

const limitsOf = ({ maxConnections, idleTime, stopTime }: ServerOptions): Partial<ServerLimits> => ({
  ...(maxConnections !== undefined && { maxConnections }),
  ...(idleTime !== undefined && { idleTime: Duration.toMillis(idleTime) }),
  ...(stopTime !== undefined && { drainTime: Duration.toMillis(stopTime) }),
})

const make = Effect.fnUntraced(function* (options: ServerOptions) {
  const { host = defaultHost, port = 0, tls = false } = options
  const transport = tls === true ? "selfSigned" : tls ? "tls" : "tcp"
  const { application, double, provide, tokenAt } = yield* makeTestServer(options, checksOfStart, transport)
  const made = tls === true ? yield* selfSigned(hostsOf(host, application)) : undefined
  const certificate = tls === true ? made : tls || undefined
  const limits = { ...application.limits, ...limitsOf(options) }
  const { control = false, store = "memory" } = options
  const facts = { version: control === false ? "" : yield* Effect.promise(ownVersion), store }
  const started = double.controls.clock.now()
  const between = withControl(double, { ...facts, started }, application.publicUrl, control)
  const hasConsole = control !== false && isControlAllowed(true, host, application.publicUrl)
  const settingsOfConsole = (): ConsoleSettings => ({
    ...facts,
    tokens: options.auth === "none" ? "none" : "control",
    control: control === true ? "open" : "token",
    recordsFromStart: true,
    writes: writeNames,
  })
  const url = yield* provide(
    serve({
      ...application,
      between,
      console: hasConsole ? makeConsolePages(settingsOfConsole) : undefined,
      host,
      port,
      limits,
      tls: certificate,
      receive: double.receive(made?.flawed),
    }),
  )
  return OdjServer.of({ url, certificate: certificate?.cert, token: tokenAt(url), ...double.controls })
})

/** Runs a server as long as the layer is in use. Fails as {@link startServer} rejects. */
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
 * Starts a server. Rejects with `OptionsInvalid`, `GrantsInvalid`, `FaultsInvalid` or `SeedInvalid`, with `ListenFailed` if the port
 * is taken, or with `StoreRefused` if the database can't be used.
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
  const { made, close: stop } = await opened(make(options))
  const { url, certificate, token, ...controls } = made
  return {
    url,
    certificate,
    token: (request) => runUnfaked(token(request)),
    ...promised(controls),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}
