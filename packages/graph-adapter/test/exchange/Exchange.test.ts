/** Tests how every operation calls the service, with a client that responds from memory. */
import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { ConnectorStoreUnavailable, CreateOutcomeUnknown } from "@odj/core"
import { Cause, Effect, Exit, Fiber, Option, Redacted, Schema } from "effect"
import { HttpBody, HttpClientError, HttpClientRequest } from "effect/http"
import { TestClock } from "effect/testing"
import * as Exchange from "../../src/exchange/Exchange.ts"
import type { Operation } from "../../src/exchange/Operation.ts"
import { clouds } from "../../src/index.ts"
import { fieldsOf } from "../fieldsOf.ts"
import { passing } from "../passing.ts"
import { broken, clientOver, type Responder, respond, type Sent } from "../respondingClient.ts"

const token = "the-secret-token"
const url = "https://graph.example/beta/things"

/** The ids of the call in its failure. */
const idsOf = ([first]: ReadonlyArray<Sent>) => {
  const clientRequestId = first?.request.headers["client-request-id"] ?? ""
  return { clientRequestId, host: "graph.example" }
}

/** Sends requests through a client that responds to each of them, and records them. */
const exchangeOver = (responder: Responder, baseUrl = "https://graph.example/beta") => {
  const { sent, client } = clientOver(responder)
  let tokens = 0
  const next = Effect.sync(() => Redacted.make(`${token}-${++tokens}`))
  const exchange = Exchange.make(new URL(baseUrl), () => crypto.randomUUID(), {
    current: next,
    renewed: () => next,
  })
  const send = (request = HttpClientRequest.get(url), operation: Operation = "read") =>
    Effect.provide(
      Effect.flatMap(exchange, (call) => call(operation, request)),
      client,
    )
  return { sent, send, exchange: Effect.provide(exchange, client) }
}

describe("A request", () => {
  it.effect("has a new id and token each time, and no trace headers", () => {
    const { sent, exchange } = exchangeOver(respond("{}"))
    return Effect.gen(function* () {
      const send = yield* exchange
      const body = HttpBody.text("{}", "application/json")
      const responses = [
        yield* send("read", HttpClientRequest.get(url)),
        yield* send("update", HttpClientRequest.patch(url, { body })),
      ]
      const ids = sent.map(({ request: { headers } }) => headers["client-request-id"] ?? "")
      for (const id of ids) assert.match(id, /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)
      assert.strictEqual(new Set(ids).size, 2)
      assert.deepStrictEqual(
        responses.map(({ clientRequestId }) => clientRequestId),
        ids,
      )
      assert.deepStrictEqual<object>(
        sent.map(({ request: { method, headers } }) => ({ method, ...headers })),
        [
          { method: "GET" },
          { method: "PATCH", "content-type": "application/json", "content-length": "2" },
        ].map((own, index) => ({
          ...own,
          accept: "application/json",
          "accept-encoding": "identity",
          "client-request-id": ids[index],
          authorization: `Bearer ${token}-${index + 1}`,
        })),
      )
    })
  })

  it.effect("keeps its URL verbatim", () => {
    const { sent, send } = exchangeOver(respond("{}"))
    const verbatim = `${url}?$skiptoken=Name%3d%27a%20b%27%2c+%2B&$top=2&a&a=`
    return Effect.gen(function* () {
      yield* send(HttpClientRequest.get(verbatim))
      assert.deepStrictEqual(
        sent.map(({ url }) => url),
        [verbatim],
      )
    })
  })
})

describe("A token", () => {
  it.effect("is requested and sent only for the service's origin", () =>
    Effect.gen(function* () {
      for (const [url, authorization] of [
        ["https://graph.example/", `Bearer ${token}-1`],
        ["https://graph.example/v1.0/things", `Bearer ${token}-1`],
        ["https://user:password@graph.example/v1.0/things", `Bearer ${token}-1`],
        ["https://graph.example.evil/beta/things", undefined],
        ["https://graph.example@evil/beta/things", undefined],
        ["https://graph.example:8443/beta/things", undefined],
        ["http://graph.example/beta/things", undefined],
      ] as const) {
        for (const baseUrl of ["https://graph.example/beta", "https://user:password@graph.example/beta"]) {
          const { sent, send } = exchangeOver(respond("{}"), baseUrl)
          yield* send(HttpClientRequest.get(url))
          assert.deepStrictEqual(
            sent.map(({ request }) => request.headers.authorization),
            [authorization],
            url,
          )
        }
      }
    }),
  )
})

