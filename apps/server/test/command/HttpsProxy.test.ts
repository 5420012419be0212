import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { httpsProxy } from "../../src/command/HttpsProxy.ts"

const read = (env: Readonly<Record<string, string>>) => Result.getOrThrow(httpsProxy(env))?.href

describe("The proxy", () => {
  it("is that of HTTPS_PROXY, whose name in lower case takes precedence, and by default there is none", () => {
    assert.isUndefined(read({ HTTPS_PROXY: "", HTTP_PROXY: "http://h:1" }))
    assert.strictEqual(read({ HTTPS_PROXY: "http://u:p@h:1" }), "http://u:p@h:1/")
    assert.strictEqual(read({ https_proxy: "https://h", HTTPS_PROXY: "http://i" }), "https://h/")
    assert.strictEqual(read({ HTTPS_PROXY: "h:8080" }), "http://h:8080/")
  })

  it("must be an http proxy, and the message does not repeat its password", () => {
    for (const text of ["socks5://u:PW@h:1", "http://u:PW@", "ftp://u:PW@h"]) {
      const { message } = Result.getOrThrow(Result.flip(httpsProxy({ HTTPS_PROXY: text })))
      assert.match(message, /^HTTPS_PROXY is not the URL of an http proxy/)
      assert.notInclude(message, "PW")
    }
  })
})
