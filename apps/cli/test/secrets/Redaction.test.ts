import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { Headers, HttpBody, HttpClientRequest } from "effect/http"
import { describeRequest } from "../../src/requests/DescribeRequest.ts"
import { redactHeaders, redactText, secretsOf } from "../../src/secrets/Redaction.ts"

const Token = Schema.String.check(Schema.isPattern(/^[A-Za-z0-9._~+/-]{8,40}={0,2}$/))
const Text = Schema.String.check(Schema.isPattern(/^[ -~]{0,40}$/))

describe("A described request", () => {
  it.prop(
    "never contains its token, whatever else the request contains",
    [Token, Text, Text],
    ([token, before, behind]) => {
      const shown = describeRequest(
        HttpClientRequest.post(
          `http://127.0.0.1/${encodeURIComponent(before)}?x=${encodeURIComponent(token)}&y=${token}`,
          {
            headers: {
              authorization: `Bearer ${token}`,
              cookie: `session=${token}`,
              "x-echo": `${before}${token}${behind}`,
            },
            body: HttpBody.text(
              JSON.stringify({ displayName: `${before}${token}${behind}`, [token]: behind }),
            ),
          },
        ),
      )
      assert.notInclude(JSON.stringify(shown), token)
      assert.notInclude(JSON.stringify(shown), encodeURIComponent(token))
      assert.strictEqual(shown.headers.authorization, "Bearer ***")
    },
  )

  it("contains everything else", () => {
    const shown = describeRequest(
      HttpClientRequest.post("http://127.0.0.1/beta?$skiptoken=abc&$top=5", {
        headers: { authorization: "Bearer abcdefgh", "client-request-id": "c" },
        body: HttpBody.text(
          '{"displayName":"HQ","@odata.nextLink":"http://x?$skiptoken=abc"}',
          "application/json",
        ),
      }),
    )
    assert.strictEqual(shown.method, "POST")
    assert.strictEqual(shown.url, "http://127.0.0.1/beta?$skiptoken=abc&$top=5")
    assert.strictEqual(shown.body, '{"displayName":"HQ","@odata.nextLink":"http://x?$skiptoken=abc"}')
    assert.deepInclude(shown.headers, {
      authorization: "Bearer ***",
      "client-request-id": "c",
      "content-type": "application/json",
    })
  })
})

/** JSON as text within JSON, as in Intune's nested errors. */
const inText = (json: string) => JSON.stringify({ message: json })

describe("Redaction", () => {
  const headers: ReadonlyArray<readonly [name: string, value: string, shown: string]> = [
    ["authorization", "Bearer abc", "Bearer ***"],
    ["authorization", "abc", "***"],
    ["proxy-authorization", "Basic abc==", "Basic ***"],
    ["cookie", "a=b; c=d", "***"],
    ["set-cookie", "a=b; HttpOnly", "***"],
    ["x-api-key", "abc", "***"],
    ["x-access-token", "abc", "***"],
    ["client-request-id", "abc", "abc"],
    ["www-authenticate", 'Bearer realm=""', 'Bearer realm=""'],
  ]
  for (const [name, value, shown] of headers) {
    it(`shows the header ${name}: ${value} as ${shown}`, () => {
      assert.strictEqual(redactHeaders(Headers.fromInput({ [name]: value }))[name], shown)
    })
  }

  const texts: ReadonlyArray<readonly [text: string, shown: string]> = [
    ['{"access_token":"abc","expires_in":1}', '{"access_token":"***","expires_in":1}'],
    ['{"refresh_token" : "a\\"b"}', '{"refresh_token":"***"}'],
    ['{ "a": 1.0 }', '{ "a": 1.0 }'],
    [
      '{"token":12345,"access_tokens":["abc"],"secrets":{"a":"b"}}',
      '{"token":"***","access_tokens":"***","secrets":"***"}',
    ],
    [
      '{"$skiptoken":"abc","message":"?client_secret=abc"}',
      '{"$skiptoken":"abc","message":"?client_secret=***"}',
    ],
    ['{"token":"abc","token":"def"}', '{"token":"***"}'],
    ['{"a":{"token":"abc"},"a":1}', '{"a":{"token":"***"},"a":1}'],
    [inText('{"token":"a\\"b"}'), inText('{"token":"***"}')],
    [inText(inText('{"tokens":["abc"]}')), inText(inText('{"tokens":"***"}'))],
    [`cut: ${inText('{"token":"a\\"b","c":1}')}`, `cut: ${inText('{"token":"***","c":1}')}`],
    ['{"a":1,"token":12345,"secrets":["abc","def"],"b":', '{"a":1,"token":"***","secrets":"***","b":'],
    ['{"client_secret":"cut off', '{"client_secret":"***"'],
    ["grant_type=x&client_secret=a%20b&scope=y", "grant_type=x&client_secret=***&scope=y"],
    ["client_assertion=abc", "client_assertion=***"],
    ["http://x/?sv=1&access_token=abc#f", "http://x/?sv=1&access_token=***#f"],
    ["http://x/?sv=1&sig=abc", "http://x/?sv=1&sig=***"],
    ["http://x/?code=abc&state=1#id_token=abc", "http://x/?code=***&state=1#id_token=***"],
    ["error code=Forbidden", "error code=Forbidden"],
    ["it says Bearer abc.def", "it says Bearer ***"],
    ["eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.c2ln", "***"],
    [
      '{"error":{"code":"InvalidAuthenticationToken","message":"m"}}',
      '{"error":{"code":"InvalidAuthenticationToken","message":"m"}}',
    ],
  ]
  for (const [text, shown] of texts) {
    it(`shows ${text} as ${shown}`, () => {
      assert.strictEqual(redactText(text, []), shown)
    })
  }

  it("masks the values of cookies", () => {
    const secrets = secretsOf(Headers.fromInput({ cookie: "a=first; b=second" }))
    assert.strictEqual(redactText("first, second", secrets), "***, ***")
  })

  it("masks only the value of Set-Cookie, and nothing too short", () => {
    const secrets = secretsOf(
      Headers.fromInput({
        "set-cookie":
          "sid=first; Path=/; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Secure, other=second; HttpOnly",
        "x-token": "1",
      }),
    )
    assert.deepStrictEqual(secrets, ["first", "second"])
  })

  it("reads deeply nested JSON", () => {
    const deep = `${"[".repeat(60_000)}{"token":"abc"}${"]".repeat(60_000)}`
    assert.notInclude(redactText(deep, []), "abc")
  })
})
