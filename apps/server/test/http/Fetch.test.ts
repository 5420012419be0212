/** A function like `fetch` gives each request to a handler unchanged, and fails as the `fetch` of Node.js does. */
import { setImmediate } from "node:timers/promises"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Schema, Scope } from "effect"
import type { ConnectionBreak } from "../../src/http/ConnectionBreak.ts"
import { makeFetch } from "../../src/http/Fetch.ts"
import type { Handle, HttpRequest, HttpResponse } from "../../src/http/HttpMessage.ts"

const url = "https://graph.microsoft.com/beta/a?b=c"
const limits = { maxBody: 1_000, drainTime: 5_000 }

/** A fetch, and a function that closes its scope. */
const open = (handle: Handle) => {
  const scope = Scope.makeUnsafe()
  const fetch = Effect.runSync(
    Effect.provideService(
      makeFetch(limits, () => Effect.succeed(handle)),
      Scope.Scope,
      scope,
    ),
  )
  return { fetch, close: () => Effect.runPromise(Scope.close(scope, Exit.void)) }
}

const ok: HttpResponse = { status: 200, headers: {}, body: "" }

/** The request that a handler gets. */
const received = async (...request: Parameters<ReturnType<typeof open>["fetch"]>): Promise<HttpRequest> => {
  let got: HttpRequest | undefined
  await open((request) =>
    Effect.sync(() => {
      got = request
      return ok
    }),
  ).fetch(...request)
  return got ?? assert.fail("The handler got no request")
}

/** What a client gets for a response. */
const responseTo = (response: Partial<HttpResponse>, init?: RequestInit) =>
  open(() => Effect.succeed({ ...ok, ...response })).fetch(url, init)

const rejection = (promise: Promise<unknown>) =>
  promise.then(
    () => assert.fail("It did not reject"),
    (error) => error,
  )

const causeOf = (error: TypeError) => [error.name, error.message, Reflect.get(Object(error.cause), "code")]

const streamOf = (...chunks: ReadonlyArray<unknown>) => ReadableStream.from(chunks) as ReadableStream

const chunked = (body: ReadableStream) => ({ method: "POST", body, duplex: "half" }) as const

describe("A request", () => {
  const token = Schema.String.check(Schema.isPattern(/^[a-z][a-z0-9_-]{0,20}$/))
  const value = Schema.String.check(Schema.isPattern(/^[!-~]([ -~]{0,20}[!-~])?$/))
  const sent = Schema.Struct({
    method: Schema.Literals(["POST", "PUT", "PATCH", "DELETE"]),
    headers: Schema.Record(token, value),
    body: Schema.Uint8Array.check(Schema.isMaxLength(1_000)),
  })

  it.effect.prop("reaches the handler with its method, headers and body", [sent], ([request]) =>
    Effect.promise(async () => {
      const { method, headers, body } = await received(url, {
        ...request,
        body: new Uint8Array(request.body),
      })
      assert.strictEqual(method, request.method)
      assert.deepStrictEqual({ ...headers }, { ...request.headers, host: "graph.microsoft.com" })
      assert.deepStrictEqual(body, Buffer.from(request.body))
    }),
  )

  it("has the path, the query and the scheme of its URL, without the fragment", async () => {
    const { target, scheme } = await received(`${url}#d`)
    assert.deepStrictEqual([target, scheme], ["/beta/a?b=c", "https"])
    const plain = await received(new URL("http://localhost:8365"))
    assert.deepStrictEqual([plain.target, plain.scheme, plain.headers.host], ["/", "http", "localhost:8365"])
  })

  it("has the host of its URL, whatever its header says", async () => {
    const { headers } = await received(url, { headers: { Host: "another.test" } })
    assert.strictEqual(headers.host, "graph.microsoft.com")
  })

  it("has one value for a repeated header", async () => {
    const { headers } = await received(url, {
      headers: [
        ["Prefer", "a"],
        ["prefer", "b"],
      ],
    })
    assert.strictEqual(headers.prefer, "a, b")
  })

  it("can be a Request, changed by the second argument", async () => {
    const request = new Request(url, { method: "POST", body: "a", headers: { a: "1" } })
    const { method, body } = await received(request, { method: "PATCH" })
    assert.deepStrictEqual([method, String(body)], ["PATCH", "a"])
    assert.isTrue(request.bodyUsed)
  })

  it("can have a stream as its body", async () => {
    const { body } = await received(url, chunked(streamOf(Buffer.from("a"), Buffer.from("b"))))
    assert.strictEqual(String(body), "ab")
  })

  it("has no body if it exceeds the limit, and the rest is not read", async () => {
    const { body } = await received(url, { method: "POST", body: "x".repeat(1_001) })
    assert.isUndefined(body)
    let cancelled = false
    const endless = new ReadableStream({
      pull: (controller) => controller.enqueue(Buffer.alloc(600)),
      cancel: () => {
        cancelled = true
      },
    })
    assert.isUndefined((await received(url, chunked(endless))).body)
    assert.isTrue(cancelled)
    assert.lengthOf((await received(url, { method: "POST", body: "x".repeat(1_000) })).body ?? "", 1_000)
  })

  const unusable: Record<string, () => ReturnType<typeof responseTo>> = {
    "has a used body": async () => {
      const request = new Request(url, { method: "POST", body: "a" })
      await request.text()
      return open(() => Effect.succeed(ok)).fetch(request)
    },
    "is GET and has a body": () => responseTo({}, { body: "a" }),
    "has no valid URL": () => open(() => Effect.succeed(ok)).fetch("/beta"),
    "is not for http": () => open(() => Effect.succeed(ok)).fetch("data:,a"),
    "has a body of text chunks": () => responseTo({}, chunked(streamOf("a"))),
    "has a body that fails": () => responseTo({}, chunked(new ReadableStream({ pull: () => assert.fail() }))),
  }
  for (const [name, send] of Object.entries(unusable))
    it(`rejects with TypeError if it ${name}`, async () =>
      assert.instanceOf(await rejection(send()), TypeError))
})

