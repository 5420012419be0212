import { assert, describe, it } from "@effect/vitest"
import { Duration, Redacted, Result } from "effect"
import { postgresAddress } from "../../src/postgres/PostgresAddress.ts"

const read = (text: string) => postgresAddress(Redacted.make(text))

describe("A PostgreSQL URL", () => {
  it("sets the name of the program, the wait for a connection and TLS", () => {
    const url =
      "postgres://u@h/d?application_name=a%20b&connect_timeout=7&sslmode=verify-full&sslrootcert=/ca"
    const { applicationName, connectTimeout, tls } = Result.getOrThrow(read(url))
    assert.deepStrictEqual([applicationName, Duration.toSeconds(connectTimeout)], ["a b", 7])
    assert.deepStrictEqual(tls, {
      sslmode: "verify-full",
      sslrootcert: "/ca",
      sslcert: undefined,
      sslkey: undefined,
    })
  })

  it("has defaults, and 0 is no limit of the wait", () => {
    const { applicationName, connectTimeout } = Result.getOrThrow(read("postgresql://h"))
    assert.deepStrictEqual([applicationName, Duration.toSeconds(connectTimeout)], ["odj", 5])
    const endless = Result.getOrThrow(read("postgresql://h?connect_timeout=0"))
    assert.isFalse(Duration.isFinite(endless.connectTimeout))
  })

  const accepted = [
    "postgres://u:%40%3A%2F%3F%23%25@h:5433/d",
    "postgres://u@tenant:p@h/d",
    "postgres:///d?host=/run/postgresql&user=u&password=p&port=5433&dbname=d",
    "postgres://[::1]/d?options=-c%20search_path%3Da",
  ]
  for (const url of accepted) {
    it(`${url} is accepted`, () => {
      assert.isTrue(Result.isSuccess(read(url)))
    })
  }

  const refused: ReadonlyArray<readonly [url: string, reason: RegExp]> = [
    ["mysql://secret@h/d", /is not a URL like postgresql:\/\/host\/database/],
    ["postgres://u:secret#x@h/d", /%23 for a hash/],
    ["postgres://u:12#secret@h/d", /%23 for a hash/],
    ["postgres://u:12/secret@h/d", /%2F for a slash/],
    ["postgres://u:12?secret@h/d", /%3F for a question mark/],
    ["postgres://u:secret%@h/d", /%25 for a percent sign/],
    ["postgres://h1,h2/d", /several hosts/],
    ["postgres://h1:5432,h2:5432/d", /one host/],
    ["postgres://h/d?host=a,b", /several hosts/],
    ["postgres://h/d?target_session_attrs=read-write", /has target_session_attrs, which is not supported/],
    ["postgres://h/d?channel_binding=require", /has the parameter channel_binding, which/],
    ["postgres://h/d?se%20cret=1", /has a parameter, which/],
    ["postgres://h/d?connect_timeout=secret", /connect_timeout is not a number/],
    ["postgres://h/d?port=secret", /port is not a number/],
  ]
  for (const [url, reason] of refused) {
    it(`${url} is refused without showing a secret`, () => {
      const message = Result.match(read(url), { onSuccess: () => "", onFailure: (problem) => problem })
      assert.match(message, reason)
      assert.notMatch(message, /secret|se cret|@/)
    })
  }
})