describe("A response", () => {
  it.effect("has its status, headers, text and time", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(1_000)
      const headers = { "content-type": "text/plain", "retry-after": "5" }
      const { send } = exchangeOver(() =>
        Effect.as(TestClock.adjust("10 seconds"), new Response("é 😀", { status: 418, headers })),
      )
      const { status, headers: received, body, receivedAt, clientRequestId } = yield* send()
      assert.isNotEmpty(clientRequestId)
      assert.deepStrictEqual<object>(
        { status, headers: { ...received }, body, receivedAt },
        { status: 418, headers, body: Option.some("é 😀"), receivedAt: 11_000 },
      )
    }),
  )

  it.effect("has a mask in place of the token of its request, if the service repeats it", () =>
    Effect.gen(function* () {
      const { send } = exchangeOver(({ request: { headers } }) =>
        Effect.sync(
          () =>
            new Response(`You sent ${headers.authorization}`, {
              status: 403,
              headers: { "request-id": `${headers.authorization}` },
            }),
        ),
      )
      const { body, headers } = yield* send()
      assert.deepStrictEqual(body, Option.some("You sent Bearer [token]"))
      assert.strictEqual(headers["request-id"], "Bearer [token]")
    }),
  )

  const half = () =>
    new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode("text")),
      pull: (controller) => controller.error(new Error("connection lost")),
    })
  const limit = 4 * 1024 * 1024
  for (const [name, body, text] of [
    ["that is empty has an empty text", () => "", Option.some("")],
    ["that has no body has no text", () => null, Option.none()],
    ["may begin with a byte order mark", () => "\ufefftext", Option.some("text")],
    ["may be as large as four MiB", () => "x".repeat(limit), Option.some("x".repeat(limit))],
    ["that is larger has no text", () => "x".repeat(limit + 1), Option.none()],
    ["that is not UTF-8 has no text", () => Buffer.from("ÿ", "latin1"), Option.none()],
    [
      "that is a web page has its text in another encoding too",
      () => Buffer.from(" <p>zurück", "latin1"),
      Option.some(" <p>zurück"),
    ],
    ["that breaks off has no text", half, Option.none()],
  ] as const) {
    it.effect(name, () =>
      Effect.gen(function* () {
        const { send } = exchangeOver(() => Effect.sync(() => new Response(body())))
        const received = yield* passing(send())
        assert.isTrue(Option.isSome(received.body) === Option.isSome(text))
        assert.isTrue(Option.getOrUndefined(received.body) === Option.getOrUndefined(text))
      }),
    )
  }

  const silent: Responder = () => Effect.never
  const endless: Responder = respond(
    new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(1)) }),
  )
  for (const [name, responder] of Object.entries({
    "that does not come": silent,
    "that does not end": endless,
  })) {
    it.effect(`${name} within 30 seconds times out, and its connection is closed`, () =>
      Effect.gen(function* () {
        const { sent, send } = exchangeOver(responder)
        const fiber = yield* Effect.forkChild(Effect.flip(send(undefined, "create")), {
          startImmediately: true,
        })
        yield* TestClock.adjust("29999 millis")
        assert.isUndefined(fiber.pollUnsafe())
        yield* TestClock.adjust("1 millis")
        assert.deepStrictEqual(
          fieldsOf(yield* Fiber.join(fiber)),
          fieldsOf(
            new CreateOutcomeUnknown({
              report: { message: "No response from graph.example within 30 seconds", ...idsOf(sent) },
            }),
          ),
        )
        assert.deepStrictEqual(
          sent.map(({ signal }) => signal.aborted),
          [true],
        )
      }),
    )
  }
})

describe("A missing response", () => {
  it.effect("fails by the operation, unless the request was never sent", () =>
    Effect.gen(function* () {
      for (const [operation, Unanswered] of [
        ["create", CreateOutcomeUnknown],
        ["read", ConnectorStoreUnavailable],
        ["update", ConnectorStoreUnavailable],
        ["delete", ConnectorStoreUnavailable],
      ] as const) {
        const { sent, send } = exchangeOver(broken({ syscall: "read" }))
        assert.deepStrictEqual(
          fieldsOf(yield* passing(Effect.flip(send(undefined, operation)))),
          fieldsOf(new Unanswered({ report: { message: "why", ...idsOf(sent) } })),
        )
        assert.deepStrictEqual(
          fieldsOf(
            yield* passing(
              Effect.flip(exchangeOver(broken({ syscall: "connect" })).send(undefined, operation)),
            ),
          ),
          fieldsOf(new ConnectorStoreUnavailable({ report: { message: "why", host: "graph.example" } })),
        )
      }
    }),
  )

  const Failure = Schema.Struct({
    reason: Schema.Literals(["TransportError", "InvalidUrlError", "EncodeError"]),
    syscall: Schema.Literals(["connect", "read"]),
    code: Schema.Literals(["ECONNREFUSED", "ECONNRESET", "CERT_HAS_EXPIRED"]),
  })
  it.effect.prop(
    "does not reveal the token",
    [Failure],
    ([failure]) => {
      const { send } = exchangeOver(({ request }) =>
        Effect.fail(
          new HttpClientError[failure.reason]({ request, cause: Object.assign(new Error("why"), failure) }),
        ),
      )
      return Effect.gen(function* () {
        const exit = yield* passing(Effect.exit(send()))
        assert.isTrue(Exit.hasFails(exit))
        for (const text of [
          JSON.stringify(exit),
          inspect(Exit.findErrorOption(exit), { depth: Number.POSITIVE_INFINITY, showHidden: true }),
          Exit.isFailure(exit) ? Cause.pretty(exit.cause) : "",
        ]) {
          assert.notInclude(text, token)
        }
      })
    },
    { arbitrary: { runs: 100 } },
  )
})

