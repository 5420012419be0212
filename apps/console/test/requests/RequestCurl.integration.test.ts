/** Tests that a shell gives curl what a client has sent, and runs nothing else. */
import { execFileSync } from "node:child_process"
import { describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { assert } from "vitest"
import { ownRequestId } from "../../src/api/OwnRequest.ts"
import { type RecordedRequest, removed } from "../../src/requests/RecordedRequest.ts"
import { requestCurl } from "../../src/requests/RequestCurl.ts"
import { requestOf } from "./requestOf.ts"

const recorded = (given: Partial<RecordedRequest>): RecordedRequest => ({
  ...requestOf({ method: "POST" }),
  headers: {},
  ...given,
})

/** Stands for curl: prints its arguments, and then what it reads. */
const fake = `curl() { for a; do printf '%s\\0' "$a"; done; case " $* " in *" @- "*) cat;; esac; }`

/** What curl gets in a shell with these variables: its arguments, of which the last one can be its input, as bytes. */
const given = (request: RecordedRequest, variables = "") => {
  const { command } = requestCurl(request, "http://127.0.0.1:8365/")
  // A terminal would act on them while the command is pasted.
  assert.notMatch(command, /(?!\n)\p{Cc}/u)
  const output = execFileSync("sh", ["-c", `${variables}\n${fake}\n${command}`])
  return output.toString("latin1").split("\0")
}

const latin1 = (text: string) => Buffer.from(text).toString("latin1")

/** The value after an option, or all of them. */
const after = (args: ReadonlyArray<string>, option: string) =>
  args.flatMap((arg, index) => (args[index - 1] === option ? [arg] : []))

const body = (request: RecordedRequest) => {
  const args = given(request)
  const [raw] = after(args, "--data-raw")
  return raw ?? args.slice(args.indexOf("@-") + 1).join("\0")
}

const json = { "content-type": "application/json" }

describe("requestCurl", () => {
  it.prop("sends any JSON", [Schema.Json], ([value]) => {
    const sent = Buffer.from(body(recorded({ headers: json, body: value })), "latin1").toString()
    assert.strictEqual(sent, JSON.stringify(value))
  })

  it.prop("sends any text", [Schema.String], ([generated]) => {
    const text = generated.toWellFormed()
    const headers = { "content-type": "text/plain" }
    const sent = body(recorded({ headers, body: text, bodyLength: Buffer.byteLength(text) }))
    assert.strictEqual(sent, latin1(text))
  })

  it("sends texts that terminals and shells would act on", () => {
    for (const text of [
      "a\0b",
      "\u001b[201~id\n",
      "'; id #",
      "$(id)`id`$HOME",
      "@/etc/hostname",
      "\n\n",
      "😀\u009b",
    ])
      assert.strictEqual(
        body(recorded({ headers: {}, body: text, bodyLength: Buffer.byteLength(text) })),
        latin1(text),
      )
  })

  it.prop("sends any header", [Schema.Uint8Array], ([bytes]) => {
    const allowed = bytes.filter((byte) => byte === 9 || (byte >= 32 && byte !== 127))
    const value = Buffer.from(allowed).toString("latin1").trim()
    const [header] = after(given(recorded({ headers: { "x-name": value } })), "-H")
    assert.strictEqual(header, value === "" ? "x-name;" : `x-name: ${value}`)
  })

  it("sends headers whose names a shell would act on", () => {
    const name = "x-`id`$home'!"
    assert.deepStrictEqual(after(given(recorded({ headers: { [name]: "1" } })), "-H"), [`${name}: 1`])
    assert.deepStrictEqual(
      after(given(recorded({ headers: { "x-`id`-key": removed } }), "X_ID_KEY=k"), "-H"),
      ["x-`id`-key: k"],
    )
  })

  it.prop("sends any form", [Schema.Array(Schema.Tuple([Schema.String, Schema.String]))], ([generated]) => {
    const fields = generated.map(([name, value]) => [name.toWellFormed(), value.toWellFormed()] as const)
    const values = Object.fromEntries(fields)
    const headers = { "content-type": "application/x-www-form-urlencoded" }
    const args = given(recorded({ headers, body: values }))
    // Curl encodes what is after the first equals sign.
    const encoded = after(args, "--data-urlencode").map((field) => {
      const at = field.indexOf("=")
      return `${field.slice(0, at)}=${encodeURIComponent(Buffer.from(field.slice(at + 1), "latin1").toString())}`
    })
    const sent = new URLSearchParams([...encoded, ...after(args, "--data-raw")].join("&"))
    assert.deepStrictEqual(Object.fromEntries(sent), values)
  })

  it("takes secrets from variables, and says which", () => {
    const request = recorded({
      headers: {
        authorization: "Bearer [removed]",
        "content-type": "application/x-www-form-urlencoded",
        cookie: removed,
        "x-api-key": removed,
      },
      body: { grant_type: "password", client_secret: removed, assertion: { header: {}, claims: {} } },
    })
    assert.deepStrictEqual(requestCurl(request, "http://localhost/").variables, [
      "TOKEN",
      "X_API_KEY",
      "CLIENT_SECRET",
      "ASSERTION",
    ])
    const args = given(request, `TOKEN='t "$x"' X_API_KEY=k CLIENT_SECRET=s ASSERTION=a`)
    assert.includeMembers(after(args, "-H"), ['Authorization: Bearer t "$x"', "x-api-key: k"])
    assert.deepStrictEqual(after(args, "--data-urlencode"), [
      "grant_type=password",
      "client_secret=s",
      "assertion=a",
    ])
  })

  it("leaves out what curl sends by itself, and the id of a request of the page", () => {
    const clientRequestId = ownRequestId()
    const headers = { host: "h", "user-agent": "u", accept: "*/*", "client-request-id": clientRequestId }
    assert.deepStrictEqual(after(given(recorded({ headers, clientRequestId })), "-H"), [])
    assert.deepStrictEqual(after(given(recorded({ headers })), "-H"), [
      `client-request-id: ${clientRequestId}`,
    ])
  })

  it("requests the same URL, with the same method", () => {
    const target = { path: "/beta/x/../[a]{b}", query: "$filter='%20'" }
    const get = given(recorded({ ...target, method: "GET" }))
    assert.includeMembers(get, [
      "http://127.0.0.1:8365/beta/x/../[a]{b}?$filter='%20'",
      "--globoff",
      "--path-as-is",
    ])
    assert.notInclude(get, "-X")
    assert.include(given(recorded({ method: "HEAD" })), "--head")
    assert.deepStrictEqual(after(given(recorded({ method: "DELETE" })), "-X"), ["DELETE"])
  })
})
