/**
 * Where a verifier has its keys from: our own, or those that an identity provider publishes.
 *
 * A provider's keys are asked for when they are needed, and never more often than every 30 seconds, whatever tokens
 * arrive. Keys that are known stay in use as long as there are no others, however the provider fails.
 */
import { isSecure, parseJson } from "@odj/graph-wire"
import { ByteSize, Clock, Data, Duration, Effect, Fiber, Predicate, Stream } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"
import { type CryptoKey, importJWK, type JWK } from "jose"
import { hasSize, type SigningKeys, signingAlgorithm } from "../entra/SigningKeys.ts"
import { KeysUnavailable } from "./Authenticator.ts"

export interface KeySource {
  /**
   * The public key of that id, for that algorithm; nothing where there is none. Fails where it can't be known: the
   * provider's keys have never been had.
   */
  find(kid: string, algorithm: string): Effect.Effect<CryptoKey | undefined, KeysUnavailable>
}

/** Our own keys. */
export const local = (keys: Effect.Effect<SigningKeys>): KeySource => ({
  find: (kid, algorithm) =>
    Effect.map(keys, (keys) =>
      algorithm === signingAlgorithm ? keys.find((key) => key.kid === kid)?.publicKey : undefined,
    ),
})

/** The address of the keys is not one that can be trusted. */
export class JwksUriRefused extends Data.TaggedError("JwksUriRefused")<{ readonly message: string }> {}

/** How long the provider may take to respond. */
const timeLimit = "5 seconds"

/** No set of keys is larger. */
const responseLimit = ByteSize.kibibytes(256)

/** How long the provider is left alone after it was asked. */
const pause = Duration.toMillis("30 seconds")

/** How old keys may be before they are asked for anew; meanwhile they go on to be used. */
const freshness = Duration.toMillis("1 hour")

const utf8 = new TextDecoder("utf-8", { fatal: true })

type Keys = ReadonlyMap<string, CryptoKey>

const nameOf = (kid: string, algorithm: string) => `${algorithm} ${kid}`

/** A published key as one that verifies signatures by that algorithm; nothing where it is none. */
const importFor = async (jwk: unknown, algorithm: string) => {
  if (!Predicate.isObject(jwk)) return undefined
  const { kid, use = "sig", alg = algorithm } = jwk
  if (!Predicate.isString(kid) || use !== "sig" || alg !== algorithm) return undefined
  const key = await importJWK(jwk as JWK, algorithm).catch(() => undefined)
  // A symmetric key is bytes, a private one signs.
  if (key === undefined || key instanceof Uint8Array || !key.usages.includes("verify")) return undefined
  return hasSize(key) ? ([nameOf(kid, algorithm), key] as const) : undefined
}

/** Every usable key of a set. A set without any is as good as none. */
const readKeys = Effect.fnUntraced(function* (json: unknown, algorithms: ReadonlyArray<string>) {
  const jwks = Predicate.isObject(json) && Array.isArray(json.keys) ? json.keys : []
  const keys = yield* Effect.promise(() =>
    Promise.all(algorithms.flatMap((algorithm) => jwks.map((jwk) => importFor(jwk, algorithm)))),
  )
  const usable: Keys = new Map(keys.filter((key) => key !== undefined))
  return usable.size > 0 ? usable : yield* Effect.fail("the response has no keys to verify with")
})

/**
 * The keys that a provider publishes at an address, for the given algorithms of signatures; secrets are never among
 * them. Needs an `HttpClient` that follows no redirects.
 */
export const remote = Effect.fnUntraced(function* (uri: URL, algorithms: ReadonlyArray<string>) {
  if (!isSecure(uri)) {
    return yield* new JwksUriRefused({
      message: `Expected the keys at an https address, or at http on this machine: ${uri}`,
    })
  }
  const client = HttpClient.withScope(yield* HttpClient.HttpClient)
  const runFork = Effect.runForkWith(yield* Effect.context<never>())
  const request = HttpClientRequest.get(uri, {
    headers: { accept: "application/json", "accept-encoding": "identity" },
  })

  const fetched = Effect.gen(function* () {
    const response = yield* client.execute(request)
    if (response.status !== 200) return yield* Effect.fail(`the response is HTTP ${response.status}`)
    const bytes = yield* response.stream.pipe(
      Stream.limitBytes<unknown, never>(responseLimit, () =>
        Stream.fail("the response is larger than 256 KiB"),
      ),
      Stream.mkUint8Array,
    )
    const text = yield* Effect.try({ try: () => utf8.decode(bytes), catch: () => "the response is no UTF-8" })
    return yield* readKeys(yield* Effect.fromResult(parseJson(text)), algorithms)
  }).pipe(
    Effect.scoped,
    Effect.provideService(HttpClient.TracerPropagationEnabled, false),
    Effect.timeoutOrElse({
      duration: timeLimit,
      orElse: () => Effect.fail(`no response within ${timeLimit}`),
    }),
  )

  let known: { readonly keys: Keys; readonly since: number } | undefined
  let asking: { readonly since: number; readonly fiber: Fiber.Fiber<void> } | undefined

  /** Asks the provider. It is nobody's who asks for a key: what one of them began, all of them wait for. */
  const ask = (now: number) =>
    fetched.pipe(
      Effect.tap((keys) =>
        Effect.sync(() => {
          known = { keys, since: now }
        }),
      ),
      Effect.asVoid,
      Effect.catch((reason) => Effect.logWarning(`Can't fetch the keys at ${uri}:`, reason)),
      runFork,
    )
  yield* Effect.addFinalizer(() => (asking === undefined ? Effect.void : Fiber.interrupt(asking.fiber)))

  const source: KeySource = {
    find: (kid, algorithm) =>
      Clock.clockWith((clock) => {
        const name = nameOf(kid, algorithm)
        const key = known?.keys.get(name)
        const now = Number(clock.monotonicTimeNanosUnsafe() / 1_000_000n)
        const isWanted = known === undefined || key === undefined || now - known.since >= freshness
        if (isWanted && (asking === undefined || now - asking.since >= pause))
          asking = { since: now, fiber: ask(now) }
        if (key !== undefined || asking === undefined) return Effect.succeed(key)
        return Effect.flatMap(Fiber.await(asking.fiber), () =>
          known === undefined ? new KeysUnavailable() : Effect.succeed(known.keys.get(name)),
        )
      }),
  }
  return source
})