describe("An outage", () => {
  it.effect(
    "gets at most 1.2 requests for each call, and three more from a new store, however many callers there are",
    () =>
      Effect.gen(function* () {
        for (const outage of [
          broken({ syscall: "connect" }),
          respond("", { status: 503 }),
          respond("", { status: 429 }),
        ]) {
          const { sent, exchange } = exchangeOver(outage)
          const send = yield* exchange
          const call = Effect.exit(send("read", HttpClientRequest.get(url)))
          yield* passing(Effect.replicateEffect(call, 500, { concurrency: 10 }))
          assert.isAtLeast(sent.length, 501)
          assert.isAtMost(sent.length, 603)
        }
      }),
  )
})

describe("A service that names a time for the retry", () => {
  it.effect("gets its retries then, however many calls it has refused", () =>
    Effect.gen(function* () {
      const seen = new Set<string | undefined>()
      const { sent, exchange } = exchangeOver(({ request: { headers } }) => {
        const id = headers["client-request-id"]
        if (seen.has(id)) return Effect.sync(() => new Response("{}"))
        seen.add(id)
        return Effect.sync(() => new Response("", { status: 429, headers: { "retry-after": "1" } }))
      })
      const send = yield* exchange
      const call = send("read", HttpClientRequest.get(url))
      const responses = yield* passing(
        Effect.all(
          Array.from({ length: 100 }, () => call),
          { concurrency: "unbounded" },
        ),
      )
      assert.deepStrictEqual(new Set(responses.map(({ status }) => status)), new Set([200]))
      assert.strictEqual(sent.length, 200)
    }),
  )
})

describe("Writes to a Microsoft cloud", () => {
  it.effect("wait for their place in the window, and reads do not", () =>
    Effect.gen(function* () {
      for (const [baseUrl, atOnce] of [
        [clouds.global.baseUrl.href, 100],
        ["https://graph.example/beta", 102],
      ] as const) {
        const { sent, exchange } = exchangeOver(respond("{}"), baseUrl)
        const send = yield* exchange
        const writes = Array.from({ length: 34 }, () => ["create", "update", "delete"] as const).flat()
        const fiber = yield* Effect.forkChild(
          Effect.forEach(writes, (operation) => send(operation, HttpClientRequest.post(url)), {
            concurrency: "unbounded",
          }),
          { startImmediately: true },
        )
        yield* send("read", HttpClientRequest.get(url))
        assert.strictEqual(sent.length, atOnce + 1)
        yield* TestClock.adjust("21 seconds")
        yield* Fiber.join(fiber)
        assert.strictEqual(sent.length, 103)
      }
    }),
  )
})

describe("The time limit of a call", () => {
  it.effect("includes the time to find out whether a request is repeatable", () =>
    Effect.gen(function* () {
      for (const [seconds, requests] of [
        [24, 2],
        [26, 1],
      ] as const) {
        const lost = respond("", { status: 504, headers: { "retry-after": "95" } })
        const { sent, exchange } = exchangeOver(lost)
        const send = yield* exchange
        const isRepeatable = Effect.delay(Effect.succeed(true), `${seconds} seconds`)
        yield* passing(Effect.exit(send("create", HttpClientRequest.post(url), isRepeatable)))
        assert.strictEqual(sent.length, requests)
      }
    }),
  )

  it.effect("is not changed by a clock that is set back", () => {
    const hour = 3_600_000
    let time = 24 * hour
    const { sent, send } = exchangeOver(() => {
      time -= hour
      return Effect.as(
        TestClock.setTime(time),
        new Response("", { status: 429, headers: { "retry-after": "50" } }),
      )
    })
    return Effect.gen(function* () {
      yield* TestClock.setTime(time)
      yield* passing(send())
      assert.strictEqual(sent.length, 3)
    })
  })
})
