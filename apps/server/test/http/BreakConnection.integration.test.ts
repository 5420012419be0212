/** Responses that break their connection, over real sockets, with and without TLS. */
import { EventEmitter, once } from "node:events"
import { Agent as HttpAgent, get as httpGet } from "node:http"
import { Agent as HttpsAgent, get as httpsGet } from "node:https"
import type { Socket } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import { collectionPath } from "@odj/graph-wire"
import { Effect } from "effect"
import { type ConnectionBreak, connectionBreaks } from "../../src/http/ConnectionBreak.ts"
import type { HttpRequest, HttpResponse } from "../../src/http/HttpMessage.ts"
import { startServer } from "../../src/index.ts"
import { type Certificate, selfSigned } from "../../src/tls/Certificate.ts"
import { acceptedSockets } from "../acceptedSockets.ts"
import { runCurl } from "../curl.ts"
import { seed } from "../endpoint.ts"
import { open, readAll, responsesIn, serve, serveUntil, turn } from "../rawClient.ts"

const text = "0123456789"

const content: HttpResponse = { status: 200, headers: {}, body: text }

const isBreak = (name: string): name is ConnectionBreak =>
  (connectionBreaks as ReadonlyArray<string>).includes(name)

/** Breaks the connection as the path says; any other path gets the response. */
const handle = ({ target }: HttpRequest): Effect.Effect<HttpResponse> => {
  const how = target.slice(1)
  return Effect.succeed({ ...content, ...(isBreak(how) && { breaks: how }) })
}

const get = (path: string, method = "GET") => `${method} ${path} HTTP/1.1\r\nHost: a\r\n\r\n`

/** What a client receives, and the code of the error that ends it, or `closed`. */
const receive = (socket: Socket) =>
  Effect.promise(async () => {
    let received = ""
    socket.on("data", (chunk) => {
      received += chunk.toString("latin1")
    })
    const end = new EventEmitter()
    socket.on("error", ({ code }: NodeJS.ErrnoException) => end.emit("end", code))
    socket.on("end", () => end.emit("end", "closed"))
    const [how] = await once(end, "end")
    const [head, body] = received.split("\r\n\r\n")
    return { length: /^Content-Length: (\d+)\r?$/m.exec(head ?? "")?.[1], body, how: String(how) }
  })

const exchange = (url: string, ca: string | undefined, ...requests: ReadonlyArray<string>) =>
  Effect.scoped(
    Effect.gen(function* () {
      const socket = yield* open(url, ca)
      socket.write(requests.join(""))
      return yield* receive(socket)
    }),
  )

const nothing = { length: undefined, body: undefined }

/** What a client receives of the response, by how the connection breaks. */
const broken = {
  reset: { length: undefined, body: undefined, how: "ECONNRESET" },
  close: { length: undefined, body: undefined, how: "closed" },
  cutBody: { length: "10", body: "01234", how: "ECONNRESET" },
  wrongLength: { length: "11", body: text, how: "closed" },
} as const

const breaks = Object.keys(broken) as ReadonlyArray<keyof typeof broken>

