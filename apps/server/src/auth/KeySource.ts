/**
 * The keys of a token verifier: those of the built-in issuer, or those that an identity provider publishes.
 *
 * A provider's keys are fetched when the first token needs one, and every ten minutes from then on. A token with an unknown
 * key causes a fetch as well, at most once every 30 seconds. While the provider fails, the last fetched keys stay in use.
 */
import { isSecure, parseJson } from "@odj/graph-wire"
import { ByteSize, Clock, Data, Duration, Effect, Fiber, Predicate, Stream } from "effect"
import { HttpClient, HttpClientError, HttpClientRequest } from "effect/http"
import { type CryptoKey, importJWK, type JWK } from "jose"
import { isStrong, type SigningKeys, signingAlgorithm } from "../entra/SigningKeys.ts"
import { KeysUnavailable } from "./Authenticator.ts"

/** A key that verifies tokens. */
export interface VerificationKey {
  readonly publicKey: CryptoKey
  /** The issuer whose tokens the key verifies, if the provider names one; `{tenantid}` in it stands for a token's `tid`. */
  readonly issuer?: string | undefined
  /** Whether the key is no longer published as it was, so a token that it verified is not valid any more. */
  readonly isWithdrawn: boolean
}

export interface KeySource {
  /** The key with that id for that algorithm, or `undefined`. Fails if no keys have been fetched yet. */
  find(kid: string, algorithm: string): Effect.Effect<VerificationKey | undefined, KeysUnavailable>
}

/** The keys of the built-in issuer. */
export const local = (keys: Effect.Effect<SigningKeys>): KeySource => ({
  find: (kid, algorithm) =>
    Effect.map(keys, (keys) => {
      const key = algorithm === signingAlgorithm ? keys.find((key) => key.kid === kid) : undefined
      return key && { publicKey: key.publicKey, isWithdrawn: false }
    }),
})

/** The URL of the keys is not secure. */
export class JwksUriRefused extends Data.TaggedError("JwksUriRefused")<{ readonly message: string }> {}

/** How long the provider may take to respond. */
const timeLimit = "5 seconds"

/** The largest response that is read. */
const responseLimit = ByteSize.kibibytes(256)

/** The shortest time between two fetches. */
const fetchInterval = Duration.toMillis("30 seconds")

/** How long after a fetch the keys are fetched again, so a withdrawn key is noticed after that time. */
const refreshInterval = Duration.toMillis("10 minutes")

const utf8 = new TextDecoder("utf-8", { fatal: true })

interface PublishedKey extends VerificationKey {
  isWithdrawn: boolean
  /** The JWK as JSON. */
  readonly jwk: string
}

type Keys = ReadonlyMap<string, PublishedKey>

const nameOf = (kid: string, algorithm: string) => `${algorithm} ${kid}`

/**
 * A published key that verifies signatures of that algorithm; `undefined` for any other key. A key that is published as it
 * was before is the same object as before.
 */
const importFor = async (jwk: unknown, algorithm: string, before: Keys) => {
  if (!Predicate.isObject(jwk)) return undefined
  const { kid, issuer, use = "sig", alg = algorithm } = jwk
  if (!Predicate.isString(kid) || use !== "sig" || alg !== algorithm) return undefined
  if (issuer !== undefined && !Predicate.isString(issuer)) return undefined
  const name = nameOf(kid, algorithm)
  const text = JSON.stringify(jwk)
  const known = before.get(name)
  if (known?.jwk === text) return [name, known] as const
  const publicKey = await importJWK(jwk as JWK, algorithm).catch(() => undefined)
  // A symmetric key is a byte array; a private key can sign, but not verify.
  if (publicKey === undefined || publicKey instanceof Uint8Array || !publicKey.usages.includes("verify"))
    return undefined
  if (!isStrong(publicKey)) return undefined
  const key: PublishedKey = { publicKey, issuer, isWithdrawn: false, jwk: text }
  return [name, key] as const
}

