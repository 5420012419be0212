/** Tests what is said of responses that come from proxies, login pages and other services. */
import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"
import { describe as describeResponse } from "../../src/exchange/ResponseText.ts"
import { host, plain, responseOf } from "../situations.ts"

const html = { "content-type": "text/html; charset=utf-8" }

const loginPage = `<!DOCTYPE html><html><head><title> Sign in to
  your account </title><style>p { color: red }</style></head><body>Hello</body></html>`

const texts: ReadonlyArray<
  readonly [status: number, headers: Record<string, string>, body: string | undefined, text: string]
> = [
  [302, { location: "https://login.example/?token=secret#x" }, "", "a redirect to https://login.example/"],
  [308, { location: "/login?token=secret" }, "", "a redirect to /login"],
  [307, { location: "//user:secret@login.example/a@b" }, "", "a redirect to //login.example/a@b"],
  [302, { location: "/login;jsessionid=secret" }, "", "a redirect to /login"],
  [302, {}, "", "a redirect without a Location"],
  [407, html, loginPage, "The proxy requires a user and a password (407)"],
  [200, { "content-encoding": "gzip" }, undefined, "a body in the encoding gzip, which was not requested"],
  [200, html, loginPage, 'a web page, "Sign in to your account", probably of a proxy or a login'],
  [200, html, "<html><body><h1>It&nbsp;works &amp; runs</h1></body></html>", 'a web page, "It works & runs"'],
  [200, {}, "<html><script>var x = 1</script><p>Hello</p>", 'a web page, "Hello"'],
  [200, html, "<html></html>", "a web page"],
  [511, html, "<title>Hotel</title>", 'a web page, "Hotel", probably of a proxy or a login'],
  [403, html, "<title>Blocked</title>", 'a web page, "Blocked", probably of a proxy or a login'],
  [
    200,
    html,
    '<title>Contoso</title><form><input name="p" type="password"></form>',
    'a web page, "Contoso", probably of a proxy or a login',
  ],
  [502, { "content-type": "text/plain" }, "upstream\n connect  error", "upstream connect error"],
  [400, {}, '{"message":"no route"}', '{"message":"no route"}'],
  [500, {}, "x".repeat(201), `${"x".repeat(200)}…`],
  [200, { "content-type": "application/json" }, "{", "an unexpected body (application/json)"],
  [200, {}, "OK", "an unexpected body"],
  [500, {}, " ", "an empty body"],
  [500, {}, undefined, "an unreadable body"],
]

describe("The description of a response", () => {
  for (const [status, headers, body, text] of texts) {
    it(`with status ${status}, ${JSON.stringify(headers)} and ${JSON.stringify(body?.slice(0, 40))} is: ${text.slice(0, 80)}`, () =>
      assert.strictEqual(
        describeResponse(
          responseOf({ ...plain, status }).with({ headers, body: Option.fromUndefinedOr(body) }),
        ),
        status === 407 ? text : `HTTP ${status} from ${host}: ${text}`,
      ))
  }

  it("is short for a long page", () => {
    const body = Option.some(`<html>${"<head ".repeat(100_000)}`)
    const text = describeResponse(responseOf({ ...plain, status: 200 }).with({ headers: html, body }))
    assert.isBelow(text.length, 300)
  })
})
