/** A server with faults, without a socket, over memory. Its clock is the test's. */
import { MemoryConnectorStore } from "@odj/memory-adapter"
import { Clock, Effect, identity } from "effect"
import { makeDouble } from "../../src/double/TestDouble.ts"
import { generateKeys } from "../../src/entra/SigningKeys.ts"
import type { Fault } from "../../src/faults/Fault.ts"
import { defaultReadLimits } from "../../src/graph/ReadLimits.ts"
import { makeKept, Tenants } from "../../src/graph/Tenants.ts"
import type { HttpRequest, HttpResponse } from "../../src/http/HttpMessage.ts"
import { mintToken, type TokenRequest } from "../../src/issuer/MintToken.ts"
import { makeAddresses } from "../../src/server/Addresses.ts"
import { makeApplication } from "../../src/server/Application.ts"
import { local, none } from "../../src/server/Authentication.ts"
import { collection, seed } from "../endpoint.ts"

export interface Sent {
  readonly method?: string
  readonly target?: string
  readonly headers?: Readonly<Record<string, string>>
  /** JSON, or a text as it is. */
  readonly body?: unknown
}

const url = "http://127.0.0.1:8365"

const keys = Effect.runSync(Effect.cached(generateKeys))

/** Starts a server. Without `auth`, requests need no token. */
export const failingServer = (faults: ReadonlyArray<Fault>, auth: "none" | "local" = "none") =>
  Effect.gen(function* () {
    const parts = { transport: "none", hasIssuer: auth === "local" } as const
    const double = yield* makeDouble(yield* makeKept(MemoryConnectorStore.make), { faults }, parts)
    const { handle } = yield* makeApplication(
      {
        limits: defaultReadLimits,
        authentication: (addresses) => (auth === "none" ? none : local(keys, addresses)),
        corsOrigins: new Set(),
        observe: identity,
        between: double.between,
      },
      makeAddresses(url, "127.0.0.1", {}),
      () => false,
    ).pipe(Effect.provideService(Tenants, double.tenants))
    const requests: Array<HttpRequest> = []
    const send = ({ method = "GET", target = collection, headers, body }: Sent = {}) =>
      Effect.suspend(() => {
        const request: HttpRequest = {
          method,
          target,
          scheme: "http",
          headers: { host: new URL(url).host, "content-type": "application/json", ...headers },
          body: Buffer.from(typeof body === "string" ? body : body === undefined ? "" : JSON.stringify(body)),
          facts: {},
        }
        requests.push(request)
        return Effect.provideService(handle(request), Clock.Clock, double.clock)
      })
    const create = (properties: object = {}, headers: Sent["headers"] = {}) =>
      send({ method: "POST", headers, body: { ...seed, ...properties } })
    const count = Effect.map(send({ target: `${collection}/$count` }), ({ body }) => Number(body))
    const token = (request: TokenRequest = {}) =>
      Effect.map(
        Effect.provideService(mintToken({ url, keys }, request), Clock.Clock, double.clock),
        (token) => ({ authorization: `Bearer ${token}` }),
      )
    /** The names of the faults that have struck the last request. */
    const struck = () => requests.at(-1)?.facts.faults
    return { ...double.controls, send, create, count, token, struck, url }
  })

export const statusOf = ({ status }: HttpResponse) => status
