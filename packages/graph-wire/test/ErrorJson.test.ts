import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { decodeError, encodeError } from "../src/index.ts"

const ids = { requestId: "11111111-request", clientRequestId: "22222222-client" }

describe("encodeError", () => {
  it("writes a failure as Graph does, with its date in UTC and without a zone", () => {
    assert.strictEqual(
      encodeError(
        { code: "BadRequest", message: "no", details: [{ code: "a", message: "b", target: "state" }] },
        ids,
        new Date("2022-12-02T06:24:04.987-08:00"),
      ),
      '{"error":{"code":"BadRequest","message":"no",' +
        '"details":[{"code":"a","message":"b","target":"state"}],' +
        '"innerError":{"date":"2022-12-02T14:24:04",' +
        '"request-id":"11111111-request","client-request-id":"22222222-client"}}}',
    )
  })

  it.prop(
    "writes the JSON of any texts, and the second of any date",
    [
      Schema.String,
      Schema.String,
      Schema.optional(Schema.String),
      Schema.Int.check(Schema.isBetween({ minimum: -2e12, maximum: 4e12 })),
    ],
    ([code, message, id, time]) => {
      for (const date of [new Date(time), new Date(time + 999), new Date(time)]) {
        assert.strictEqual(
          encodeError({ code, message }, { ...ids, upstreamRequestId: id }, date),
          JSON.stringify({
            error: {
              code,
              message,
              innerError: {
                date: date.toISOString().slice(0, 19),
                "request-id": ids.requestId,
                "client-request-id": ids.clientRequestId,
                "upstream-request-id": id,
              },
            },
          }),
        )
      }
    },
  )

  it("writes the id that the service behind a gateway gave the request", () => {
    const upstream = { ...ids, upstreamRequestId: "33333333-upstream" }
    const json = JSON.parse(encodeError({ code: "BadRequest", message: "no" }, upstream, new Date(0)))
    assert.deepStrictEqual(json.error.innerError, {
      date: "1970-01-01T00:00:00",
      "request-id": "11111111-request",
      "client-request-id": "22222222-client",
      "upstream-request-id": "33333333-upstream",
    })
  })

  it("leaves out details if there are none", () => {
    const json = JSON.parse(encodeError({ code: "BadRequest", message: "no" }, ids, new Date(0)))
    assert.deepStrictEqual(Object.keys(json.error), ["code", "message", "innerError"])
  })
})

/** An error as it is received. */
const body = (error: object) => ({ error })