describe("A response", () => {
  it("has the status, the headers and the body of the handler's, and the URL of the request", async () => {
    const headers = { "Content-Type": "application/json", Date: "Mon, 30 Nov 2026 00:00:00 GMT" }
    const response = await responseTo({ status: 201, headers, body: "é" })
    assert.deepStrictEqual([response.status, response.statusText, response.url], [201, "Created", url])
    assert.deepStrictEqual(Object.fromEntries(response.headers), {
      "content-length": "2",
      "content-type": "application/json",
      date: "Mon, 30 Nov 2026 00:00:00 GMT",
    })
    assert.strictEqual(await response.text(), "é")
  })

  it("has a date", async () => {
    const { headers } = await responseTo({})
    assert.isNotNaN(Date.parse(headers.get("Date") ?? ""))
  })

  it("to HEAD has the length of the body, and no body", async () => {
    const response = await responseTo({ body: "abc" }, { method: "HEAD" })
    assert.deepStrictEqual([response.headers.get("Content-Length"), response.body], ["3", null])
  })

  it("has no body with a status that allows none", async () => {
    for (const status of [204, 205, 304]) assert.isNull((await responseTo({ status, body: "a" })).body)
    assert.isNull((await open(() => Effect.succeed({ status: 204, headers: {} })).fetch(url)).body)
  })

  it("is a redirect if the handler's is one", async () => {
    const response = await responseTo({ status: 302, headers: { Location: "https://elsewhere.test/" } })
    assert.deepStrictEqual(
      [response.status, response.headers.get("Location"), response.redirected],
      [302, "https://elsewhere.test/", false],
    )
  })

  it("is absent after a defect, which is the cause of the error", async () => {
    const error = await rejection(open(() => Effect.die(new Error("defect"))).fetch(url))
    assert.deepStrictEqual([error.message, error.cause.message], ["fetch failed", "defect"])
    assert.instanceOf(await rejection(responseTo({ headers: { "a b": "" } })), TypeError)
  })
})

describe("A connection that breaks", () => {
  it("makes fetch reject if there is no response", async () => {
    const codeOf = async (breaks: ConnectionBreak) => causeOf(await rejection(responseTo({ breaks })))
    assert.deepStrictEqual(await codeOf("reset"), ["TypeError", "fetch failed", "ECONNRESET"])
    assert.deepStrictEqual(await codeOf("close"), ["TypeError", "fetch failed", "UND_ERR_SOCKET"])
  })

  it("makes fetch reject if the response to break has no body", async () => {
    for (const breaks of ["cutBody", "wrongLength"] as const) {
      const code = breaks === "cutBody" ? "ECONNRESET" : "UND_ERR_SOCKET"
      assert.deepStrictEqual(causeOf(await rejection(responseTo({ breaks }))), [
        "TypeError",
        "fetch failed",
        code,
      ])
      const { message } = await rejection(responseTo({ body: "a", breaks }, { method: "HEAD" }))
      assert.strictEqual(message, "fetch failed")
    }
  })

  const partOf = async ({ body }: Response) => {
    let text = ""
    const error = await rejection(
      (async () => {
        for await (const chunk of body ?? []) text += Buffer.from(chunk)
      })(),
    )
    return [text, ...causeOf(error)]
  }

  it("ends the body early", async () => {
    const cut = await responseTo({ body: "abcd", breaks: "cutBody" })
    assert.strictEqual(cut.headers.get("Content-Length"), "4")
    assert.deepStrictEqual(await partOf(cut), ["ab", "TypeError", "terminated", "ECONNRESET"])
    const short = await responseTo({ body: "abcd", breaks: "wrongLength" })
    assert.strictEqual(short.headers.get("Content-Length"), "5")
    assert.deepStrictEqual(await partOf(short), ["abcd", "TypeError", "terminated", "UND_ERR_SOCKET"])
  })

  it("is not noticed by a client that gets no response, until it gives up", async () => {
    const controller = new AbortController()
    const response = responseTo({ breaks: "noResponse" }, { signal: controller.signal })
    const winner = await Promise.race([response.then(() => "response"), setImmediate("nothing")])
    assert.strictEqual(winner, "nothing")
    controller.abort(new Error("gave up"))
    assert.strictEqual((await rejection(response)).message, "gave up")
  })
})

