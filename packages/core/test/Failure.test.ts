/** What all failures have in common, and that the table in the README names each of them. */
import { readFileSync } from "node:fs"
import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { Duration } from "effect"
import * as core from "../src/index.ts"
import { createFailures, entityFailures, listFailures, unreadable } from "./storeFailures.ts"

const problems = [
  { path: ["state"], message: "Expected a state" },
  { path: [], message: "Expected an object" },
]

const failures = {
  ...createFailures,
  ...entityFailures,
  ...listFailures,
  InvalidConnector: new core.InvalidConnector({ problems }),
  IdempotencyKeyInvalid: new core.IdempotencyKeyInvalid({ key: "" }),
  ConnectorsClosed: new core.ConnectorsClosed(),
}

/** The names of the package's exports that are classes of failures. */
const exported = Object.entries(core)
  .filter(([, value]) => typeof value === "function" && "code" in (value.prototype ?? {}))
  .map(([name]) => name)

/** The rows of the table of failures: name, code, meaning, what to do. */
const rows = [
  ...readFileSync(new URL("../README.md", import.meta.url), "utf8").matchAll(
    /^\| `(\w+)`\s*\| `(\w+)`\s*\| (.*?)\s*\| (.*?)\s*\|$/gm,
  ),
].map(([, name, code, meaning, remedy]) => ({ name, code, meaning, remedy }))

describe("A failure", () => {
  it("has a message that says what happened, with the id or the key, or the store's own words", () => {
    assert.deepStrictEqual(
      Object.values(failures).map(({ message }) => message),
      [
        "The store refused the request: Forbidden: no",
        "There were too many requests, and nothing was changed: Forbidden: no",
        "The store is unreachable, or its response can't be read: Forbidden: no",
        "The store is full, and nothing was changed: Forbidden: no",
        "A connector with the id hq-1 already exists",
        "The idempotency key key-1 was used to create another connector",
        "A create with the idempotency key key-1 is in flight",
        "It is unknown whether the connector was created: Forbidden: no",
        "There is no connector with the id hq-1",
        "The store has connectors that can't be read: hq-1: version: Must be a string, not null",
        "The page token does not belong to this list. Read the list again from its beginning",
        "The connector is invalid: state: Expected a state; Expected an object",
        "The idempotency key is invalid: Expected 1 to 255 printable ASCII characters",
        "The connectors are closed. Call openConnectors to open them again",
      ],
    )
  })

  it("says that nothing was changed if the store asks for a wait", () => {
    const { report } = entityFailures.ConnectorStoreUnavailable
    const { message } = new core.ConnectorStoreUnavailable({
      report,
      retryAfter: Duration.seconds(1),
    })
    assert.strictEqual(message, "The store is unavailable, and nothing was changed: Forbidden: no")
  })

  it("is the report itself if the reason for an unreachable store is known", () => {
    const messageFor = (reason: core.UnavailabilityReason) =>
      new core.ConnectorStoreUnavailable({ report: { message: "Can't reach graph.test: why" }, reason })
        .message
    assert.strictEqual(messageFor("NameNotResolved"), "Can't reach graph.test: why")
    assert.strictEqual(
      messageFor("ResponseUnusable"),
      "The store's response can't be used: Can't reach graph.test: why",
    )
  })

  it("names five connectors that can't be read, and counts the others", () => {
    const { message } = new core.ConnectorsUnreadable({ connectors: unreadable })
    assert.strictEqual(message.split("; ").length, 6)
    assert.match(message, /; \(no valid id\): version: Must be a string, not null; and 2 more$/)
  })

  it("has a code that is its tag in capitals, in its type too", () => {
    const code: "CONNECTOR_NOT_FOUND" = entityFailures.ConnectorNotFound.code
    // @ts-expect-error: the code of another failure
    const other: "CONNECTOR_ALREADY_EXISTS" = entityFailures.ConnectorNotFound.code
    assert.deepStrictEqual([code, other], ["CONNECTOR_NOT_FOUND", "CONNECTOR_NOT_FOUND"])
    assert.strictEqual(failures.InvalidConnector.code, "INVALID_CONNECTOR")
    for (const { _tag, code } of Object.values(failures)) {
      assert.strictEqual(code.replaceAll("_", ""), _tag.toUpperCase())
      assert.match(code, /^[A-Z]+(_[A-Z]+)*$/)
    }
  })

  it("is an error without frames, whose stack is its name and message, and is printed with both", () => {
    for (const failure of Object.values(failures)) {
      assert.instanceOf(failure, Error)
      const title = `${failure._tag}: ${failure.message}`
      assert.strictEqual(failure.stack, title)
      assert.isTrue(inspect(failure).startsWith(`[${title}]`), inspect(failure))
    }
  })
})

describe("The table of failures in the README", () => {
  it("has a row for each failure, with its code, and no other row", () => {
    assert.isNotEmpty(exported)
    assert.sameMembers(
      rows.map(({ name }) => name),
      exported,
    )
    for (const { name, code } of rows) {
      assert.strictEqual(code, failures[name as keyof typeof failures].code, name)
    }
  })

  it("says of each what it means and what to do", () => {
    for (const { name, meaning, remedy } of rows) {
      assert.match(meaning ?? "", /\w.*\.$/, name)
      assert.match(remedy ?? "", /\w.*\.$/, name)
    }
  })
})
