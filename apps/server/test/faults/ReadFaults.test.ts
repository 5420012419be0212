import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import type { Fault } from "../../src/faults/Fault.ts"
import { readFaults } from "../../src/faults/ReadFaults.ts"
import { issuerEndpoints } from "../../src/issuer/IssuerEndpoint.ts"

const problemsOf = (input: unknown) => {
  const result = readFaults(input)
  return Result.isFailure(result) ? result.failure.message.split("\n") : []
}

const refusals: ReadonlyArray<readonly [input: unknown, ...problems: ReadonlyArray<string>]> = [
  ["reset", 'Expected an object such as {"on":"create","with":{"status":503}}'],
  [{}, "with: Required"],
  [{ on: "crate", with: "reset" }, 'on: Unknown operation "crate". Did you mean create?'],
  [{ on: "DELETE", with: "reset" }, 'on: Unknown operation "DELETE". Did you mean delete?'],
  [{ on: ["list", "tokn"], with: "reset" }, 'on[1]: Unknown operation "tokn". Did you mean token?'],
  [
    { on: "everything", with: "reset" },
    `on: Unknown operation "everything". Use create, get, list, count, update, delete, batch, metadata, serviceDocument, singleton, ${issuerEndpoints.join(", ")} or connection`,
  ],
  [{ on: [], with: "reset" }, "on: Expected at least one operation"],
  [
    { on: ["create", "token"], with: "reset" },
    "on: Make another fault for token: a fault is either on the API or on the issuer",
  ],
  [{ on: ["connection"], with: "reset" }, 'on: Give connection alone, as in "on": "connection"'],
  [{ with: "rest" }, 'with: Unknown value "rest". Did you mean reset?'],
  [{ on: "connection", with: "cutBody" }, 'with: Unknown value "cutBody". Use reset, close or noResponse'],
  [
    { with: 503 },
    "with: Expected an object with delay, status or connection, or the name of what happens to the connection",
  ],
  [{ with: { statos: 503 } }, "with.statos: Unknown property. Did you mean status?"],
  [{ with: { status: 503, connection: "reset" } }, "with: status and connection can't be combined"],
  [{ on: "create", with: { token: "expired" } }, "with.token: Only a fault on token can have this"],
  [{ on: "keys", with: { token: "expired" } }, "with.token: Only a fault on token can have this"],
  [{ on: ["token", "keys"], with: { token: "expired" } }, "with.token: Only a fault on token can have this"],
  [{ on: "token", with: { token: "expird" } }, 'with.token: Unknown value "expird". Did you mean expired?'],
  [{ on: "token", with: { token: "expired", status: 503 } }, "with: status and token can't be combined"],
  [
    { on: "create", with: { certificate: "expired" } },
    "with.certificate: Only a fault on connection can have this",
  ],
  [
    { on: "connection", with: { status: 503 } },
    "with.status: Only a fault on an operation of the API or an endpoint of the issuer can have this",
  ],
  [{ with: { status: 99 } }, "with.status: Expected a value between 200 and 599"],
  [{ with: { status: "503" } }, "with.status: Expected a number"],
  [{ with: { status: 503, after: "comit" } }, 'with.after: Unknown value "comit". Did you mean commit?'],
  [
    { with: { delay: "3 parsecs" } },
    'with.delay: Expected milliseconds from 0, or a text such as "300 millis" or "6 days"',
  ],
  [{ with: { status: 503, headers: { "a b": "c" } } }, "with.headers.a b: This is not the name of a header"],
  [
    { with: { status: 503, headers: { "Content-Length": "3" } } },
    "with.headers.Content-Length: The server sets this header itself",
  ],
  [
    { with: { delay: -1 } },
    'with.delay: Expected milliseconds from 0, or a text such as "300 millis" or "6 days"',
  ],
  [
    { with: { status: 503, headers: { a: "b\nc" } } },
    "with.headers.a: Expected a value of a header: one line without characters beyond ÿ",
  ],
  [{ name: "", with: "reset" }, "name: Expected a text that is not empty"],
  [{ with: "reset", tmes: 1 }, "tmes: Unknown property. Did you mean times?"],
  [{ with: "reset", when: { displayName: 1 } }, "when.displayName: Expected a text or null"],
]

describe("Reading faults", () => {
  it("gives one fault, or each of several", () => {
    const fault: Fault = { on: "create", with: { status: 503 } }
    assert.deepStrictEqual(readFaults(fault), Result.succeed([fault]))
    assert.deepStrictEqual(readFaults([fault, { with: "reset" }]), Result.succeed([fault, { with: "reset" }]))
    assert.deepStrictEqual(readFaults([]), Result.succeed([]))
  })

  for (const [input, ...problems] of refusals) {
    it(`refuses ${JSON.stringify(input)}`, () => assert.deepStrictEqual(problemsOf(input), problems))
  }

  it("reports every problem of every fault", () => {
    const faults = [
      { on: "crate", nth: 0, with: { status: 99, retryAfter: -1, x: 1 } },
      { on: "create", with: "reset" },
      { rate: 2, with: "rest" },
    ]
    assert.deepStrictEqual(problemsOf(faults), [
      'faults[0]: on: Unknown operation "crate". Did you mean create?',
      "faults[0]: nth: Expected a value greater than or equal to 1",
      "faults[0]: with.x: Unknown property. Use status, code, message, body, retryAfter, headers, after or delay",
      "faults[0]: with.status: Expected a value between 200 and 599",
      "faults[0]: with.retryAfter: Expected a value greater than or equal to 0",
      "faults[2]: rate: Expected a value between 0 and 1",
      'faults[2]: with: Unknown value "rest". Did you mean reset?',
    ])
  })

  it("gives each problem the path of its value", () => {
    const result = Result.flip(readFaults([{ with: "reset" }, { with: { status: 99 } }]))
    const { problems } = Result.getOrThrow(result)
    assert.deepStrictEqual(problems, [
      { path: ["faults[1]", "with.status"], message: "Expected a value between 200 and 599" },
    ])
  })
})
