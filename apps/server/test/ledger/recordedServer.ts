/** A server without a socket that records its requests, and whose callers need no token. */
import { type Context, Effect, identity } from "effect"
import * as ServerClock from "../../src/clock/ServerClock.ts"
import { defaultReadLimits } from "../../src/graph/ReadLimits.ts"
import { Tenants } from "../../src/graph/Tenants.ts"
import type { HttpRequest, HttpResponse, Observe } from "../../src/http/HttpMessage.ts"
import { watchCommits } from "../../src/ledger/Commits.ts"
import { type LedgerLimits, makeLedger } from "../../src/ledger/Ledger.ts"
import { makeAddresses } from "../../src/server/Addresses.ts"
import { makeApplication } from "../../src/server/Application.ts"
import { none } from "../../src/server/Authentication.ts"
import { collection, seed } from "../endpoint.ts"

type Stores = Context.Service.Shape<typeof Tenants>

export interface Sent {
  readonly method?: string
  readonly target?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly connection?: HttpRequest["connection"]
}

/** By default a create. */
export const requestOf = ({
  method = "POST",
  target = collection,
  headers,
  body,
  connection,
}: Sent = {}) => ({
  method,
  target,
  headers: {
    host: "localhost:8365",
    ...(body !== undefined && { "content-type": "application/json" }),
    ...headers,
  },
  body: Buffer.from(typeof body === "string" ? body : body === undefined ? "" : JSON.stringify(body)),
  scheme: "http" as const,
  connection,
  facts: {},
})

export const create = (body: object = {}, headers: Sent["headers"] = {}): Sent => ({
  body: { ...seed, ...body },
  headers,
})

export const withKey = (key: string) => ({ "idempotency-key": `"${key}"` })

export const entity = (method: string, id: string, body?: object): Sent => ({
  method,
  target: `${collection}/${encodeURIComponent(id)}`,
  body,
})

/** A server over these stores; `failing` stands for the faults. */
export const recordedServer = (given: Stores, failing: Observe = identity, limits?: LedgerLimits) =>
  Effect.gen(function* () {
    const clock = yield* ServerClock.make
    const ledger = makeLedger(clock, limits)
    const { tenants, noted } = watchCommits(given)
    const application = makeApplication(
      {
        limits: defaultReadLimits,
        authentication: () => none,
        corsOrigins: new Set(),
        observe: identity,
        between: { around: () => (handle) => ledger.recorded(failing(noted(handle))) },
      },
      makeAddresses("http://localhost:8365", "localhost", {}),
      () => false,
    )
    const { handle } = yield* Effect.provideService(application, Tenants, tenants)
    return {
      ...ledger,
      clock,
      tenants,
      send: (sent?: Sent): Effect.Effect<HttpResponse> => Effect.suspend(() => handle(requestOf(sent))),
    }
  })
