/** `fetch` without a socket gives a client the same as the `fetch` of Node.js over a connection. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Scope } from "effect"
import { makeFetch } from "../../src/http/Fetch.ts"
import { defaultLimits, listen } from "../../src/http/HttpListener.ts"
import type { HttpResponse } from "../../src/http/HttpMessage.ts"

/** What a client gets: a response, of which the body may be incomplete, or a failure. */
const outcome = async (fetching: Promise<Response>) => {
  const failure = (error: TypeError) => [error.name, error.message, Reflect.get(Object(error.cause), "code")]
  try {
    const response = await fetching
    const { status, statusText, redirected, headers } = response
    const { date, ...rest } = Object.fromEntries(headers)
    for (const ofConnection of ["connection", "keep-alive", "transfer-encoding"]) delete rest[ofConnection]
    let text = ""
    let end: unknown = "complete"
    try {
      for await (const chunk of response.body ?? []) text += Buffer.from(chunk)
    } catch (error) {
      end = failure(error as TypeError)
    }
    const path = new URL(response.url).pathname
    return { status, statusText, redirected, headers: rest, hasDate: date !== undefined, path, text, end }
  } catch (error) {
    return failure(error as TypeError)
  }
}

const responses: Record<string, { readonly method?: string; readonly response: HttpResponse }> = {
  "a body": { response: { status: 201, headers: { "Content-Type": "text/plain", A: "b" }, body: "é" } },
  "an empty body": { response: { status: 200, headers: {}, body: "" } },
  "no body": { response: { status: 204, headers: {} } },
  "an unknown status": { response: { status: 599, headers: {}, body: "a" } },
  "a redirect": { response: { status: 302, headers: { Location: "/elsewhere" } } },
  "a body for HEAD": { method: "HEAD", response: { status: 200, headers: {}, body: "abc" } },
  "a reset": { response: { status: 200, headers: {}, body: "abc", breaks: "reset" } },
  "a close": { response: { status: 200, headers: {}, body: "abc", breaks: "close" } },
  "a cut body": { response: { status: 200, headers: {}, body: "abcd", breaks: "cutBody" } },
  "a wrong length": { response: { status: 200, headers: {}, body: "abcd", breaks: "wrongLength" } },
  "a cut of no body": { response: { status: 204, headers: {}, breaks: "cutBody" } },
  "a wrong length of an empty body": {
    response: { status: 200, headers: {}, body: "", breaks: "wrongLength" },
  },
}

describe("fetch without a socket", () => {
  for (const [name, { method = "GET", response }] of Object.entries(responses))
    it(`gives a client the same as over a connection for ${name}`, async () => {
      const scope = Scope.makeUnsafe()
      const handle = () => Effect.succeed(response)
      const { url, fetch } = await Effect.gen(function* () {
        const options = { host: "127.0.0.1", port: 0, limits: defaultLimits }
        const url = yield* listen(options, () => ({ handle, refuse: () => response }))
        return { url, fetch: yield* makeFetch(defaultLimits, () => Effect.succeed(handle)) }
      }).pipe(Effect.provideService(Scope.Scope, scope), Effect.runPromise)
      const init = { method, redirect: "manual" } as const
      const expected = await outcome(globalThis.fetch(`${url}/a`, init))
      assert.deepStrictEqual(await outcome(fetch(`${url}/a`, init)), expected)
      await Effect.runPromise(Scope.close(scope, Exit.void))
    })
})
