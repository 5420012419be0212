/** No request with a caller's token reaches the service, and none with the gateway's own token reaches anybody else. */
import { assert, describe, it } from "@effect/vitest"
import { exampleConnector } from "@odj/domain"
import { Effect } from "effect"
import { type Gateway, send, startGateway } from "./gatewayServer.ts"
import { respond, startSocket } from "./upstream.ts"

const ownToken = "the-own-token-of-the-gateway"

const body = JSON.stringify(exampleConnector)

const stored = { ...exampleConnector, id: "a" }

/** Every kind of request, with the caller's token wherever a caller could put it. */
const sendAll = Effect.fnUntraced(function* (gateway: Gateway) {
  const token = yield* gateway.token()
  const headers = {
    Authorization: `Bearer ${token}`,
    Cookie: `token=${token}`,
    "Proxy-Authorization": `Bearer ${token}`,
    "X-Forwarded-Access-Token": token,
    "client-request-id": token,
  }
  const received = [
    yield* send(gateway, `?$top=1&access_token=${token}`, { headers }),
    yield* send(gateway, "/a", { headers }),
    yield* send(gateway, "/$count", { headers }),
    yield* send(gateway, "", {
      method: "POST",
      body,
      headers: { ...headers, "Content-Type": "application/json" },
    }),
    yield* send(gateway, "/a", {
      method: "PATCH",
      body: '{"version":"2"}',
      headers: { ...headers, "Content-Type": "application/json" },
    }),
    yield* send(gateway, "/a", { method: "DELETE", headers }),
  ]
  return { token, received }
})

const withOwnToken = (requests: ReadonlyArray<string>) =>
  requests.filter((request) => request.includes(`authorization: Bearer ${ownToken}\r\n`))

describe("A caller's token", () => {
  const react = (socket: Parameters<typeof respond>[0], request: string) =>
    respond(socket, 200, /^GET \S+\/a /.test(request) ? stored : { value: [stored] })

  it.live("never reaches the service", () =>
    Effect.gen(function* () {
      const { url, requests } = yield* startSocket(react)
      const gateway = yield* startGateway({ upstream: url, ownToken: async () => ownToken })
      const { token } = yield* sendAll(gateway)
      assert.isAtLeast(requests.length, 5)
      assert.deepStrictEqual(withOwnToken(requests), requests)
      assert.notInclude(requests.join(), token)
      assert.notInclude(JSON.stringify(gateway.log), token)
    }),
  )

  it.live("is not accessible to a web page from a loopback address", () =>
    Effect.gen(function* () {
      const service = yield* startSocket(react)
      const gateway = yield* startGateway({ upstream: service.url })
      const { status, headers } = yield* send(gateway, "", { headers: { Origin: "http://localhost:5173" } })
      assert.deepStrictEqual([status, headers.get("Access-Control-Allow-Origin")], [200, null])
    }),
  )

  it.live("would be noticed if it reached the service", () =>
    Effect.gen(function* () {
      const { url, requests } = yield* startSocket(react)
      let token = ""
      // A gateway that passes the token of its caller on.
      const gateway = yield* startGateway({ upstream: url, ownToken: async () => token })
      token = yield* gateway.token()
      yield* send(gateway, "", { headers: { Authorization: `Bearer ${token}` } })
      assert.include(requests.join(), token)
    }),
  )
})

describe("The gateway's own token", () => {
  /** What the callers and the log get from a service that repeats requests in its responses. */
  const telling = Effect.fnUntraced(function* (react: Parameters<typeof startSocket>[0]) {
    const { url, requests } = yield* startSocket(react)
    const gateway = yield* startGateway({ upstream: url, ownToken: async () => ownToken })
    const { received } = yield* sendAll(gateway)
    assert.deepStrictEqual(withOwnToken(requests), requests)
    return JSON.stringify([received.map(({ headers, text }) => [[...headers], text]), gateway.log])
  })

  for (const status of [200, 302, 400, 403, 404, 409, 429, 500, 502, 503, 507]) {
    it.live(`reaches neither callers nor the log if the service repeats it with ${status}`, () =>
      Effect.gen(function* () {
        const told = yield* telling((socket, request) =>
          respond(
            socket,
            status,
            { error: { code: ownToken, message: `You sent ${request}` } },
            {
              "request-id": ownToken,
              "WWW-Authenticate": `Bearer error="${ownToken}"`,
              Location: `http://127.0.0.1:1/${ownToken}`,
            },
          ),
        )
        assert.notInclude(told, ownToken)
      }),
    )
  }

  it.live("would be noticed if it reached a caller", () =>
    Effect.gen(function* () {
      const other = "a-text-that-is-no-token"
      const told = yield* telling((socket) =>
        respond(socket, 403, { error: { code: "Forbidden", message: other } }, { "request-id": other }),
      )
      // In the error, and in the log.
      assert.isAtLeast(told.split(other).length, 3)
    }),
  )

  it.live("does not follow a redirect or a link to another host", () =>
    Effect.gen(function* () {
      const elsewhere = yield* startSocket((socket) => respond(socket, 200, { value: [] }))
      for (const status of [301, 302, 303, 307, 308]) {
        const { url } = yield* startSocket((socket) =>
          respond(socket, status, {}, { Location: elsewhere.url }),
        )
        yield* sendAll(yield* startGateway({ upstream: url, ownToken: async () => ownToken }))
      }
      for (const link of [
        elsewhere.url,
        `${elsewhere.url}/deviceManagement/domainJoinConnectors?$skiptoken=x`,
      ]) {
        const { url } = yield* startSocket((socket) =>
          respond(socket, 200, { value: [stored], "@odata.nextLink": link, "@odata.count": 9 }),
        )
        const gateway = yield* startGateway({ upstream: url, ownToken: async () => ownToken })
        for (const query of ["", "?$orderby=id", "?$filter=state eq 'error'", "?$count=true"]) {
          const { status, text } = yield* send(gateway, query)
          assert.strictEqual(status, 503)
          assert.notInclude(text, elsewhere.url)
        }
      }
      assert.lengthOf(elsewhere.requests, 0)
      assert.lengthOf(elsewhere.open, 0)
    }),
  )

  it.live("reaches another host only if that is the service, which shows that the host would record it", () =>
    Effect.gen(function* () {
      const elsewhere = yield* startSocket((socket) => respond(socket, 200, { value: [] }))
      yield* send(yield* startGateway({ upstream: elsewhere.url, ownToken: async () => ownToken }))
      assert.lengthOf(withOwnToken(elsewhere.requests), 1)
    }),
  )
})
