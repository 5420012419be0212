/** Sessions are bounded, and their cookies are read among others. */
import { assert, describe, it } from "@effect/vitest"
import { cookieAt } from "../../src/signin/SessionCookie.ts"
import { makeSessions } from "../../src/signin/Sessions.ts"

const ada = { id: "ada", tenant: "tenant", username: "ada@contoso.example", name: "Ada" }

const request = (cookie: string | undefined) => ({
  method: "GET",
  target: "/",
  scheme: "http" as const,
  headers: { cookie },
  body: Buffer.of(),
  facts: {},
})

describe("The cookie of a session", () => {
  it("is read among others, and is not that of another port", () => {
    const { read } = cookieAt("http://localhost:8365")
    const value = "v".repeat(43)
    assert.strictEqual(read(request(`a=b; odj-sign-in-8365=${value}; c=d`)), value)
    for (const cookie of [
      undefined,
      "",
      `odj-sign-in-8366=${value}`,
      `odj-sign-in=${value}`,
      `x-odj-sign-in-8365=${value}`,
      `a="b, odj-sign-in-8365=${value}`,
    ])
      assert.isUndefined(read(request(cookie)))
  })

  it("is cleared with the attributes with which it was set", () => {
    for (const origin of ["http://localhost:8365", "https://odj.example"]) {
      const { set, cleared } = cookieAt(origin)
      assert.strictEqual(cleared, `${set("")}; Max-Age=0`)
    }
  })
})

describe("Sessions", () => {
  it("are a thousand at most, and the oldest ends first", () => {
    const sessions = makeSessions()
    const cookies = Array.from({ length: 1_001 }, () => sessions.begin(undefined, ada, 0).cookie)
    assert.isUndefined(sessions.of(cookies[0], 0))
    assert.strictEqual(sessions.of(cookies[1], 0)?.person, ada)
  })

  it("remember a limited number of approvals and applications", () => {
    const { session } = makeSessions().begin(undefined, ada, 0)
    for (let index = 0; index < 1_000; index++) {
      session.approved.set(`${index}`, true)
      session.applications.set(`${index}`, { appId: `${index}`, displayName: "" })
    }
    assert.isAtMost(session.approved.size, 200)
    assert.isAtMost(session.applications.size, 50)
  })

  it("are gone after they end", () => {
    const sessions = makeSessions()
    const { cookie, session } = sessions.begin(undefined, ada, 0)
    assert.strictEqual(sessions.end(cookie), session)
    assert.isUndefined(sessions.end(cookie))
    assert.isUndefined(sessions.of(cookie, 0))
  })
})
