/** Opens a server without a socket inside another program: the program hands it requests with a function like `fetch`. */
import { clouds } from "@odj/graph-wire"
import { Effect, Struct } from "effect"
import { runUnfaked } from "./clock/UnfakedScheduler.ts"
import { type PromisedControls, promised } from "./double/PromisedControls.ts"
import { type Fetch, makeFetch } from "./http/Fetch.ts"
import type { TokenRequest } from "./issuer/MintToken.ts"
import { opened } from "./Opened.ts"
import { everyAddress } from "./server/Addresses.ts"
import { makeApplication } from "./server/Application.ts"
import { checks, makeTestServer, type TestServerOptions } from "./TestServer.ts"

/** The options of `startServer` that are not about its socket or its addresses. */
export type OpenOptions = Omit<TestServerOptions, "publicUrl" | "allowedHosts">

/** A server without a socket. */
export interface OpenServer extends PromisedControls, AsyncDisposable {
  /**
   * Sends a request to the server and returns its response, like the `fetch` of Node.js. Needs no `this`. The server is at
   * every host: it responds to requests for Graph and for the issuer, and its links and tokens have the origin of the
   * request.
   *
   * It rejects with the reason of the request's signal if that is aborted, and with `TypeError` if a fault breaks the
   * connection. It follows no redirect.
   */
  readonly fetch: Fetch
  /** Makes a token; by default for an application that can read and write the default tenant's connectors. */
  token(request?: TokenRequest): Promise<string>
  /** Waits for the requests in flight, and refuses further ones. A second call waits for the first. */
  close(): Promise<void>
}

/** The issuer of the tokens that `token` makes. */
const issuer = clouds.global.authorityHost.origin

const checksOfOpen = Struct.omit(checks, ["publicUrl", "allowedHosts"])

const make = Effect.fnUntraced(function* (options: OpenOptions) {
  const { application, double, provide, tokenAt } = yield* makeTestServer(options, checksOfOpen)
  const fetch = yield* provide(
    makeFetch(application.limits, (isStopping) =>
      Effect.map(makeApplication(application, everyAddress, isStopping), ({ handle }) => handle),
    ),
  )
  return { fetch, token: tokenAt(issuer), controls: double.controls }
})

/**
 * Opens a server. Rejects with `OptionsInvalid`, `GrantsInvalid`, `FaultsInvalid` or `SeedInvalid`, or with `StoreRefused` if the database
 * can't be used.
 *
 * @example
 * ```ts
 * import { openServer } from "@odj/server"
 *
 * await using server = await openServer({ auth: "none" })
 *
 * const response = await server.fetch("https://graph.microsoft.com/beta/deviceManagement/domainJoinConnectors")
 *
 * console.log(response.status) // => 200
 * ```
 */
export const openServer = async (options: OpenOptions = {}): Promise<OpenServer> => {
  const { made, close } = await opened(make(options))
  const { fetch, token, controls } = made
  return {
    fetch,
    token: (request) => runUnfaked(token(request)),
    ...promised(controls),
    close,
    [Symbol.asyncDispose]: close,
  }
}
