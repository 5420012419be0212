import { gunzipSync } from "node:zlib"
import { assert, describe, it } from "@effect/vitest"
import type { ConsoleSettings } from "@odj/console"
import { Effect, Exit, Result } from "effect"
import { makeConsoleFile } from "../../src/console/ConsoleFile.ts"
import { makeConsolePages } from "../../src/console/ConsolePages.ts"
import type { HttpResponse } from "../../src/http/HttpMessage.ts"
import { requestTarget } from "../../src/http/RequestTarget.ts"
import { type Parts, requestFor } from "../control/request.ts"

const settings: ConsoleSettings = {
  version: "1.2.3",
  store: "memory",
  tokens: "none",
  control: "open",
  recordsFromStart: true,
  writes: ["create"],
}

const pagesOf = (given: Partial<ConsoleSettings> = {}, publicUrl?: string) => {
  const pages = makeConsolePages(() => ({ ...settings, ...given }))
  return (path: string, parts: Parts = {}) => {
    const request = requestFor(path, parts)
    return pages(request, Result.getOrThrow(requestTarget(request, publicUrl)))
  }
}

const pages = pagesOf()

const get = Effect.fnUntraced(function* (path: string, headers: Parts["headers"] = {}) {
  return yield* pages(path, { headers }) ?? Effect.die(`${path} is no page`)
})

const files = {
  "/": "text/html",
  "/console/script.js": "text/javascript",
  "/console/style.css": "text/css",
} as const

const policyOf = ({ headers }: HttpResponse) =>
  new Map(
    (headers["Content-Security-Policy"] ?? "").split("; ").map((directive) => {
      const [name = "", ...values] = directive.split(" ")
      return [name, values.join(" ")]
    }),
  )