describe("A cancelled request", () => {
  it("rejects with the reason of its signal, and is not handled if it is cancelled before", async () => {
    let handled = 0
    const { fetch } = open(() =>
      Effect.sync(() => {
        handled++
        return ok
      }),
    )
    const reason = { any: "value" }
    assert.strictEqual(await rejection(fetch(url, { signal: AbortSignal.abort(reason) })), reason)
    const { name } = await rejection(fetch(url, { signal: AbortSignal.abort() }))
    assert.strictEqual(name, "AbortError")
    assert.strictEqual(handled, 0)
  })

  it("is not handled if it is cancelled before its body has arrived", async () => {
    let handled = 0
    const { fetch, close } = open(() =>
      Effect.sync(() => {
        handled++
        return ok
      }),
    )
    const controller = new AbortController()
    let reason: unknown
    const body = new ReadableStream({
      cancel: (given) => {
        reason = given
      },
    })
    const response = fetch(url, { ...chunked(body), signal: controller.signal })
    await setImmediate()
    controller.abort()
    await rejection(response)
    await close()
    assert.strictEqual(handled, 0)
    assert.isDefined(reason)
  })

  it("interrupts what the handler marks as interruptible, and nothing else", async () => {
    const events: Array<string> = []
    let finish = () => {}
    const finished = new Promise<void>((resolve) => {
      finish = resolve
    })
    const controller = new AbortController()
    const read = Effect.interruptible(
      Effect.onInterrupt(Effect.never, () => Effect.sync(() => events.push("read ended"))),
    )
    const write = Effect.andThen(
      Effect.promise(() => finished),
      Effect.sync(() => events.push("written")),
    )
    const { fetch, close } = open(({ method, connection }) =>
      Effect.andThen(method === "GET" ? read : write, () => {
        events.push(`${connection?.hasEnded()}`)
        return Effect.succeed(ok)
      }),
    )
    const { signal } = controller
    const responses = [fetch(url, { signal }), fetch(url, { method: "DELETE", signal })]
    await setImmediate()
    controller.abort("left")
    assert.deepStrictEqual(await Promise.all(responses.map(rejection)), ["left", "left"])
    assert.deepStrictEqual(events, ["read ended"])
    finish()
    await close()
    assert.deepStrictEqual(events, ["read ended", "written", "true"])
  })

  it("has no effect once there is a response", async () => {
    const controller = new AbortController()
    const response = await responseTo({ body: "abc" }, { signal: controller.signal })
    controller.abort()
    assert.strictEqual(await response.text(), "abc")
  })
})

describe("A closed server", () => {
  it("refuses requests", async () => {
    const { fetch, close } = open(() => Effect.succeed(ok))
    await close()
    assert.deepStrictEqual(causeOf(await rejection(fetch(url))), [
      "TypeError",
      "fetch failed",
      "ECONNREFUSED",
    ])
  })

  it("has waited for the requests in flight", async () => {
    const { fetch, close } = open(() =>
      Effect.as(
        Effect.promise(() => setImmediate()),
        ok,
      ),
    )
    const response = fetch(url)
    await close()
    assert.strictEqual((await response).status, 200)
  })

  it("ends the wait of clients that get no response", async () => {
    const { fetch, close } = open(() => Effect.succeed({ ...ok, breaks: "noResponse" }))
    const response = fetch(url)
    const closing = close()
    assert.deepStrictEqual(causeOf(await rejection(response)), [
      "TypeError",
      "fetch failed",
      "UND_ERR_SOCKET",
    ])
    await closing
  })
})
