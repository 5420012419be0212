/** Tests bearer tokens: the calls of the credential, where its tokens are sent, and the failure without a token. */
import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { ConnectorStore, ConnectorStoreRefused } from "@odj/core"
import { encodeEntity } from "@odj/graph-wire"
import { Deferred, Duration, Effect, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"
import { GraphConnectorStore, InsecureAddress, type TokenCredential } from "../src/index.ts"
import { fieldsOf } from "./fieldsOf.ts"
import { clientOver, type Responder, respond } from "./respondingClient.ts"
import { seed, stored } from "./seed.ts"
import { form } from "./storeOver.ts"

const createdText = encodeEntity(stored, form)
const created = respond(createdText, { status: 201 })

type GetToken = TokenCredential["getToken"]

/** Creates the seed with the credential. */
const createWith = (
  getToken: GetToken,
  responder: Responder = created,
  baseUrl: string = form.serviceRoot,
) => {
  const { sent, client } = clientOver(responder)
  const store = GraphConnectorStore.layer({ baseUrl: new URL(baseUrl), credential: { getToken } })
  const create = Effect.flatMap(ConnectorStore, (store) => store.create(seed)).pipe(
    Effect.provide(Layer.provide(store, client)),
  )
  const authorizations = () => sent.map(({ request }) => request.headers.authorization)
  return { create, authorizations, sent }
}

const token = (text: string) => ({ token: text, expiresOnTimestamp: 0 })

const signInRequired = (message: string) =>
  fieldsOf(new ConnectorStoreRefused({ report: { message }, reason: "SignInRequired" }))

describe("A credential", () => {
  it.effect("is called with the scope for everything granted, or with the given one", () =>
    Effect.gen(function* () {
      for (const [scope, expected] of [
        [undefined, "https://graph.example/.default"],
        ["api://gateway/.default", "api://gateway/.default"],
      ] as const) {
        const scopes: Array<unknown> = []
        const getToken: GetToken = async (scope) => {
          scopes.push(scope)
          return token("a")
        }
        const settings = { baseUrl: new URL(form.serviceRoot), credential: { getToken }, scope }
        yield* Effect.flatMap(ConnectorStore, (store) => store.create(seed)).pipe(
          Effect.provide(Layer.provide(GraphConnectorStore.layer(settings), clientOver(created).client)),
        )
        assert.deepStrictEqual(scopes, [expected])
      }
    }),
  )

  it.effect("is not called again while its token is valid for two more minutes", () =>
    Effect.gen(function* () {
      let tokens = 0
      const getToken: GetToken = async () => ({ token: `${++tokens}`, expiresOnTimestamp: tokens * 600_000 })
      const { client, sent } = clientOver(created)
      const settings = { baseUrl: new URL(form.serviceRoot), credential: { getToken } }
      yield* Effect.gen(function* () {
        const store = yield* ConnectorStore
        for (const minutes of [0, 7.99, 0.02, 10]) {
          yield* TestClock.adjust(Duration.minutes(minutes))
          yield* store.create(seed)
        }
      }).pipe(Effect.provide(Layer.provide(GraphConnectorStore.layer(settings), client)))
      assert.deepStrictEqual(
        sent.map(({ request }) => request.headers.authorization),
        ["Bearer 1", "Bearer 1", "Bearer 2", "Bearer 3"],
      )
    }),
  )

  it.effect("is called once at a time, and concurrent requests share its token", () =>
    Effect.gen(function* () {
      let tokens = 0
      const getToken: GetToken = async () => ({ token: `${++tokens}`, expiresOnTimestamp: 600_000 })
      const { client, sent } = clientOver(({ request }) => {
        const isOld = request.headers.authorization === "Bearer 1"
        return Effect.sync(() =>
          isOld ? new Response("", { status: 401 }) : new Response(createdText, { status: 201 }),
        )
      })
      const settings = { baseUrl: new URL(form.serviceRoot), credential: { getToken } }
      yield* Effect.gen(function* () {
        const store = yield* ConnectorStore
        yield* Effect.all(
          Array.from({ length: 20 }, () => store.create(seed)),
          { concurrency: "unbounded" },
        )
      }).pipe(Effect.provide(Layer.provide(GraphConnectorStore.layer(settings), client)))
      assert.strictEqual(tokens, 2)
      assert.strictEqual(sent.length, 40)
    }),
  )

  const broken: Record<string, readonly [GetToken, message: string]> = {
    "that returns undefined": [async () => undefined as never, "The credential returned no token"],
    "that returns something else": [async () => ({}) as never, "The credential returned no token"],
    "that returns null": [async () => null, "The credential returned no token"],
    "that fails": [
      () => Promise.reject(new Error("AADSTS70043: sign in again")),
      "AADSTS70043: sign in again",
    ],
    "that fails without a message": [() => Promise.reject("why"), "The credential failed to get a token"],
    "that throws": [
      () => {
        throw new Error("not configured")
      },
      "not configured",
    ],
    ...Object.fromEntries(
      ["", "secret\r\nx: y", "sec ret", "sécret", "secret\n", "secret\0"].map((text) => [
        `whose token is ${JSON.stringify(text)}`,
        [
          async () => token(text),
          "The credential returned a token with characters that a header can't contain",
        ] as const,
      ]),
    ),
  }
  for (const [name, [getToken, message]] of Object.entries(broken)) {
    it.effect(`${name} fails with SignInRequired, and nothing is sent`, () =>
      Effect.gen(function* () {
        const { create, sent } = createWith(getToken)
        const failure = yield* Effect.flip(create)
        assert.deepStrictEqual(fieldsOf(failure), signInRequired(message))
        assert.notInclude(inspect(failure, { depth: Number.POSITIVE_INFINITY, showHidden: true }), "secret")
        assert.deepStrictEqual(sent, [])
      }),
    )
  }

  it.effect("is aborted when the request is interrupted", () =>
    Effect.gen(function* () {
      const received = yield* Deferred.make<AbortSignal | undefined>()
      const { create } = createWith((_, options) => {
        Deferred.doneUnsafe(received, Effect.succeed(options?.abortSignal))
        return new Promise(() => {})
      })
      const fiber = yield* Effect.forkChild(create)
      const signal = yield* Deferred.await(received)
      assert.isFalse(signal?.aborted)
      yield* Fiber.interrupt(fiber)
      assert.isTrue(signal?.aborted)
    }),
  )
})

describe("A token that is refused", () => {
  const claims = '{"access_token":{}}'
  const challenge = `Bearer realm="", error="insufficient_claims", claims="${btoa(claims)}"`
  const refusing =
    (good: string, headers: Record<string, string> = {}): Responder =>
    (sent) =>
      sent.request.headers.authorization === `Bearer ${good}`
        ? created(sent)
        : respond("", { status: 401, headers })(sent)

  /** Returns the tokens one by one, and then always the last. */
  const giving = (...texts: ReadonlyArray<string>) => {
    const requested: Array<string | undefined> = []
    const getToken: GetToken = async (_, options) => {
      requested.push(options?.claims)
      return token(texts[Math.min(requested.length, texts.length) - 1] ?? "")
    }
    return { requested, getToken }
  }

  it.effect("is replaced once by another one, requested with the service's claims", () =>
    Effect.gen(function* () {
      for (const [headers, wanted] of [
        [{}, undefined],
        [{ "www-authenticate": challenge }, claims],
      ] as const) {
        const { requested, getToken } = giving("old", "new")
        const { create, authorizations } = createWith(getToken, refusing("new", headers))
        assert.deepStrictEqual(yield* create, stored)
        assert.deepStrictEqual(authorizations(), ["Bearer old", "Bearer new"])
        assert.deepStrictEqual(requested, [undefined, wanted])
      }
    }),
  )

  it.effect("is not retried if the credential has no other, and no third one is tried", () =>
    Effect.gen(function* () {
      for (const [texts, sent] of [
        [["old"], ["Bearer old"]],
        [
          ["old", "new", "newest"],
          ["Bearer old", "Bearer new"],
        ],
      ] as const) {
        const { requested, getToken } = giving(...texts)
        const { create, authorizations } = createWith(getToken, refusing("none"))
        const failure = yield* Effect.flip(create)
        assert.deepInclude(fieldsOf(failure), { _tag: "ConnectorStoreRefused", reason: "SignInRequired" })
        assert.deepStrictEqual<unknown>(authorizations(), sent)
        assert.strictEqual(requested.length, 2)
      }
    }),
  )
})

describe("A bearer token", () => {
  const addresses: Record<string, boolean> = {
    "https://graph.example/beta": true,
    "http://localhost:8365": true,
    "http://tenant.localhost:8365": false,
    "http://[::1]:8365": true,
    "http://graph.example/beta": false,
    "ws://localhost": false,
  }
  for (const [baseUrl, isSecure] of Object.entries(addresses)) {
    it.effect(`is ${isSecure ? "sent" : "never sent"} to ${baseUrl}`, () =>
      Effect.gen(function* () {
        let tokens = 0
        const { create, sent } = createWith(async () => token(`${++tokens}`), created, baseUrl)
        const failure = yield* Effect.as(create, undefined).pipe(Effect.catch(Effect.succeed))
        const { origin } = new URL(baseUrl)
        assert.deepStrictEqual(
          failure && fieldsOf(failure),
          isSecure ? undefined : fieldsOf(new InsecureAddress({ origin })),
        )
        assert.deepStrictEqual([tokens, sent.length], isSecure ? [1, 1] : [0, 0])
      }),
    )
  }

  it.effect("is not sent without a credential, and then any address is allowed", () =>
    Effect.gen(function* () {
      const { sent, client } = clientOver(created)
      const store = GraphConnectorStore.layer({ baseUrl: new URL("http://graph.example/beta") })
      yield* Effect.flatMap(ConnectorStore, (store) => store.create(seed)).pipe(
        Effect.provide(Layer.provide(store, client)),
      )
      assert.deepStrictEqual(
        sent.map(({ request }) => "authorization" in request.headers),
        [false],
      )
    }),
  )
})
