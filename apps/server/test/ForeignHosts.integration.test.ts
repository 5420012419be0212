/**
 * A web page that makes its own name resolve to the server (DNS rebinding) gets nothing: every way to send a foreign host is
 * refused on every path, even if the server needs no token and the page's origin may call it.
 */
import { assert, describe, it } from "@effect/vitest"
import { defaultTenant } from "@odj/graph-wire"
import { MemoryConnectorStore } from "@odj/memory-adapter"
import { Effect } from "effect"
import { generateKeys } from "../src/entra/SigningKeys.ts"
import * as Tenants from "../src/graph/Tenants.ts"
import { local, none } from "../src/server/Authentication.ts"
import { defaultServerLimits, serve } from "../src/server/Server.ts"
import { collection } from "./endpoint.ts"
import { exchange, responsesIn } from "./rawClient.ts"

const evil = "evil.example:8365"
const origin = `http://${evil}`
const keys = await Effect.runPromise(Effect.cached(generateKeys))

/** Starts a server on a free port, which may allow the foreign host. */
const serverWith = (auth: "local" | "none", allowedHosts: ReadonlyArray<string> = []) =>
  serve({
    host: "127.0.0.1",
    port: 0,
    limits: defaultServerLimits,
    allowedHosts,
    authentication: (addresses) => (auth === "none" ? none : local(keys, addresses)),
    corsOrigins: new Set([origin]),
    observe: (handle) => handle,
  }).pipe(Effect.provide(Tenants.layer(MemoryConnectorStore.make)))

const form =
  "grant_type=client_credentials&client_id=a&client_secret=b&scope=https://graph.microsoft.com/.default"

/** Requests that the server responds to, with the status if the host is allowed: without a token, and with --auth none. */
const paths: ReadonlyArray<readonly [path: string, local: number, none: number, posted?: string]> = [
  [collection, 401, 200],
  [`${collection}/$count`, 401, 200],
  [collection.replace("/beta", ""), 401, 200],
  ["/beta/$metadata", 200, 200],
  ["/beta/$batch", 401, 200, '{"requests":[{"id":"1","method":"GET","url":"/me"}]}'],
  [`/${defaultTenant}/oauth2/v2.0/token`, 200, 404, form],
  ["/common/oauth2/v2.0/devicecode", 200, 404, "client_id=a&scope=User.Read"],
  ["/common/v2.0/.well-known/openid-configuration", 200, 404],
  ["/common/discovery/v2.0/keys", 200, 404],
  ["/devicelogin", 200, 404],
  ["/docs", 200, 200],
  ["/openapi.json", 200, 200],
  ["/livez", 200, 200],
  ["/readyz", 200, 200],
  ["/", 302, 302],
  ["/me", 401, 404],
]

interface Sent {
  readonly host: string | undefined
  readonly authority?: string
  readonly version?: string
  readonly method?: string
  readonly headers?: ReadonlyArray<string>
}

/** Sends a request over a new socket, and returns its response. */
const send = Effect.fnUntraced(function* (url: string, path: string, posted: string | undefined, sent: Sent) {
  const { host, authority, version = "1.1", method = posted === undefined ? "GET" : "POST" } = sent
  const type = posted?.startsWith("{") ? "application/json" : "application/x-www-form-urlencoded"
  const request = [
    `${method} ${authority === undefined ? "" : `http://${authority}`}${path} HTTP/${version}`,
    ...(host === undefined ? [] : [`Host: ${host}`]),
    `Origin: ${origin}`,
    "Connection: close",
    ...(sent.headers ?? []),
    ...(posted === undefined ? [] : [`Content-Type: ${type}`, `Content-Length: ${posted.length}`]),
    "",
    posted ?? "",
  ]
  const received = yield* exchange(url, request.join("\r\n"))
  if (method === "HEAD") return { head: received, body: "" }
  const [response = { head: "", body: "" }] = responsesIn(received)
  return response
})

const ways = (own: string): Record<string, Sent> => ({
  "a Host with a port": { host: evil },
  "a Host without a port": { host: "evil.example" },
  "a Host in upper case": { host: "EVIL.EXAMPLE" },
  "a Host below the server's": { host: `${own}.evil.example` },
  "a Host that is an address of the network": { host: "10.0.0.7:8365" },
  "a whole URL": { host: own, authority: evil },
  "a Host beside a whole URL": { host: evil, authority: own },
  "HTTP/1.0": { host: evil, version: "1.0" },
  "HTTP/1.0 without a Host": { host: undefined, version: "1.0" },
  "a forwarded host": { host: evil, headers: [`X-Forwarded-Host: ${own}`, `Forwarded: host="${own}"`] },
  HEAD: { host: evil, method: "HEAD" },
  OPTIONS: { host: evil, method: "OPTIONS" },
  "a preflight": { host: evil, method: "OPTIONS", headers: ["Access-Control-Request-Method: GET"] },
})

const statusOf = ({ head }: { readonly head: string }) => Number(head.split(" ")[1])

for (const auth of ["local", "none"] as const) {
  describe(`A request for a foreign host, with --auth ${auth},`, () => {
    for (const way of Object.keys(ways(""))) {
      it.live(`gets nothing from any path by ${way}`, () =>
        Effect.gen(function* () {
          const url = yield* serverWith(auth)
          const sent = ways(new URL(url).host)[way] ?? assert.fail(way)
          for (const [path, , , posted] of paths) {
            const response = yield* send(url, path, posted, sent)
            assert.strictEqual(statusOf(response), 400, path)
            assert.notMatch(response.head, /Access-Control|Location|WWW-Authenticate/i, path)
            if (sent.method === "HEAD") continue
            const { error, ...rest } = JSON.parse(response.body)
            assert.deepStrictEqual(rest, {}, path)
            assert.match(
              error.message,
              /^(This server accepts no requests for the host '|Invalid Host)/,
              path,
            )
          }
        }).pipe(Effect.scoped),
      )
    }

    it.live("gets its response if the host is allowed", () =>
      Effect.gen(function* () {
        const url = yield* serverWith(auth, ["evil.example"])
        for (const [path, withLocal, withNone, posted] of paths) {
          for (const sent of [{ host: evil }, { host: evil, authority: evil }]) {
            const response = yield* send(url, path, posted, sent)
            assert.strictEqual(statusOf(response), auth === "local" ? withLocal : withNone, path)
            assert.include(response.head, `Access-Control-Allow-Origin: ${origin}`, path)
          }
        }
      }).pipe(Effect.scoped),
    )
  })
}

describe("A refused host", () => {
  it.live("is named in the message, with the flags that allow it", () =>
    Effect.gen(function* () {
      const url = yield* serverWith("local")
      const { body } = yield* send(url, "/docs", undefined, { host: "Odj.Example:8365" })
      assert.strictEqual(
        JSON.parse(body).error.message,
        "This server accepts no requests for the host 'odj.example'. If that is its name, start it with --allowed-host odj.example, or with its public URL in --public-url.",
      )
    }).pipe(Effect.scoped),
  )
})
