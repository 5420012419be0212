/** The sources of keys, over real sockets, with the clock of the test. This file is long for its table of bad responses. */
import { generateKeyPairSync, randomUUID } from "node:crypto"
import { once } from "node:events"
import { createServer, type RequestListener, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Logger, Scope, Tracer } from "effect"
import { TestClock } from "effect/testing"
import { exportJWK, importJWK, type JWK } from "jose"
import { KeysUnavailable } from "../../src/auth/Authenticator.ts"
import { type KeySource, local, remote } from "../../src/auth/KeySource.ts"
import { makeVerifier } from "../../src/auth/TokenVerifier.ts"
import { generateKeys } from "../../src/entra/SigningKeys.ts"
import { atNow, fieldsOf, good, invalid, kid, publicKey, trust } from "./signedTokens.ts"

/** A key as Entra publishes it. */
interface Published extends JWK {
  readonly issuer?: string
}

const jwkOf = (kid: string): JWK => ({
  ...generateKeyPairSync("rsa", { modulusLength: 2_048 }).publicKey.export({ format: "jwk" }),
  kid,
})

const first = jwkOf("first")
const second = jwkOf("second")

const setOf = (...keys: ReadonlyArray<Published>) => JSON.stringify({ keys })

/** Serves on a loopback address until the scope ends; returns the URL of its keys. */
const serve = Effect.fnUntraced(function* (listener: RequestListener) {
  const server = yield* Effect.acquireRelease(
    Effect.promise(async () => {
      const server = createServer(listener)
      await once(server.listen(0, "127.0.0.1"), "listening")
      return server
    }),
    (server) =>
      Effect.sync(() => {
        server.close()
        server.closeAllConnections()
      }),
  )
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`)
})

type Respond = (response: ServerResponse) => void

const publish =
  (...keys: ReadonlyArray<Published>): Respond =>
  (response) =>
    response.end(setOf(...keys))

/** A provider whose response a test can change and whose requests it can count, and a source of its keys. */
const provider = Effect.fnUntraced(function* (respond: Respond) {
  const state = { respond, requests: 0, requested: yield* Deferred.make<void>() }
  const url = yield* serve((_, response) => {
    state.requests++
    state.respond(response)
    Deferred.doneUnsafe(state.requested, Effect.void)
  })
  /** Completes with the next request. */
  const nextRequest = Effect.map(Deferred.make<void>(), (requested) => {
    state.requested = requested
    return requested
  })
  return { state, nextRequest, source: yield* remote(url, ["RS256"]) }
})

const has = (source: KeySource, kid: string, algorithm = "RS256") =>
  Effect.map(source.find(kid, algorithm), (key) => key !== undefined)

/** The results of several concurrent runs of the same effect. */
const simultaneously = <A, E, R>(count: number, effect: Effect.Effect<A, E, R>) =>
  Effect.all(
    Array.from({ length: count }, () => effect),
    { concurrency: "unbounded" },
  )

const withClient = Effect.provide(NodeHttpClient.layerNodeHttp)

const failsWith =
  (status: number): Respond =>
  (response) =>
    response.writeHead(status).end(setOf(first))

const noKeys = "the response has no usable key"

const tooLarge = setOf(first).padEnd(300 * 1_024)

/** Responses without usable keys, and what is logged for each. */
const breakdowns: Record<string, readonly [respond: Respond, reason: string]> = {
  "responds with 500": [failsWith(500), "the response has status 500"],
  "responds with 404, with keys": [failsWith(404), "the response has status 404"],
  "responds with 203, with keys": [failsWith(203), "the response has status 203"],
  "responds with 204": [(response) => response.writeHead(204).end(), "the response has status 204"],
  "sends 300 KiB": [
    (response) => response.writeHead(200, { "Content-Length": tooLarge.length }).end(tooLarge),
    "the response is larger than 256 KiB",
  ],
  "sends 300 KiB in chunks": [
    (response) => {
      response.write(tooLarge.slice(0, 100_000))
      response.end(tooLarge.slice(100_000))
    },
    "the response is larger than 256 KiB",
  ],
  "sends a byte more than 256 KiB": [
    (response) => response.end(tooLarge.slice(0, 256 * 1_024 + 1)),
    "the response is larger than 256 KiB",
  ],
  "sends something other than JSON": [(response) => response.end("<html></html>"), "Invalid JSON"],
  "sends a repeated name": [
    (response) => response.end(`{"keys":[],${setOf(first).slice(1)}`),
    "keys: Given twice",
  ],
  "sends invalid UTF-8": [
    (response) => response.end(Buffer.from(setOf(first).replace('"first"', '"first","x":"\xff"'), "latin1")),
    "the response is not UTF-8",
  ],
  "sends other JSON": [(response) => response.end('{"keys":{}}'), noKeys],
  "sends a list": [(response) => response.end("[]"), noKeys],
  "sends null": [(response) => response.end("null"), noKeys],
  "publishes no keys": [publish(), noKeys],
  "publishes values that are not keys": [(response) => response.end('{"keys":[1,null,"first",[]]}'), noKeys],
  "ends early": [
    (response) => {
      response.writeHead(200, { "Content-Length": 9_999 }).write(setOf(first))
      setImmediate(() => response.destroy())
    },
    "aborted",
  ],
  "resets the connection": [(response) => response.socket?.resetAndDestroy(), "ECONNRESET"],
}

describe("The keys of a provider", () => {
  it.effect("are fetched on demand, once for all concurrent callers", () =>
    Effect.gen(function* () {
      const { state, source } = yield* provider(publish(first))
      assert.strictEqual(state.requests, 0)
      const found = yield* simultaneously(20, has(source, "first"))
      assert.deepStrictEqual(found, Array(20).fill(true))
      assert.strictEqual(state.requests, 1)
    }).pipe(withClient),
  )

  it.effect("are fetched by a request that reveals nothing of the request that needs them", () =>
    Effect.gen(function* () {
      const heads: Array<object> = []
      const url = yield* serve(({ method, url, headers }, response) => {
        const { host: _, connection: __, ...rest } = headers
        heads.push({ method, url, ...rest })
        publish(first)(response)
      })
      const source = yield* remote(new URL("?v=2", url), ["RS256"])
      yield* Effect.withSpan(has(source, "first"), "request")
      assert.deepStrictEqual(heads, [
        { method: "GET", url: "/keys?v=2", accept: "application/json", "accept-encoding": "identity" },
      ])
    }).pipe(withClient),
  )

  it.effect("can be as large as 256 KiB", () =>
    Effect.gen(function* () {
      const { source } = yield* provider((response) => response.end(tooLarge.slice(0, 256 * 1_024)))
      assert.isTrue(yield* has(source, "first"))
    }).pipe(withClient),
  )

  it.effect("are fetched once in 30 seconds, however many unknown keys are looked up", () =>
    Effect.gen(function* () {
      const { state, source } = yield* provider(publish(first))
      const unknown = Effect.suspend(() => has(source, randomUUID()))
      const found = yield* simultaneously(200, unknown)
      yield* TestClock.adjust("29999 millis")
      assert.deepStrictEqual(new Set([...found, yield* unknown]), new Set([false]))
      assert.strictEqual(state.requests, 1)
      yield* TestClock.adjust("1 millis")
      yield* simultaneously(200, unknown)
      assert.strictEqual(state.requests, 2)
    }).pipe(withClient),
  )

  for (const [name, [respond, reason]] of Object.entries(breakdowns)) {
    it.effect(`are unavailable if it ${name}, and are fetched again after 30 seconds`, () => {
      const logged: Array<string> = []
      return Effect.gen(function* () {
        const { state, source } = yield* provider(respond)
        const failures = yield* simultaneously(20, Effect.flip(source.find("first", "RS256")))
        assert.deepStrictEqual(failures, Array(20).fill(new KeysUnavailable()))
        assert.strictEqual(state.requests, 1)
        assert.strictEqual(logged.length, 1)
        assert.include(logged[0], `level=WARN fiber=`)
        assert.include(logged[0], `Can't fetch the signing keys from http://127.0.0.1:`)
        assert.include(logged[0], reason)
        state.respond = publish(first)
        yield* TestClock.adjust("30 seconds")
        assert.isTrue(yield* has(source, "first"))
        assert.strictEqual(state.requests, 2)
      }).pipe(
        withClient,
        Effect.provide(Logger.layer([Logger.map(Logger.formatLogFmt, (line) => logged.push(line))])),
      )
    })

    it.effect(`stay in use if it ${name} later`, () =>
      Effect.gen(function* () {
        const { state, source } = yield* provider(publish(first))
        yield* has(source, "first")
        state.respond = respond
        for (const requests of [2, 3]) {
          yield* TestClock.adjust("30 seconds")
          assert.isFalse(yield* has(source, "second"))
          assert.isTrue(yield* has(source, "first"))
          assert.strictEqual(state.requests, requests)
        }
      }).pipe(withClient),
    )
  }

  it.effect("are not fetched from the target of a redirect", () =>
    Effect.gen(function* () {
      const paths: Array<string | undefined> = []
      const url = yield* serve(({ url }, response) => {
        paths.push(url)
        response.writeHead(302, { Location: "/elsewhere" }).end(setOf(first))
      })
      const source = yield* remote(url, ["RS256"])
      assert.deepStrictEqual(yield* Effect.flip(source.find("first", "RS256")), new KeysUnavailable())
      assert.deepStrictEqual(paths, ["/keys"])
    }).pipe(withClient),
  )

  const stalls: Record<string, Respond> = {
    "before its response": () => {},
    "within its response": (response) => response.writeHead(200).write("{"),
  }
  for (const [when, stall] of Object.entries(stalls)) {
    it.effect(`time out after 5 seconds if it stalls ${when}`, () =>
      Effect.gen(function* () {
        const { state, source } = yield* provider(stall)
        const fiber = yield* Effect.forkChild(Effect.flip(source.find("first", "RS256")))
        yield* Deferred.await(state.requested)
        yield* TestClock.adjust("4999 millis")
        assert.isUndefined(fiber.pollUnsafe())
        yield* TestClock.adjust("1 millis")
        assert.deepStrictEqual(yield* Fiber.join(fiber), new KeysUnavailable())
      }).pipe(withClient),
    )
  }

  it.effect("are those of the latest response", () =>
    Effect.gen(function* () {
      const { state, source } = yield* provider(publish(first))
      assert.deepStrictEqual([yield* has(source, "first"), yield* has(source, "second")], [true, false])
      state.respond = publish(second)
      yield* TestClock.adjust("30 seconds")
      assert.deepStrictEqual([yield* has(source, "second"), yield* has(source, "first")], [true, false])
    }).pipe(withClient),
  )

  it.effect("are fetched again ten minutes after the latest fetch, even if no token needs them", () =>
    Effect.gen(function* () {
      const { state, source, nextRequest } = yield* provider(publish(first))
      yield* TestClock.adjust("2 hours")
      assert.strictEqual(state.requests, 0)
      yield* has(source, "first")
      yield* TestClock.adjust("30 seconds")
      yield* has(source, "unknown")
      yield* TestClock.adjust("599999 millis")
      yield* has(source, "first")
      assert.strictEqual(state.requests, 2)
      for (const requests of [3, 4]) {
        const requested = yield* nextRequest
        yield* TestClock.adjust(requests === 3 ? "1 millis" : "10 minutes")
        yield* Deferred.await(requested)
        assert.strictEqual(state.requests, requests)
      }
    }).pipe(withClient),
  )

  it.effect("stay in use while they are fetched again", () =>
    Effect.gen(function* () {
      const { state, source, nextRequest } = yield* provider(publish(first))
      yield* has(source, "first")
      const waiting: Array<ServerResponse> = []
      state.respond = (response) => waiting.push(response)
      const requested = yield* nextRequest
      yield* TestClock.adjust("10 minutes")
      yield* Deferred.await(requested)
      assert.isTrue(yield* has(source, "first"))
      assert.strictEqual(waiting.length, 1)
      for (const response of waiting) publish(second)(response)
      assert.isTrue(yield* has(source, "second"))
      assert.isFalse(yield* has(source, "first"))
    }).pipe(withClient),
  )

  const withdrawals: Record<string, readonly [then: ReadonlyArray<Published>, isWithdrawn: boolean]> = {
    "is withdrawn if the next response lacks it": [[second], true],
    "is withdrawn if the next response has another key with its id": [[{ ...second, kid: "first" }], true],
    "is withdrawn if the next response gives it to another issuer": [
      [{ ...first, issuer: "https://id.example/" }],
      true,
    ],
    "is withdrawn if the next response has it for encryption": [[{ ...first, use: "enc" }, second], true],
    "is the same object if the next response has it too": [[second, first], false],
  }
  for (const [title, [then, isWithdrawn]] of Object.entries(withdrawals)) {
    it.effect(`have a key that ${title}`, () =>
      Effect.gen(function* () {
        const { state, source } = yield* provider(publish(first))
        const before = yield* source.find("first", "RS256")
        assert.isFalse(before?.isWithdrawn)
        state.respond = publish(...then)
        yield* TestClock.adjust("30 seconds")
        yield* has(source, "unknown")
        assert.strictEqual(before?.isWithdrawn, isWithdrawn)
        assert.strictEqual((yield* source.find("first", "RS256")) === before, !isWithdrawn)
      }).pipe(withClient),
    )
  }

  it.effect("arrive for the other callers if one of them is interrupted, even the first", () =>
    Effect.gen(function* () {
      const waiting: Array<ServerResponse> = []
      const { state, source } = yield* provider((response) => waiting.push(response))
      const impatient = yield* Effect.forkChild(has(source, "first"))
      yield* Deferred.await(state.requested)
      const patient = yield* Effect.forkChild(has(source, "first"), { startImmediately: true })
      yield* Fiber.interrupt(impatient)
      for (const response of waiting) publish(first)(response)
      assert.isTrue(yield* Fiber.join(patient))
      assert.strictEqual(state.requests, 1)
    }).pipe(withClient),
  )

  it.effect("are no longer fetched when the scope ends", () =>
    Effect.gen(function* () {
      const closed = yield* Deferred.make<void>()
      const requested = yield* Deferred.make<void>()
      const url = yield* serve((request) => {
        request.socket.once("close", () => Deferred.doneUnsafe(closed, Effect.void))
        Deferred.doneUnsafe(requested, Effect.void)
      })
      const scope = yield* Scope.make()
      const source = yield* Scope.provide(remote(url, ["RS256"]), scope)
      const fiber = yield* Effect.forkChild(Effect.exit(has(source, "first")))
      yield* Deferred.await(requested)
      yield* Scope.close(scope, Exit.void)
      yield* Deferred.await(closed)
      assert.deepStrictEqual(yield* Fiber.join(fiber), Exit.fail(new KeysUnavailable()))
    }).pipe(withClient),
  )
})

