/** Creates Node.js's server with limits on sizes and times. */
import { createServer, type Server, type ServerOptions } from "node:http"
import { createServer as createSecureServer } from "node:https"

/** Limits on what a client may use: sizes in bytes, times in milliseconds. */
export interface Limits {
  /** The maximum number of connections; further ones are closed. */
  readonly maxConnections: number
  /** The largest head of a request, without counting line ends and colons. */
  readonly maxHead: number
  /** The largest body of a request. */
  readonly maxBody: number
  /** How much is read and dropped after the last response of a connection. */
  readonly maxDropped: number
  /** How many bytes of responses may wait for their clients to receive them, over all connections. */
  readonly maxUnsent: number
  /** The time for a TLS handshake. */
  readonly handshakeTime: number
  /** The time to send the head of a request. */
  readonly headTime: number
  /** The time to send a whole request. Also the time to close the connection after its last response. */
  readonly requestTime: number
  /** The time to receive a response. */
  readonly responseTime: number
  /** How long an idle connection stays open, as announced to the client. Node.js waits a second longer. */
  readonly idleTime: number
  /** After how long a client that has closed its side is asked whether it still waits; then as often again. */
  readonly probeTime: number
  /** How long requests may stay in flight when the server stops. */
  readonly drainTime: number
}

export const defaultLimits: Limits = {
  // Below 4,096, a common hard limit of open files; Node.js raises the soft limit to the hard one.
  maxConnections: 4_000,
  maxHead: 32_768,
  maxBody: 65_536,
  maxDropped: 33_554_432,
  maxUnsent: 67_108_864,
  handshakeTime: 10_000,
  headTime: 10_000,
  requestTime: 30_000,
  responseTime: 60_000,
  idleTime: 5_000,
  probeTime: 1_000,
  drainTime: 5_000,
}

/** A private key and its certificate, as PEM. */
export interface TlsOptions {
  readonly key: string | Buffer
  readonly cert: string | Buffer
}

/** What the handshakes of a server use. */
export const secureContextOf = ({ key, cert }: TlsOptions) => ({ key, cert, minVersion: "TLSv1.2" as const })

/** Creates a server, with TLS if `tls` is given. Throws for an invalid key or certificate. */
export const makeServer = (limits: Limits, tls: TlsOptions | undefined): Server => {
  const options: ServerOptions & { readonly allowHalfOpen: boolean } = {
    maxHeaderSize: limits.maxHead,
    headersTimeout: limits.headTime,
    requestTimeout: limits.requestTime,
    connectionsCheckingInterval: Math.min(1_000, limits.headTime),
    keepAliveTimeout: limits.idleTime,
    // The endpoint itself refuses a missing Host and repeated headers.
    requireHostHeader: false,
    joinDuplicateHeaders: true,
    // Strict, even if NODE_OPTIONS requests the insecure parser.
    insecureHTTPParser: false,
    allowHalfOpen: true,
  }
  const server =
    tls === undefined
      ? createServer(options)
      : createSecureServer({
          ...options,
          ...secureContextOf(tls),
          handshakeTimeout: limits.handshakeTime,
        })
  return Object.assign(server, {
    maxConnections: limits.maxConnections,
    // Unlimited: Node.js would drop headers above a limit silently. `maxHead` bounds them.
    maxHeadersCount: 0,
    // A client may close its side after its request.
    httpAllowHalfOpen: true,
  })
}