for (const over of ["TCP", "TLS"] as const) {
  const certificate: Effect.Effect<Certificate | undefined> =
    over === "TLS" ? selfSigned([]) : Effect.undefined

  /** Serves with the certificate, and closes the server within the test. */
  const start = Effect.gen(function* () {
    const tls = yield* certificate
    return { ...(yield* serveUntil(handle, tls && { tls })), ca: tls?.cert }
  })

  /** Fails if the server does not serve on another connection, or does not stop; its time limits are hours. */
  const servesAndStops = ({ url, stop, ca }: Effect.Success<typeof start>) =>
    Effect.gen(function* () {
      const socket = yield* open(url, ca)
      socket.end(get("/"))
      assert.lengthOf(responsesIn(yield* readAll(socket)), 1)
      yield* stop
    })

  describe(`A connection over ${over}`, () => {
    for (const how of breaks) {
      it.live(`breaks with ${how} as its client sees it, and is freed`, () =>
        Effect.gen(function* () {
          const { sockets, allClosed } = yield* acceptedSockets
          const server = yield* start
          for (let time = 0; time < 20; time++)
            assert.deepStrictEqual(yield* exchange(server.url, server.ca, get(`/${how}`)), broken[how])
          yield* allClosed
          assert.lengthOf(sockets, 20)
          yield* servesAndStops(server)
        }),
      )

      it.live(`breaks with ${how} after the earlier responses, and no later request runs`, () =>
        Effect.gen(function* () {
          let handled = 0
          const tls = yield* certificate
          const url = yield* serve((request) => {
            handled++
            return Effect.andThen(Effect.yieldNow, handle(request))
          }, tls && { tls })
          const socket = yield* open(url, tls?.cert)
          socket.write([get("/"), get(`/${how}`), get("/"), get("/")].join(""))
          const chunks: Array<Buffer> = []
          socket.on("data", (chunk) => chunks.push(chunk))
          const end = yield* receive(socket)
          const received = Buffer.concat(chunks).toString("latin1")
          assert.strictEqual(end.how, broken[how].how)
          assert.match(received, /^HTTP\/1\.1 200 /)
          const heads = received.split("HTTP/1.1 200 OK\r\n").length - 1
          assert.strictEqual(heads, broken[how].body === undefined ? 1 : 2)
          yield* turn
          assert.strictEqual(handled, 2)
        }),
      )

      it.live(`breaks with ${how} after it was kept alive, and the client opens another one`, () =>
        Effect.gen(function* () {
          const server = yield* start
          const [Agent, request] =
            over === "TLS" ? ([HttpsAgent, httpsGet] as const) : ([HttpAgent, httpGet] as const)
          const agent = new Agent({ keepAlive: true, maxSockets: 1 })
          const fetchPath = (path: string) =>
            Effect.promise(
              () =>
                new Promise<{ readonly text: string; readonly port?: number | undefined }>((resume) => {
                  const sent = request(`${server.url}${path}`, { agent, ca: server.ca }, async (response) => {
                    const port = response.socket.localPort
                    try {
                      resume({ text: (await response.toArray()).join(""), port })
                    } catch (error) {
                      resume({ text: (error as NodeJS.ErrnoException).code ?? "" })
                    }
                  })
                  sent.on("error", ({ code = "" }: NodeJS.ErrnoException) => resume({ text: code }))
                }),
            )
          const [first, second] = [yield* fetchPath("/"), yield* fetchPath("/")]
          const third = yield* fetchPath(`/${how}`)
          const fourth = yield* fetchPath("/")
          agent.destroy()
          assert.deepStrictEqual(
            [first, second, third, fourth].map((response) => response.text),
            [text, text, "ECONNRESET", text],
          )
          assert.strictEqual(second.port, first.port)
          assert.notStrictEqual(fourth.port, first.port)
          yield* servesAndStops(server)
        }),
      )
    }

    it.live("without a response stays open until the client closes its side", () =>
      Effect.gen(function* () {
        const { sockets, allClosed } = yield* acceptedSockets
        const server = yield* start
        const socket = yield* open(server.url, server.ca)
        socket.write(get("/noResponse") + get("/"))
        const ending = receive(socket)
        yield* servesAndStops({ ...server, stop: Effect.void })
        assert.isFalse(sockets[0]?.destroyed)
        socket.end()
        assert.deepStrictEqual(yield* ending, { ...nothing, how: "closed" })
        yield* allClosed
        yield* servesAndStops(server)
      }),
    )

    it.live("without a response is closed when the time for a response is over", () =>
      Effect.gen(function* () {
        const tls = yield* certificate
        const url = yield* serve(handle, { responseTime: 100, ...(tls && { tls }) })
        assert.deepStrictEqual(yield* exchange(url, tls?.cert, get("/noResponse")), {
          ...nothing,
          how: "closed",
        })
      }),
    )

    it.live("without a response is closed when the server stops", () =>
      Effect.gen(function* () {
        const server = yield* start
        const socket = yield* open(server.url, server.ca)
        socket.write(get("/noResponse"))
        yield* servesAndStops(server)
        assert.strictEqual(yield* readAll(socket), "")
      }),
    )

    for (const [how, instead] of [
      ["cutBody", "reset"],
      ["wrongLength", "close"],
    ] as const) {
      it.live(`breaks with ${how} like ${instead} if the response has no body`, () =>
        Effect.gen(function* () {
          const tls = yield* certificate
          const url = yield* serve(
            ({ method }) =>
              Effect.succeed<HttpResponse>(
                method === "HEAD" ? { ...content, breaks: how } : { status: 204, headers: {}, breaks: how },
              ),
            tls && { tls },
          )
          for (const method of ["HEAD", "DELETE"])
            assert.deepStrictEqual(yield* exchange(url, tls?.cert, get("/", method)), broken[instead])
        }),
      )
    }

    it.live("closes without losing what was sent to a client that is still sending", () =>
      Effect.gen(function* () {
        const tls = yield* certificate
        const body = "a".repeat(500_000)
        const url = yield* serve(
          () => Effect.succeed<HttpResponse>({ status: 200, headers: {}, body, breaks: "wrongLength" }),
          tls && { tls },
        )
        const socket = yield* open(url, tls?.cert)
        socket.write(get("/").repeat(10_000))
        const received = yield* readAll(socket)
        assert.isTrue(received.endsWith(`\r\n\r\n${body}`))
        assert.include(received, "Content-Length: 500001\r\n")
      }),
    )
  })
}

