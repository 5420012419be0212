/** Faults of connections, as clients over TCP and TLS see them. */
import { writeFileSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { Agent, get } from "node:https"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { getCACertificates, setDefaultCACertificates } from "node:tls"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import type { Fault, SocketFault } from "../../src/faults/Fault.ts"
import { type ServerOptions, startServer } from "../../src/index.ts"
import { selfSigned } from "../../src/tls/Certificate.ts"
import { runCurl } from "../curl.ts"
import { exchange, turn } from "../rawClient.ts"

/** A server on which only the next connection can be struck, because `fetch` opens another one after a failure. */
const start = (options: ServerOptions) =>
  Effect.gen(function* () {
    const server = yield* Effect.acquireRelease(
      Effect.promise(() => startServer({ auth: "none", ...options })),
      (started) => Effect.promise(started.stop),
    )
    const withFault = <A>(outcome: SocketFault["with"], client: Effect.Effect<A>) =>
      Effect.promise(() => server.fail({ on: "connection", times: 1, with: outcome })).pipe(
        Effect.andThen(client),
      )
    return { server, url: `${server.url}/livez`, withFault, cert: server.certificate ?? "" }
  })

/** The code of the error of `node:https`, or the status. */
const httpsCode = (url: string, ca: string, rejectUnauthorized = true) =>
  Effect.promise(
    () =>
      new Promise<string | number | undefined>((resume) => {
        get(url, { agent: new Agent(), ca, rejectUnauthorized }, (response) => {
          response.resume()
          resume(response.statusCode)
        }).on("error", ({ code }: NodeJS.ErrnoException) => resume(code))
      }),
  )

/** The code of the error of `fetch` on a new connection, or the status. */
const fetchCode = (url: string, signal: AbortSignal | null = null) =>
  Effect.promise(async () => {
    try {
      const response = await fetch(url, {
        headers: { connection: "close" },
        signal,
      })
      await response.text()
      return response.status
    } catch (error) {
      const { name, cause } = error as Error & { readonly cause?: NodeJS.ErrnoException }
      return cause?.code ?? name
    }
  })

const folder = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "odj-trust-"))),
  (path) => Effect.promise(() => rm(path, { recursive: true })),
)

/** Lets `fetch` trust a certificate within the scope. */
const trusted = (cert: string) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const before = getCACertificates("default")
      setDefaultCACertificates([...before, cert])
      return before
    }),
    (before) => Effect.sync(() => setDefaultCACertificates(before)),
  )

describe("A new connection", () => {
  for (const [outcome, error, exitCode] of [
    ["reset", "ECONNRESET", 56],
    ["close", "UND_ERR_SOCKET", 52],
    ["noResponse", "TimeoutError", 28],
  ] as const) {
    it.live(`that a fault breaks with ${outcome} is ${error} to fetch, and ${exitCode} to curl`, () =>
      Effect.gen(function* () {
        const { url, withFault } = yield* start({})
        const isEndless = outcome === "noResponse"
        const curl = runCurl(...(isEndless ? ["--max-time", "0.5"] : []), url)
        assert.strictEqual((yield* withFault(outcome, curl)).exitCode, exitCode)
        const signal = isEndless ? AbortSignal.timeout(500) : null
        assert.strictEqual(yield* withFault(outcome, fetchCode(url, signal)), error)
        assert.strictEqual(yield* fetchCode(url), 200)
        assert.strictEqual((yield* runCurl(url)).exitCode, 0)
      }),
    )
  }

  for (const [outcome, error, exitCode] of [
    ["reset", "ECONNRESET", 35],
    ["close", "ECONNRESET", 35],
    [{ certificate: "expired" }, "CERT_HAS_EXPIRED", 60],
    [{ certificate: "otherHost" }, "ERR_TLS_CERT_ALTNAME_INVALID", 60],
    [{ certificate: "untrusted" }, "DEPTH_ZERO_SELF_SIGNED_CERT", 60],
  ] as const) {
    const name = typeof outcome === "string" ? outcome : outcome.certificate
    it.live(
      `over TLS with the fault ${name} is ${error} to node:https and fetch, and ${exitCode} to curl`,
      () =>
        Effect.gen(function* () {
          const { url, withFault, cert } = yield* start({ tls: true })
          const trustFile = join(yield* folder, "certificate.pem")
          writeFileSync(trustFile, cert)
          yield* trusted(cert)
          const curl = runCurl("--cacert", trustFile, url)
          assert.strictEqual(yield* withFault(outcome, httpsCode(url, cert)), error)
          assert.strictEqual(yield* withFault(outcome, fetchCode(url)), error)
          assert.strictEqual((yield* withFault(outcome, curl)).exitCode, exitCode)
          const unchecked = yield* withFault(outcome, httpsCode(url, cert, false))
          assert.strictEqual(unchecked, typeof outcome === "string" ? error : 200)
          assert.strictEqual(yield* httpsCode(url, cert), 200)
          assert.strictEqual(yield* fetchCode(url), 200)
          assert.strictEqual((yield* curl).exitCode, 0)
        }),
    )
  }

  it.live("that a fault delays waits until the clock is advanced", () =>
    Effect.gen(function* () {
      const { server, url } = yield* start({ faults: [{ on: "connection", with: { delay: "6 days" } }] })
      const { port } = new URL(url)
      const received = yield* Effect.forkChild(
        exchange(server.url, `GET /livez HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`),
        { startImmediately: true },
      )
      while (server.faults()[0]?.struck === 0) yield* turn
      server.clock.advance("6 days")
      assert.match(yield* Fiber.join(received), /^HTTP\/1\.1 200 /)
    }),
  )

  /** The message with which a promise rejects. */
  const refusal = (promise: Promise<unknown>) =>
    Effect.promise(() =>
      promise.then(
        () => "none",
        ({ message }: Error) => message,
      ),
    )

  it.live("can't have another certificate if the server has no self-signed one, at its start or later", () =>
    Effect.gen(function* () {
      const fault: Fault = { on: "connection", with: { certificate: "untrusted" } }
      const start = "Start it with a self-signed certificate (tls: true, or --tls)"
      const given = yield* selfSigned([])
      for (const [tls, reason] of [
        [false, "This server has no TLS"],
        [{ key: given.key, cert: given.cert }, "This server has a certificate that it can't replace"],
      ] as const) {
        assert.strictEqual(
          yield* refusal(startServer({ tls, faults: [{ with: "reset" }, fault] })),
          `faults[1]: with.certificate: ${reason}. ${start}`,
        )
        const server = yield* Effect.acquireRelease(
          Effect.promise(() => startServer({ tls })),
          (started) => Effect.promise(started.stop),
        )
        assert.strictEqual(yield* refusal(server.fail(fault)), `with.certificate: ${reason}. ${start}`)
        assert.deepStrictEqual(server.faults(), [])
      }
    }),
  )
})
