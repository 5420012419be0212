import { assert, describe, it } from "@effect/vitest"
import { isLoopback, isSecure } from "../src/Loopback.ts"

describe("A host", () => {
  const own = ["localhost", "LocalHost", "127.0.0.1", "127.1.2.3", "127.255.255.254", "::1", "[::1]"]
  it.for(own)("is this machine: %s", (host) => {
    assert.isTrue(isLoopback(host))
  })

  const others = [
    ...["", "0.0.0.0", "10.0.0.1", "128.0.0.1", "1127.0.0.1", "::", "[::]", "::2", "[::1", "::1]"],
    // Names that look similar.
    ...["localhost.evil.com", "127.evil.com", "127.0.0.1.evil.com", "notlocalhost", "evil.com/localhost"],
    // Some systems look these up in DNS.
    ...["localhost.", "tenant.localhost", "127.0.0.256", "127.0.0.999"],
    // Some systems read these numbers differently.
    ...["127.1", "127.0.0.01", "0177.0.0.1", "0x7f.0.0.1", "2130706433"],
    // IPv4 in IPv6, as people write it and as `URL` does.
    ...["::ffff:127.0.0.1", "[::ffff:7f00:1]", "::127.0.0.1"],
    ...["localhost\n", "127.0.0.1 ", "127a0b0c1"],
  ]
  it.for(others)("may be another machine: %j", (host) => {
    assert.isFalse(isLoopback(host))
  })
})

describe("An address", () => {
  const secure = {
    "https://graph.example/beta": true,
    "http://localhost:8365": true,
    "http://LOCALHOST": true,
    "http://127.1:80": true,
    "http://0x7f.1": true,
    "http://[0:0:0:0:0:0:0:1]:8365": true,
    "http://graph.example/beta": false,
    "http://127.0.0.1@graph.example": false,
    "http://[::ffff:127.0.0.1]": false,
    "ws://localhost": false,
    "file://localhost/etc": false,
  }
  for (const [address, expected] of Object.entries(secure)) {
    it(`${address} is ${expected ? "secure" : "not secure"}`, () => {
      assert.strictEqual(isSecure(new URL(address)), expected)
    })
  }
})
