/**
 * The keys of a token verifier: those of the built-in issuer, or those that an identity provider publishes.
 *
 * A provider's keys are fetched when a token needs them, at most once every 30 seconds. While the provider fails, the last
 * fetched keys stay in use.
 */
import { isSecure, parseJson } from "@odj/graph-wire"
import { ByteSize, Clock, Data, Duration, Effect, Fiber, Predicate, Stream } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"
import { type CryptoKey, importJWK, type JWK } from "jose"
import { isStrong, type SigningKeys, signingAlgorithm } from "../entra/SigningKeys.ts"
import { KeysUnavailable } from "./Authenticator.ts"

export interface KeySource {
  /** The public key with that id for that algorithm, or `undefined`. Fails if no keys have been fetched yet. */
  find(kid: string, algorithm: string): Effect.Effect<CryptoKey | undefined, KeysUnavailable>
}

/** The keys of the built-in issuer. */
export const local = (keys: Effect.Effect<SigningKeys>): KeySource => ({
  find: (kid, algorithm) =>
    Effect.map(keys, (keys) =>
      algorithm === signingAlgorithm ? keys.find((key) => key.kid === kid)?.publicKey : undefined,
    ),
})

/** The URL of the keys is not secure. */
export class JwksUriRefused extends Data.TaggedError("JwksUriRefused")<{ readonly message: string }> {}

/** How long the provider may take to respond. */
const timeLimit = "5 seconds"

/** The largest response that is read. */
const responseLimit = ByteSize.kibibytes(256)

/** The shortest time between two fetches. */
const fetchInterval = Duration.toMillis("30 seconds")

/** The age at which keys are fetched again. Meanwhile, the old keys stay in use. */
const freshness = Duration.toMillis("1 hour")

const utf8 = new TextDecoder("utf-8", { fatal: true })

type Keys = ReadonlyMap<string, CryptoKey>

const nameOf = (kid: string, algorithm: string) => `${algorithm} ${kid}`

/** A published key that verifies signatures of that algorithm; `undefined` for any other key. */
const importFor = async (jwk: unknown, algorithm: string) => {
  if (!Predicate.isObject(jwk)) return undefined
  const { kid, use = "sig", alg = algorithm } = jwk
  if (!Predicate.isString(kid) || use !== "sig" || alg !== algorithm) return undefined
  const key = await importJWK(jwk as JWK, algorithm).catch(() => undefined)
  // A symmetric key is a byte array; a private key can sign, but not verify.
  if (key === undefined || key instanceof Uint8Array || !key.usages.includes("verify")) return undefined
  return isStrong(key) ? ([nameOf(kid, algorithm), key] as const) : undefined
}

/** Every usable key of a set. Fails if there is none. */
const readKeys = Effect.fnUntraced(function* (json: unknown, algorithms: ReadonlyArray<string>) {
  const jwks = Predicate.isObject(json) && Array.isArray(json.keys) ? json.keys : []
  const keys = yield* Effect.promise(() =>
    Promise.all(algorithms.flatMap((algorithm) => jwks.map((jwk) => importFor(jwk, algorithm)))),
  )
  const usable: Keys = new Map(keys.filter((key) => key !== undefined))
  return usable.size > 0 ? usable : yield* Effect.fail("the response has no usable key")
})

/**
 * The public keys that a provider publishes at a URL, for the given signature algorithms. Needs an `HttpClient` that does
 * not follow redirects.
 */
export const remote = Effect.fnUntraced(function* (uri: URL, algorithms: ReadonlyArray<string>) {
  if (!isSecure(uri)) {
    return yield* new JwksUriRefused({
      message: `The URL of the keys must be https, or http on a loopback address: ${uri}`,
    })
  }
  const client = HttpClient.withScope(yield* HttpClient.HttpClient)
  const runFork = Effect.runForkWith(yield* Effect.context<never>())
  const request = HttpClientRequest.get(uri, {
    headers: { accept: "application/json", "accept-encoding": "identity" },
  })

  const fetched = Effect.gen(function* () {
    const response = yield* client.execute(request)
    if (response.status !== 200) return yield* Effect.fail(`the response has status ${response.status}`)
    const bytes = yield* response.stream.pipe(
      Stream.limitBytes<unknown, never>(responseLimit, () =>
        Stream.fail("the response is larger than 256 KiB"),
      ),
      Stream.mkUint8Array,
    )
    const text = yield* Effect.try({
      try: () => utf8.decode(bytes),
      catch: () => "the response is not UTF-8",
    })
    return yield* readKeys(yield* Effect.fromResult(parseJson(text)), algorithms)
  }).pipe(
    Effect.scoped,
    Effect.provideService(HttpClient.TracerPropagationEnabled, false),
    Effect.timeoutOrElse({
      duration: timeLimit,
      orElse: () => Effect.fail(`timed out after ${timeLimit}`),
    }),
  )

  let fetchedKeys: { readonly keys: Keys; readonly at: number } | undefined
  let latestFetch: { readonly startedAt: number; readonly fiber: Fiber.Fiber<void> } | undefined

  /** Fetches the keys in a fiber that all callers share, because the caller that started it may be interrupted. */
  const fetchKeys = (now: number) =>
    fetched.pipe(
      Effect.tap((keys) =>
        Effect.sync(() => {
          fetchedKeys = { keys, at: now }
        }),
      ),
      Effect.asVoid,
      Effect.catch((reason) => Effect.logWarning(`Can't fetch the signing keys from ${uri}:`, reason)),
      runFork,
    )
  yield* Effect.addFinalizer(() =>
    latestFetch === undefined ? Effect.void : Fiber.interrupt(latestFetch.fiber),
  )

  const source: KeySource = {
    find: (kid, algorithm) =>
      Clock.clockWith((clock) => {
        const name = nameOf(kid, algorithm)
        const key = fetchedKeys?.keys.get(name)
        const now = Number(clock.monotonicTimeNanosUnsafe() / 1_000_000n)
        const isNeeded = fetchedKeys === undefined || key === undefined || now - fetchedKeys.at >= freshness
        if (isNeeded && (latestFetch === undefined || now - latestFetch.startedAt >= fetchInterval))
          latestFetch = { startedAt: now, fiber: fetchKeys(now) }
        if (key !== undefined || latestFetch === undefined) return Effect.succeed(key)
        return Effect.flatMap(Fiber.await(latestFetch.fiber), () =>
          fetchedKeys === undefined ? new KeysUnavailable() : Effect.succeed(fetchedKeys.keys.get(name)),
        )
      }),
  }
  return source
})
