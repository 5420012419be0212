/** Faults of connections, as clients over TCP and TLS see them. */
import { writeFileSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { Agent, get } from "node:https"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { getCACertificates, setDefaultCACertificates } from "node:tls"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { make as makeClock } from "../../src/clock/ServerClock.ts"
import type { SocketFault } from "../../src/faults/Fault.ts"
import { makeReceive } from "../../src/faults/SocketFaults.ts"
import { selfSigned } from "../../src/tls/Certificate.ts"
import { runCurl } from "../curl.ts"
import { echo, serve } from "../rawClient.ts"

/** A server, and what strikes its next connection only: `fetch` opens another one by itself after it failed. */
const struck = (isSecure: boolean) =>
  Effect.gen(function* () {
    const clock = yield* makeClock
    let next: SocketFault["with"] | undefined
    const strike = () => {
      const deciding = next && { fault: { on: "connection" as const, with: next } }
      next = undefined
      return { delay: 0, deciding }
    }
    const own = isSecure ? yield* selfSigned([]) : undefined
    const url = yield* serve(echo, { receive: makeReceive(clock, strike, own), ...(own && { tls: own }) })
    const withFault = <A>(outcome: SocketFault["with"], client: Effect.Effect<A>) =>
      Effect.andThen(
        Effect.sync(() => {
          next = outcome
        }),
        client,
      )
    return { url, withFault, cert: own?.cert ?? "" }
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
const fetchCode = (url: string) =>
  Effect.promise(async () => {
    try {
      const response = await fetch(url, {
        headers: { connection: "close" },
        signal: AbortSignal.timeout(500),
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
        const { url, withFault } = yield* struck(false)
        const curl = runCurl("--max-time", "0.5", url)
        assert.strictEqual((yield* withFault(outcome, curl)).exitCode, exitCode)
        assert.strictEqual(yield* withFault(outcome, fetchCode(url)), error)
        assert.strictEqual(yield* fetchCode(url), 200)
        assert.strictEqual((yield* curl).exitCode, 0)
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
          const { url, withFault, cert } = yield* struck(true)
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
})
