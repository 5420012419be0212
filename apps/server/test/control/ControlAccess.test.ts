/** Who may control a server. Each request that is refused differs in one thing from a request that is allowed. */
import { assert, describe, it } from "@effect/vitest"
import { makeAccess } from "../../src/control/ControlAccess.ts"
import { foreignPage, tokenInvalid, tokenNeeded } from "../../src/control/ControlFailure.ts"
import { type Parts, requestFor } from "./request.ts"

const origin = "http://127.0.0.1:8365"

const failureOf = (access: ReturnType<typeof makeAccess>, parts: Parts = {}) =>
  access(requestFor("/_odj", parts), origin)

describe("A server without a control token", () => {
  const access = makeAccess(undefined, undefined)

  it("may be controlled by programs on its machine", () => {
    for (const address of ["127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"])
      assert.isUndefined(failureOf(access, { address }), address)
  })

  it("may not be controlled from another machine", () => {
    for (const address of ["192.0.2.1", "::ffff:192.0.2.1", "2001:db8::1", "::ffff:7f00:1", ""])
      assert.strictEqual(failureOf(access, { address }), tokenNeeded, address)
    const gone = { address: undefined, httpVersion: "1.1", hasEnded: () => true }
    assert.strictEqual(access({ ...requestFor("/_odj"), connection: gone }, origin), tokenNeeded)
  })

  it("may not be controlled through a proxy on its machine", () => {
    for (const name of [
      "forwarded",
      "x-forwarded-for",
      "x-forwarded-host",
      "x-forwarded-proto",
      "x-real-ip",
      "via",
    ])
      assert.strictEqual(failureOf(access, { headers: { [name]: "127.0.0.1" } }), tokenNeeded, name)
    assert.isUndefined(failureOf(access, { headers: { "x-request-id": "1" } }))
  })

  it("may not be controlled if it has a public URL", () =>
    assert.strictEqual(failureOf(makeAccess(undefined, "https://graph.example.test")), tokenNeeded))

  it("ignores a token", () => {
    const headers = { authorization: "Bearer anything" }
    assert.isUndefined(failureOf(access, { headers }))
    assert.strictEqual(failureOf(access, { headers, address: "192.0.2.1" }), tokenNeeded)
  })
})

describe("A server with a control token", () => {
  const access = makeAccess({ token: "secret" }, "https://graph.example.test")
  const authorized = (authorization: string) => ({ authorization })

  it("may be controlled with the token, from anywhere", () => {
    for (const address of ["127.0.0.1", "192.0.2.1"])
      for (const scheme of ["Bearer", "bearer"])
        assert.isUndefined(failureOf(access, { address, headers: authorized(`${scheme} secret`) }))
    const proxied = { ...authorized("Bearer secret"), "x-forwarded-for": "192.0.2.1" }
    assert.isUndefined(failureOf(access, { headers: proxied }))
  })

  it("may not be controlled without it, even on its machine", () => {
    assert.strictEqual(failureOf(access), tokenInvalid)
    for (const text of [
      "",
      "Bearer",
      "Bearer ",
      "secret",
      "Basic secret",
      "Bearer Secret",
      "Bearer secre",
      "Bearer secrets",
    ])
      assert.strictEqual(failureOf(access, { headers: authorized(text) }), tokenInvalid, text)
    assert.strictEqual(tokenInvalid.row.status, 401)
    assert.match(tokenInvalid.row.headers?.["WWW-Authenticate"] ?? "", /^Bearer /)
  })

  it("refuses every request if its token is empty", () => {
    const closed = makeAccess({ token: "" }, undefined)
    for (const text of ["Bearer", "Bearer ", ""])
      assert.strictEqual(failureOf(closed, { headers: authorized(text) }), tokenInvalid)
  })
})

describe("A web page", () => {
  for (const [server, access, headers] of [
    ["without a token", makeAccess(undefined, undefined), {}],
    ["with a token", makeAccess({ token: "secret" }, undefined), { authorization: "Bearer secret" }],
  ] as const) {
    it(`from elsewhere may not control a server ${server}`, () => {
      const pages: ReadonlyArray<Parts["headers"]> = [
        { origin: "http://evil.example" },
        { origin: "null" },
        { origin: "http://127.0.0.1:3000" },
        { origin: "https://127.0.0.1:8365" },
        { origin: "http://localhost:8365" },
        { "sec-fetch-site": "cross-site" },
        { "sec-fetch-site": "same-site" },
        { origin, "sec-fetch-site": "cross-site" },
      ]
      for (const page of pages)
        assert.strictEqual(
          failureOf(access, { headers: { ...headers, ...page } }),
          foreignPage,
          JSON.stringify(page),
        )
    })

    it(`of the server's own may control a server ${server}`, () => {
      for (const page of [{ origin }, { "sec-fetch-site": "same-origin" }, { "sec-fetch-site": "none" }])
        assert.isUndefined(failureOf(access, { headers: { ...headers, ...page } }), JSON.stringify(page))
    })
  }

  it("has the origin of the public URL, without its path", () => {
    const access = makeAccess({ token: "secret" }, "https://graph.example.test/prefix")
    const request = (page: string) =>
      access(
        requestFor("/_odj", { headers: { authorization: "Bearer secret", origin: page } }),
        "https://graph.example.test/prefix",
      )
    assert.isUndefined(request("https://graph.example.test"))
    assert.strictEqual(request("http://127.0.0.1:8365"), foreignPage)
  })
})