describe("A broken connection", () => {
  /** The code of the error of `fetch`. */
  const fetchError = (url: string, init: RequestInit = {}) =>
    Effect.promise(async () => {
      try {
        await (await fetch(url, init)).text()
        return "none"
      } catch (error) {
        const { name, message, cause } = error as Error & { readonly cause?: NodeJS.ErrnoException }
        return cause === undefined ? name : `${message}: ${cause.code}`
      }
    })

  for (const [how, error, exitCode] of [
    ["reset", "fetch failed: ECONNRESET", 56],
    ["close", "fetch failed: UND_ERR_SOCKET", 52],
    ["cutBody", "terminated: ECONNRESET", 56],
    ["wrongLength", "terminated: UND_ERR_SOCKET", 18],
    ["noResponse", "TimeoutError", 28],
  ] as const) {
    it.live(`with ${how} is "${error}" to fetch, and ${exitCode} to curl`, () =>
      Effect.gen(function* () {
        const url = yield* serve(handle)
        const isEndless = how === "noResponse"
        const init = isEndless ? { signal: AbortSignal.timeout(500) } : {}
        assert.strictEqual(yield* fetchError(`${url}/${how}`, init), error)
        const limit = isEndless ? ["--max-time", "0.5"] : []
        assert.strictEqual((yield* runCurl(...limit, `${url}/${how}`)).exitCode, exitCode)
        assert.deepStrictEqual(yield* runCurl(url), { exitCode: 0, output: text })
      }),
    )
  }

  for (const [how, error] of [
    ["reset", "fetch failed: ECONNRESET"],
    ["cutBody", "terminated: ECONNRESET"],
  ] as const) {
    it(`with ${how} of a request of a batch is that of the batch, which has run`, async () => {
      await using server = await startServer({
        auth: "none",
        faults: [{ on: "create", nth: 2, with: { connection: how, after: "commit" } }],
      })
      const create = (id: string) => ({
        id,
        method: "POST",
        url: `/${collectionPath}`,
        headers: { "Content-Type": "application/json" },
        body: seed,
      })
      const batch = {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ requests: [create("1"), create("2"), create("3")] }),
      }
      assert.strictEqual(await Effect.runPromise(fetchError(`${server.url}/beta/$batch`, batch)), error)
      const count = await fetch(`${server.url}/beta/${collectionPath}/$count`)
      assert.strictEqual(await count.text(), "3")
    })
  }
})