const rsa = (modulusLength: number, publicExponent = 65_537) =>
  generateKeyPairSync("rsa", { modulusLength, publicExponent }).publicKey.export({ format: "jwk" })
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ format: "jwk" })
const { kid: _, ...unnamed } = first
const privateJwk = generateKeyPairSync("rsa", { modulusLength: 2_048 }).privateKey.export({ format: "jwk" })

/** Whether Node.js and \`jose\` take a key for signatures. */
const joseImports = (jwk: JWK) =>
  Effect.promise(() =>
    importJWK(jwk, "RS256").then(
      () => true,
      () => false,
    ),
  )

describe("A key that a provider publishes", () => {
  const unusable: Record<string, object> = {
    "without an id": unnamed,
    "whose id is not a string": { ...first, kid: 1 },
    "that is a secret": { kty: "oct", kid: "first", alg: "RS256", k: "c2VjcmV0" },
    "that is private": { ...privateJwk, kid: "first" },
    "for encryption": { ...first, use: "enc" },
    "for another operation": { ...first, key_ops: ["encrypt"] },
    "for no operation": { ...first, key_ops: [] },
    "whose operations are a string": { ...first, key_ops: "verify" },
    "for another algorithm": { ...first, alg: "RS512" },
    "that is too short": { ...rsa(1_024), kid: "first" },
    "with the exponent 1": { ...first, e: "AQ" },
    "with the exponent 1, padded with zeros": { ...first, e: "AAAAAQ" },
    "with the exponent 3": { ...rsa(2_048, 3), kid: "first" },
    "with an exponent just below 65537": { ...first, e: "__8" },
    "whose issuer is not a string": { ...first, issuer: ["https://id.example/"] },
    "of another kind": { ...ec, kid: "first" },
    "of no kind": { kid: "first" },
    "without a modulus": { kty: "RSA", kid: "first", e: "AQAB" },
  }
  for (const [name, jwk] of Object.entries(unusable)) {
    it.effect(`is not used ${name}, while others still are`, () =>
      Effect.gen(function* () {
        const { source } = yield* provider(publish(jwk as JWK, second))
        assert.deepStrictEqual([yield* has(source, "first"), yield* has(source, "second")], [false, true])
      }).pipe(withClient),
    )
  }

  it.effect("would be used by jose alone, however weak it is", () =>
    Effect.gen(function* () {
      for (const jwk of [rsa(1_024), { ...first, e: "AQ" }, rsa(2_048, 3)])
        assert.isTrue(yield* joseImports(jwk as JWK))
    }),
  )

  const usable: Record<string, object> = {
    "as it is": first,
    "for signatures": { ...first, use: "sig" },
    "to verify": { ...first, key_ops: ["verify"] },
    "for its algorithm": { ...first, alg: "RS256" },
    "with the exponent 65539": { ...first, e: "AQAD" },
    "with an issuer": { ...first, issuer: "https://id.example/" },
    "with unknown members": { ...first, x5t: "x", cloud_instance_name: "microsoftonline.com" },
  }
  for (const [name, jwk] of Object.entries(usable)) {
    it.effect(`is used ${name}`, () =>
      Effect.gen(function* () {
        const { source } = yield* provider(publish(jwk as JWK))
        assert.isTrue(yield* has(source, "first"))
        assert.isFalse(yield* has(source, "first", "PS256"))
      }).pipe(withClient),
    )
  }

  it.effect("is used with the issuer that it belongs to", () =>
    Effect.gen(function* () {
      const issuer = "https://login.microsoftonline.com/{tenantid}/v2.0"
      const { source } = yield* provider(publish({ ...first, issuer }, second))
      assert.strictEqual((yield* source.find("first", "RS256"))?.issuer, issuer)
      assert.isUndefined((yield* source.find("second", "RS256"))?.issuer)
    }).pipe(withClient),
  )

  it.effect("is used for each configured algorithm that it fits", () =>
    Effect.gen(function* () {
      const url = yield* serve((_, response) => publish(first, { ...ec, kid: "ec" } as JWK)(response))
      const source = yield* remote(url, ["RS256", "PS256", "ES256"])
      const found = []
      for (const kid of ["first", "ec"])
        for (const algorithm of ["RS256", "PS256", "ES256", "RS512"])
          if (yield* has(source, kid, algorithm)) found.push(`${kid} ${algorithm}`)
      assert.deepStrictEqual(found, ["first RS256", "first PS256", "ec ES256"])
    }).pipe(withClient),
  )
})