describe("The pages of the console", () => {
  it.effect.each(Object.entries(files))("%s has its content type, and is revalidated", ([path, type]) =>
    Effect.gen(function* () {
      const { status, headers, body } = yield* get(path)
      assert.strictEqual(status, 200)
      assert.strictEqual(headers["Content-Type"], `${type}; charset=utf-8`)
      assert.strictEqual(headers["Cache-Control"], "no-cache")
      assert.strictEqual(headers["X-Content-Type-Options"], "nosniff")
      assert.isNotEmpty(body)
      const again = yield* get(path, { "if-none-match": `"other", ${headers.ETag}` })
      assert.deepStrictEqual([again.status, again.body, again.bytes], [304, undefined, undefined])
      assert.strictEqual(again.headers.ETag, headers.ETag)
      const strong = headers.ETag?.replace("W/", "")
      assert.strictEqual((yield* get(path, { "if-none-match": strong })).status, 304)
      assert.strictEqual((yield* get(path, { "if-none-match": '"other"' })).status, 200)
    }),
  )

  it.effect("are loaded once, and again after a failure", () =>
    Effect.gen(function* () {
      const file = yield* makeConsoleFile("text/html", async () => "a page")
      let loads = 0
      const load = Effect.suspend(() => (++loads === 1 ? Effect.die("no memory") : Effect.succeed(file)))
      const pages = makeConsolePages(
        () => settings,
        () => load,
      )
      const respond = () => pages(requestFor("/"), Result.getOrThrow(requestTarget(requestFor("/"))))
      assert.isTrue(Exit.isFailure(yield* Effect.exit(respond() ?? Effect.void)))
      for (const _ of ["second", "third"])
        assert.strictEqual((yield* respond() ?? Effect.die("no page")).body, "a page")
      assert.strictEqual(loads, 2)
    }),
  )

  it.effect("have different entity tags", () =>
    Effect.gen(function* () {
      const tags = yield* Effect.forEach(Object.keys(files), (path) =>
        Effect.map(get(path), ({ headers }) => headers.ETag),
      )
      assert.strictEqual(new Set(tags).size, tags.length)
    }),
  )

  it.effect.each(["gzip", "br, gzip;q=0.5", "GZIP"])(
    "are compressed for a client that accepts %s",
    (coding) =>
      Effect.gen(function* () {
        const plain = yield* get("/console/script.js")
        const { headers, body, bytes } = yield* get("/console/script.js", { "accept-encoding": coding })
        assert.strictEqual(headers["Content-Encoding"], "gzip")
        assert.strictEqual(headers.Vary, "Accept-Encoding")
        assert.isUndefined(body)
        assert.strictEqual(gunzipSync(bytes ?? "").toString(), plain.body)
      }),
  )

  it.effect.each(["", "br", "gzip;q=0", "gzip; q=0.000", "xgzip"])(
    "are plain for a client that accepts '%s'",
    (coding) =>
      Effect.gen(function* () {
        const { headers, body } = yield* get("/", { "accept-encoding": coding })
        assert.notProperty(headers, "Content-Encoding")
        assert.strictEqual(headers.Vary, "Accept-Encoding")
        assert.isString(body)
      }),
  )

  it.effect("have a policy that lets them use only this server", () =>
    Effect.gen(function* () {
      const policy = policyOf(yield* get("/"))
      assert.deepStrictEqual(Object.fromEntries(policy), {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "connect-src": "'self'",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
      })
      const { headers } = yield* get("/")
      assert.strictEqual(headers["Cross-Origin-Opener-Policy"], "same-origin")
      assert.strictEqual(headers["Cross-Origin-Resource-Policy"], "same-origin")
      assert.strictEqual(headers["Referrer-Policy"], "same-origin")
    }),
  )

  it.effect("may also call the origin of the issuer where people sign in", () =>
    Effect.gen(function* () {
      const issuer = "https://idp.example.com/tenant/v2.0"
      const page = pagesOf({ tokens: { issuer, clientId: "a", scope: "openid" } })("/")
      const policy = policyOf(yield* page ?? Effect.die("no page"))
      assert.strictEqual(policy.get("connect-src"), "'self' https://idp.example.com")
    }),
  )

  it.effect("have settings, which are not stored", () =>
    Effect.gen(function* () {
      const { headers, body } = yield* get("/console/settings.json")
      assert.deepStrictEqual(JSON.parse(body ?? ""), settings)
      assert.strictEqual(headers["Content-Type"], "application/json")
      assert.strictEqual(headers["Cache-Control"], "no-store")
    }),
  )

  it.effect("leave other paths to the server, except those below their own", () =>
    Effect.gen(function* () {
      for (const path of ["/docs", "/console", "/beta/me", "//"]) assert.isUndefined(pages(path), path)
      for (const path of ["/console/", "/console/x", "/console/script.js/", "/console/constructor"]) {
        const { status, headers } = yield* get(path)
        assert.deepStrictEqual([status, headers["Content-Type"]], [404, "text/plain; charset=utf-8"], path)
      }
    }),
  )

  it.effect.each(["POST", "PUT", "DELETE", "OPTIONS"])("refuse %s", (method) =>
    Effect.gen(function* () {
      for (const path of ["/", "/console/script.js", "/console/settings.json"]) {
        const failure = yield* Effect.flip(pages(path, { method }) ?? Effect.die("no page"))
        assert.deepStrictEqual([failure._tag, failure.allow], ["MethodNotAllowed", "GET, HEAD"])
      }
    }),
  )

  it.effect("redirect from the path of the public URL without its slash", () =>
    Effect.gen(function* () {
      const at = pagesOf({}, "https://graph.example.com/a/prefix")
      const { status, headers } = yield* at("/a/prefix") ?? Effect.die("no page")
      assert.deepStrictEqual([status, headers.Location], [308, "https://graph.example.com/a/prefix/"])
      assert.isUndefined(at("/prefix"))
      assert.isUndefined(pagesOf({}, "https://graph.example.com")("/graph.example.com"))
    }),
  )
})