describe("decodeError", () => {
  it.prop(
    "reads back what encodeError writes",
    [Schema.NonEmptyString, Schema.NonEmptyString],
    ([code, message]) => {
      // A message that is a JSON object would be unwrapped as one of Intune's.
      const plain = message.startsWith("{") ? ` ${message}` : message
      assert.deepStrictEqual(
        decodeError(JSON.parse(encodeError({ code, message: plain }, ids, new Date(0)))),
        {
          code,
          message: plain,
          ...ids,
        },
      )
    },
  )

  it("reads Intune's response for this resource, down to the innermost message", () => {
    // Recorded in microsoftgraph/microsoft-graph-docs-contrib#1541, where the ids are shortened.
    const recorded = String.raw`{"error":{"code":"UnknownError","message":"{\"ErrorCode\":\"Forbidden\",\"Message\":\"{\\r\\n  \\\"_version\\\": 3,\\r\\n  \\\"Message\\\": \\\"An error has occurred - Operation ID (for customer support): 00000000-0000-0000-0000-000000000000 - Activity ID: 349f70d5-… - Url: https://fef.msub05.manage.microsoft.com/RAODJPlus/StatelessODJService/<account>/deviceManagement/domainJoinConnectors('ba72003d-…')?api-version=5018-08-30\\\",\\r\\n  \\\"CustomApiErrorPhrase\\\": \\\"\\\",\\r\\n  \\\"RetryAfter\\\": null,\\r\\n  \\\"ErrorSourceService\\\": \\\"\\\",\\r\\n  \\\"HttpHeaders\\\": \\\"{}\\\"\\r\\n}\",\"Target\":null,\"Details\":null,\"InnerError\":null,\"InstanceAnnotations\":[]}","innerError":{"date":"2022-12-02T14:24:04","request-id":"349f70d5-…","client-request-id":"349f70d5-…"}}}`
    assert.deepStrictEqual(decodeError(JSON.parse(recorded)), {
      code: "Forbidden",
      message:
        "An error has occurred - Operation ID (for customer support): 00000000-0000-0000-0000-000000000000 - Activity ID: 349f70d5-… - Url: https://fef.msub05.manage.microsoft.com/RAODJPlus/StatelessODJService/<account>/deviceManagement/domainJoinConnectors('ba72003d-…')?api-version=5018-08-30",
      requestId: "349f70d5-…",
      clientRequestId: "349f70d5-…",
      activityId: "349f70d5-…",
    })
  })

  it("finds the activity id in the message, unless it is all zeros", () => {
    const zeros = "00000000-0000-0000-0000-000000000000"
    const idIn = (message: string) => decodeError(body({ message })).activityId
    assert.strictEqual(idIn("no - Activity ID: 349f70d5 - Url: https://a"), "349f70d5")
    assert.strictEqual(idIn(JSON.stringify({ Message: "Activity ID: 349f70d5" })), "349f70d5")
    assert.isUndefined(idIn(`Operation ID (for customer support): ${zeros} - Activity ID: ${zeros} - Url: a`))
    assert.strictEqual(idIn("'a - Activity ID: b' - Activity ID: c - Url: d"), "c")
    assert.isUndefined(idIn("Activity ID: "))
    assert.isUndefined(idIn("no"))
  })

  const Level = Schema.Struct({
    code: Schema.Literals(["", "Forbidden", "InternalError", "UnknownError"]),
    spelling: Schema.Literals(["Message", "message"]),
    isIndented: Schema.Boolean,
  })
  it.prop(
    "unwraps nested messages to any depth, with the innermost code",
    [Schema.String, Schema.Array(Level).check(Schema.isMaxLength(4))],
    ([text, levels]) => {
      const innermost = `- ${text}`
      const message = levels.reduceRight(
        (message, { code, spelling, isIndented }) =>
          JSON.stringify(
            { [spelling === "Message" ? "ErrorCode" : "code"]: code, [spelling]: message },
            null,
            isIndented ? 2 : 0,
          ),
        innermost,
      )
      const codes = ["BadRequest", ...levels.map(({ code }) => code)].filter((code) => code !== "")
      assert.deepStrictEqual<object>(decodeError(body({ code: "BadRequest", message })), {
        code: codes.at(-1),
        message: innermost,
      })
    },
    { arbitrary: { runs: 300 } },
  )

  it("keeps a message that only looks like JSON", () => {
    for (const message of [
      "{",
      "{}",
      "{half: 1",
      '{"Message":',
      '{"Message": ""}',
      '{"Message": 3}',
      '{"Message": null, "ErrorCode": "Forbidden"}',
      '{"ErrorCode": "Forbidden"}',
      '["Message"]',
      '[{"Message": "inner"}]',
      '"text"',
      "null",
      "3",
    ]) {
      assert.deepStrictEqual(decodeError(body({ code: "BadRequest", message })), {
        code: "BadRequest",
        message,
      })
    }
  })

  it("prefers Intune's own spelling, unless that is empty", () => {
    const inner = (message: object) => decodeError(body({ message: JSON.stringify(message) }))
    assert.deepStrictEqual(inner({ code: "b", message: "d", ErrorCode: "a", Message: "c" }), {
      code: "a",
      message: "c",
    })
    assert.deepStrictEqual(inner({ code: "b", message: "d", ErrorCode: "", Message: "" }), {
      code: "b",
      message: "d",
    })
  })

  it("reads the ids of the request under each of their names", () => {
    for (const inner of ["innerError", "innererror"]) {
      for (const [name, read] of [
        ["request-id", { requestId: "349f70d5" }],
        ["requestId", { requestId: "349f70d5" }],
        ["client-request-id", { clientRequestId: "349f70d5" }],
        ["clientRequestId", { clientRequestId: "349f70d5" }],
      ] as const) {
        assert.deepStrictEqual<object>(decodeError(body({ [inner]: { [name]: "349f70d5" } })), read)
      }
    }
    const both = { innerError: { "request-id": "a", requestId: "b" }, innererror: { "request-id": "c" } }
    assert.deepStrictEqual(decodeError(body(both)), { requestId: "a" })
    assert.deepStrictEqual(decodeError(body({ innerError: null, innererror: { "request-id": "c" } })), {
      requestId: "c",
    })
  })

  it("leaves out members that are empty or not text", () => {
    assert.deepStrictEqual(decodeError(body({ code: "UnknownError", message: "" })), { code: "UnknownError" })
    assert.deepStrictEqual(decodeError(body({ code: "", message: "no" })), { message: "no" })
    assert.deepStrictEqual(decodeError(body({ code: 403, message: ["no"] })), {})
    assert.deepStrictEqual(decodeError(body({ innerError: "no", message: "no" })), { message: "no" })
    assert.deepStrictEqual(
      decodeError(body({ innerError: { "request-id": "", "client-request-id": 1 } })),
      {},
    )
  })

  it("is empty for anything but an error of Graph or of OAuth", () => {
    const whole = body({ code: "Forbidden", message: "no" })
    for (const json of [
      undefined,
      null,
      [],
      3,
      "error",
      JSON.stringify(whole),
      {},
      { error: null },
      { error: "invalid_client" },
      { error: [{ code: "Forbidden" }] },
      [whole],
    ]) {
      assert.deepStrictEqual(decodeError(json), {}, JSON.stringify(json))
    }
  })

  it.prop("never throws, whatever the JSON", [Schema.Json, Schema.Json], ([json, message]) => {
    const error = { message: JSON.stringify({ Message: message }), innerError: json }
    for (const body of [json, { error }, { error: json }]) {
      for (const value of Object.values(decodeError(body))) assert.isString(value)
    }
  })
})
