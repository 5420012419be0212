/** Node.js's server, told how much of everything a client may ask for. */
import { createServer, type Server, type ServerOptions } from "node:http"
import { createServer as createSecureServer } from "node:https"

/** What a client may ask of the server: sizes in bytes, and times in milliseconds. */
export interface Limits {
  /** How many connections there may be; more are closed. */
  readonly maxConnections: number
  /** The largest head of a request, of which the line ends and the colons are not counted. */
  readonly maxHead: number
  /** The largest body of a request. */
  readonly maxBody: number
  /** How much of what a client still sends is read, and dropped, once it has been turned down. */
  readonly maxDropped: number
  /** How long a client may take for a TLS handshake. */
  readonly handshakeTime: number
  /** How long it may take to send the head of a request. */
  readonly headTime: number
  /** How long it may take to send all of a request, and again to close once it has been turned down. */
  readonly requestTime: number
  /** How long it may take to receive a response. */
  readonly responseTime: number
  /** How long a connection is kept for the next request; a second longer than the client is told. */
  readonly idleTime: number
  /** How long requests in flight may go on when the server stops. */
  readonly drainTime: number
}

export const defaultLimits: Limits = {
  // Below 4,096, the least that is usual as the hard limit of open files; Node.js raises the soft limit to the hard.
  maxConnections: 4_000,
  maxHead: 32_768,
  maxBody: 65_536,
  maxDropped: 33_554_432,
  handshakeTime: 10_000,
  headTime: 10_000,
  requestTime: 30_000,
  responseTime: 60_000,
  idleTime: 5_000,
  drainTime: 5_000,
}

/** A private key and its certificate, both as PEM. */
export interface TlsOptions {
  readonly key: string | Buffer
  readonly cert: string | Buffer
}

/** Makes a server, over TLS where there are options for that. Throws where the key or the certificate is none. */
export const makeServer = (limits: Limits, tls: TlsOptions | undefined): Server => {
  const options: ServerOptions & { readonly allowHalfOpen: boolean } = {
    maxHeaderSize: limits.maxHead,
    headersTimeout: limits.headTime,
    requestTimeout: limits.requestTime,
    connectionsCheckingInterval: Math.min(1_000, limits.headTime),
    keepAliveTimeout: limits.idleTime,
    // The endpoint refuses a Host that is absent, and headers that are given again.
    requireHostHeader: false,
    joinDuplicateHeaders: true,
    // Not even where the environment asks for it.
    insecureHTTPParser: false,
    allowHalfOpen: true,
  }
  const server =
    tls === undefined
      ? createServer(options)
      : createSecureServer({
          ...options,
          key: tls.key,
          cert: tls.cert,
          minVersion: "TLSv1.2",
          handshakeTimeout: limits.handshakeTime,
        })
  return Object.assign(server, {
    maxConnections: limits.maxConnections,
    // Any number: those above a limit would be left out without a word.
    maxHeadersCount: 0,
    // A client may close its end once it has asked.
    httpAllowHalfOpen: true,
  })
}