/** Every usable key of a set. Fails if there is none. */
const readKeys = Effect.fnUntraced(function* (
  json: unknown,
  algorithms: ReadonlyArray<string>,
  before: Keys,
) {
  const jwks = Predicate.isObject(json) && Array.isArray(json.keys) ? json.keys : []
  const keys = yield* Effect.promise(() =>
    Promise.all(algorithms.flatMap((algorithm) => jwks.map((jwk) => importFor(jwk, algorithm, before)))),
  )
  const usable: Keys = new Map(keys.filter((key) => key !== undefined))
  return usable.size > 0 ? usable : yield* Effect.fail("the response has no usable key")
})

/** Why a fetch failed. The message of an `HttpClientError` lacks its cause, such as a certificate that is not trusted. */
const reasonOf = (failure: unknown): string => {
  const error = HttpClientError.isHttpClientError(failure) ? failure.reason.cause : failure
  if (!(error instanceof Error)) return String(error)
  // If a name has several addresses and none responds, there is no message.
  return error.message || String(Reflect.get(error, "code"))
}

interface Fetch {
  /** On the monotonic clock, in milliseconds. */
  readonly startedAt: number
  readonly fiber: Fiber.Fiber<void>
}

const monotonicMillis = (clock: Clock.Clock) => Number(clock.monotonicTimeNanosUnsafe() / 1_000_000n)

/**
 * The public keys that a provider publishes at a URL, for the given signature algorithms. Needs an `HttpClient` that does
 * not follow redirects.
 */
export const remote = Effect.fnUntraced(function* (uri: URL, algorithms: ReadonlyArray<string>) {
  // The query may hold a secret, so it is in no message.
  const address = `${uri.origin}${uri.pathname}`
  if (!isSecure(uri)) {
    return yield* new JwksUriRefused({
      message: `The URL of the keys must be https, or http on a loopback address: ${address}`,
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
    return yield* readKeys(yield* Effect.fromResult(parseJson(text)), algorithms, published ?? new Map())
  }).pipe(
    Effect.scoped,
    // A span would have the query.
    Effect.provideService(HttpClient.TracerDisabledWhen, () => true),
    Effect.timeoutOrElse({
      duration: timeLimit,
      orElse: () => Effect.fail(`timed out after ${timeLimit}`),
    }),
  )

  let published: Keys | undefined
  let latestFetch: Fetch | undefined

  const replaceKeys = (keys: Keys) => {
    for (const [name, key] of published ?? []) key.isWithdrawn = keys.get(name) !== key
    published = keys
  }

  /** Fetches the keys in a fiber that all callers share, because the caller that started it may be interrupted. */
  const startFetch = (now: number) => {
    const fiber = fetched.pipe(
      Effect.map(replaceKeys),
      Effect.catch((failure) =>
        Effect.logWarning(`Can't fetch the signing keys from ${address}: ${reasonOf(failure)}`),
      ),
      runFork,
    )
    latestFetch = { startedAt: now, fiber }
    return latestFetch
  }

  /** Starts the next fetch when it is due. Fetches never overlap, since they end long before the next can start. */
  const refresh = Clock.clockWith((clock) => {
    const now = monotonicMillis(clock)
    const wait = (latestFetch?.startedAt ?? now) + refreshInterval - now
    if (wait > 0) return Effect.sleep(wait)
    return Effect.sync(() => startFetch(now))
  })
  let refreshing: Fiber.Fiber<never> | undefined

  yield* Effect.addFinalizer(() =>
    Fiber.interruptAll([refreshing, latestFetch?.fiber].filter((fiber) => fiber !== undefined)),
  )

  const source: KeySource = {
    find: (kid, algorithm) =>
      Clock.clockWith((clock) => {
        const name = nameOf(kid, algorithm)
        const key = published?.get(name)
        if (key !== undefined) return Effect.succeed(key)
        const now = monotonicMillis(clock)
        const { fiber } =
          latestFetch !== undefined && now - latestFetch.startedAt < fetchInterval
            ? latestFetch
            : startFetch(now)
        refreshing ??= runFork(Effect.forever(refresh))
        return Effect.flatMap(Fiber.await(fiber), () =>
          published === undefined ? Effect.fail(new KeysUnavailable()) : Effect.succeed(published.get(name)),
        )
      }),
  }
  return source
})