describe("A token that was accepted", () => {
  it.effect("is refused ten minutes later, if the provider has withdrawn its key meanwhile", () =>
    Effect.gen(function* () {
      const jwk = { ...(yield* Effect.promise(() => exportJWK(publicKey))), kid }
      const { state, source, nextRequest } = yield* provider(publish(jwk, second))
      yield* atNow
      const authenticate = makeVerifier({ ...trust, keys: source })
      const before = yield* authenticate(`Bearer ${good}`)
      state.respond = publish(second)
      yield* TestClock.adjust("599999 millis")
      assert.deepStrictEqual(yield* authenticate(`Bearer ${good}`), before)
      const requested = yield* nextRequest
      yield* TestClock.adjust("1 millis")
      yield* Deferred.await(requested)
      // Waits for the response.
      yield* has(source, "unknown")
      const refused = yield* Effect.flip(authenticate(`Bearer ${good}`))
      assert.deepStrictEqual(fieldsOf(refused), fieldsOf(invalid("Key not found.")))
      assert.strictEqual(state.requests, 2)
    }).pipe(withClient),
  )
})

describe("The URL of keys", () => {
  const isTaken = (address: string) =>
    Effect.map(Effect.exit(remote(new URL(address), ["RS256"])), Exit.isSuccess)

  it.effect("must be https, or http on a loopback address", () =>
    Effect.gen(function* () {
      for (const address of [
        "https://login.microsoftonline.com/common/discovery/v2.0/keys",
        "http://127.0.0.1:8365/keys",
        "http://127.9.9.9/keys",
        "http://localhost:8365/keys",
        "http://[::1]:8365/keys",
      ])
        assert.isTrue(yield* isTaken(address), address)
      for (const address of [
        "http://login.microsoftonline.com/keys",
        "http://127.0.0.1.example.com/keys",
        "http://localhost.example.com/keys",
        "http://10.0.0.1/keys",
        "file:///keys.json",
        "data:application/json,{}",
      ])
        assert.isFalse(yield* isTaken(address), address)
      const failure = yield* Effect.flip(remote(new URL("http://u:PW@id.example/keys?sig=PW#PW"), ["RS256"]))
      assert.strictEqual(
        failure.message,
        "The URL of the keys must be https, or http on a loopback address: http://id.example/keys",
      )
    }).pipe(withClient),
  )

  it.effect("is logged and traced without its query", () => {
    const logged: Array<string> = []
    const spans: Array<string> = []
    return Effect.gen(function* () {
      const url = yield* serve((_, response) => response.socket?.resetAndDestroy())
      const source = yield* remote(new URL("?code=PW&PW#PW", url), ["RS256"])
      yield* Effect.withSpan(Effect.flip(source.find("first", "RS256")), "request")
      assert.include(logged.join(), `Can't fetch the signing keys from ${url}:`)
      assert.include(logged.join(), "ECONNRESET")
      assert.notInclude(logged.join() + spans.join(), "PW")
      assert.deepStrictEqual(spans, ["request"])
    }).pipe(
      withClient,
      Effect.provide(Logger.layer([Logger.map(Logger.formatLogFmt, (line) => logged.push(line))])),
      Effect.withTracer(
        Tracer.make({
          span: (options) => {
            spans.push(options.name)
            return new Tracer.NativeSpan(options)
          },
        }),
      ),
    )
  })
})

describe("The keys of the built-in issuer", () => {
  it.effect("are found by id, for their one algorithm", () =>
    Effect.gen(function* () {
      const keys = yield* generateKeys
      const source = local(Effect.succeed(keys))
      const found = yield* source.find(keys[0].kid, "RS256")
      assert.deepStrictEqual(
        found && (yield* Effect.promise(() => exportJWK(found.publicKey))),
        yield* Effect.promise(() => exportJWK(keys[0].publicKey)),
      )
      assert.isFalse(yield* has(source, keys[0].kid, "PS256"))
      assert.isFalse(yield* has(source, "another"))
    }),
  )
})
