import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { ConnectorStore, type CreateFailure, CreateOutcomeUnknown } from "@odj/core"
import { exampleConnector, NewDomainJoinConnector } from "@odj/domain"
import { MemoryConnectorStore } from "@odj/memory-adapter"
import { Effect, FileSystem, Layer, PlatformError } from "effect"
import { TestClock } from "effect/testing"
import type { Target } from "../../src/target/Target.ts"
import { errorsWhenInterrupted, inMemory, odj, seed, seedFlags, type World } from "../commandLine.ts"

const failing = (failure: CreateFailure): World => ({
  store: () => Layer.mock(ConnectorStore, { create: () => failure }),
})

describe("odj create", () => {
  it.effect("creates the connector that flags describe, and prints only that", () =>
    Effect.gen(function* () {
      const { exitCode, out, err } = yield* odj([...inMemory, ...seedFlags, "--id", "7"])
      const { "@odata.type": _, ...properties } = seed
      assert.strictEqual(exitCode, 0)
      assert.deepStrictEqual(JSON.parse(out), { id: "7", ...properties })
      assert.strictEqual(err, "")
    }),
  )

  it.effect("takes now for a time, and sends the instant", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.parse("2026-01-31T12:00:00.5Z"))
      const flags = ["--name", "HQ", "--state", "active", "--connector-version", "1"]
      const { out } = yield* odj([...inMemory, ...flags, "--last-connection-date-time", "now"])
      assert.strictEqual(JSON.parse(out).lastConnectionDateTime, "2026-01-31T12:00:00.500Z")
      assert.strictEqual(JSON.parse(out).displayName, "HQ")
    }),
  )

  it.effect("refuses a name that is given twice, by both names of the flag", () =>
    Effect.gen(function* () {
      const { exitCode, err } = yield* odj([...inMemory, ...seedFlags, "--name", "HQ"])
      assert.strictEqual(exitCode, 2)
      assert.match(err, /^--name was given 2 times\. Give it once\.$/m)
    }),
  )

  it.effect("creates the connector in standard input", () =>
    Effect.gen(function* () {
      const { exitCode, out } = yield* odj([...inMemory, "--body", "-"], { stdin: JSON.stringify(seed) })
      assert.strictEqual(exitCode, 0)
      assert.strictEqual(JSON.parse(out).lastConnectionDateTime, seed.lastConnectionDateTime)
    }),
  )

  it.effect("creates the connector in a file", () =>
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      const path = yield* files.makeTempFileScoped()
      yield* files.writeFileString(path, JSON.stringify(seed))
      const { exitCode, out } = yield* odj([...inMemory, "--body", path])
      assert.strictEqual(exitCode, 0)
      assert.strictEqual(JSON.parse(out).displayName, seed.displayName)
    }).pipe(Effect.provide(NodeServices.layer)),
  )

  it.effect.prop(
    "prints every connector unchanged",
    [NewDomainJoinConnector],
    ([connector]) =>
      Effect.gen(function* () {
        const { out } = yield* odj([...inMemory, "--body", "-"], { stdin: JSON.stringify(connector) })
        const created = JSON.parse(out)
        assert.deepStrictEqual(created, { ...connector, id: connector.id ?? created.id })
      }),
    { arbitrary: { size: 50, runs: 20 } },
  )

  const badInput: ReadonlyArray<
    readonly [title: string, args: ReadonlyArray<string>, world: World, err: string]
  > = [
    [
      "every flag that is missing or invalid",
      [...inMemory, "--state", "paused", "--id", ""],
      {},
      [
        "--id: Expected at least one character",
        "Missing --name",
        "Missing --last-connection-date-time",
        '--state: Unknown state "paused". Use active, error or inactive',
        "Missing --connector-version",
      ].join("\n"),
    ],
    [
      "every property that a body lacks",
      [...inMemory, "--body", "-"],
      { stdin: "{}" },
      Object.keys(exampleConnector)
        .map((name) => `${name}: Required`)
        .join("\n"),
    ],
    [
      "an unknown property, with its control characters escaped",
      [...inMemory, "--body", "-"],
      { stdin: JSON.stringify({ ...seed, "a\n\u001b[31m\u202eb": 1 }) },
      "a\\u{a}\\u{1b}[31m\\u{202e}b: Unknown property (known: id, displayName, lastConnectionDateTime, state, version)",
    ],
    [
      "a duplicate property",
      [...inMemory, "--body", "-"],
      { stdin: '{"state":"error","state":"active"}' },
      "state: Given twice",
    ],
    [
      "a body that is not JSON",
      [...inMemory, "--body", "-"],
      { stdin: "active" },
      "--body: Must be a JSON object",
    ],
    [
      "a body with no connector",
      [...inMemory, "--body", "-"],
      { stdin: "[]" },
      "--body: The file has no connector",
    ],
    [
      "a body with several connectors",
      [...inMemory, "--body", "-"],
      { stdin: `${JSON.stringify(seed)}\n${JSON.stringify(seed)}` },
      "--body: The file has 2 connectors, but must have one. Use `odj import` for several",
    ],
    [
      "two names of one property",
      [...inMemory, "--body", "-"],
      { stdin: JSON.stringify({ ...seed, State: "error" }) },
      "State: Given twice: also as state",
    ],
    [
      "a state in other letters",
      [...inMemory, "--body", "-"],
      { stdin: JSON.stringify({ ...seed, state: "Error" }) },
      "state: Write it in lower case: error",
    ],
    [
      "a body that is not text",
      [...inMemory, "--body", "-"],
      { stdin: Uint8Array.of(0x22, 0xff, 0x22) },
      "--body: Line 1 is not UTF-8. Save the file as UTF-8: in Excel as CSV UTF-8, in PowerShell with -Encoding utf8",
    ],
    [
      "a body that is larger than Graph accepts",
      [...inMemory, "--body", "-"],
      { stdin: new Uint8Array(4 * 1024 * 1024 + 1) },
      "--body: Larger than 4 MiB",
    ],
    [
      "a body beside flags",
      [...inMemory, "--body", "-", "--state", "error"],
      {},
      "Use either --body or flags that describe the connector, not both",
    ],
    [
      "a URL with another scheme",
      ["create", "--url", "ftp://localhost", ...seedFlags],
      { env: { ODJ_TOKEN: "token" } },
      "--url: Must be an http:// or https:// URL without user, query and fragment",
    ],
    [
      "a URL with a user, without printing it",
      ["create", "--url", "http://user:secret@localhost/beta?a=b#c", ...seedFlags],
      { env: { ODJ_TOKEN: "token" } },
      "--url: Must be an http:// or https:// URL without user, query and fragment",
    ],
    [
      "a malformed token, without printing it",
      ["create", "--url", "http://localhost", ...seedFlags],
      { env: { ODJ_TOKEN: "secret\r\nX: y" } },
      "ODJ_TOKEN: Must be a bearer token, without spaces and line breaks",
    ],
  ]
  for (const [title, args, world, expected] of badInput) {
    it.effect(`exits with 2 and names ${title}`, () =>
      Effect.gen(function* () {
        const { exitCode, out, err } = yield* odj(args, world)
        assert.strictEqual(exitCode, 2)
        assert.strictEqual(err, expected)
        assert.strictEqual(out, "")
      }),
    )
  }

  const bodies: ReadonlyArray<readonly [title: string, body: string | Uint8Array]> = [
    [
      "in UTF-16, as Windows PowerShell writes it",
      Buffer.from(`\ufeff${JSON.stringify(seed)}\r\n`, "utf16le"),
    ],
    [
      "with names of PowerShell",
      JSON.stringify(seed).replaceAll(/"([a-z])(?=\w+":)/g, (name) => name.toUpperCase()),
    ],
    ["with the only connector of a list", JSON.stringify({ value: [seed] })],
    ["inside value, as in a response", JSON.stringify({ "@odata.context": "x", value: seed })],
  ]
  for (const [title, body] of bodies) {
    it.effect(`creates from a body ${title}`, () =>
      Effect.gen(function* () {
        const { exitCode, out, err } = yield* odj([...inMemory, "--body", "-"], { stdin: body })
        assert.strictEqual(exitCode, 0, err)
        assert.deepInclude(JSON.parse(out), exampleConnector)
      }),
    )
  }

  it.effect("exits with 2 for a body that can't be read, or is not JSON", () =>
    Effect.gen(function* () {
      const missing = yield* odj([...inMemory, "--body", "/does/not/exist"])
      const broken = yield* odj([...inMemory, "--body", "-"], { stdin: "{" })
      assert.strictEqual(missing.exitCode, 2)
      assert.match(missing.err, /^Can't read \/does\/not\/exist: no such file$/)
      assert.strictEqual(broken.exitCode, 2)
      assert.match(broken.err, /^--body: The object that begins in line 1 does not end: /)
    }),
  )

  it.effect("reports the failure of the store, and exits with its code", () =>
    Effect.gen(function* () {
      const { exitCode, out, err } = yield* odj(
        [...inMemory, ...seedFlags],
        failing(new CreateOutcomeUnknown({ report: { message: "HTTP 504", requestId: "r" } })),
      )
      assert.strictEqual(exitCode, 6)
      assert.match(err, /^It is unknown whether the connector was created: HTTP 504 \(request r\)$/m)
      assert.strictEqual(out, "")
    }),
  )

  it.effect("prints the created connector to standard error if the result can't be written", () =>
    Effect.gen(function* () {
      const cause = new Error("ENOSPC: no space left on device, write")
      const { exitCode, err } = yield* odj([...inMemory, ...seedFlags, "--id", "7"], {
        outputFailure: PlatformError.systemError({
          _tag: "Unknown",
          module: "Stdio",
          method: "stdout",
          cause,
        }),
      })
      const [reason, created = ""] = err.split("\n")
      assert.strictEqual(exitCode, 1)
      assert.strictEqual(
        reason,
        "The connector was created, but the result can't be written: no space left on device",
      )
      assert.strictEqual(JSON.parse(created).id, "7")
    }),
  )

  it.effect("prints the created connector to standard error if the query can't be applied", () =>
    Effect.gen(function* () {
      const { exitCode, err } = yield* odj([...inMemory, ...seedFlags, "--id", "7", "--query", "abs(id)"])
      const [reason, created = ""] = err.split("\n")
      assert.strictEqual(exitCode, 1)
      assert.match(
        reason ?? "",
        /^The connector was created, but --query abs\(id\) can't be applied: Invalid type/,
      )
      assert.strictEqual(JSON.parse(created).id, "7")
    }),
  )

  it.effect("reports an unknown outcome when it is interrupted while a request is in flight", () =>
    Effect.gen(function* () {
      const err = yield* errorsWhenInterrupted(["create", ...seedFlags, "-o", "json"], (asked) => ({
        create: () => Effect.andThen(asked, Effect.never),
      }))
      const { code, message, exitCode } = JSON.parse(err).error
      assert.strictEqual(code, "Interrupted")
      assert.strictEqual(message, "Interrupted: it is unknown whether the connector was created")
      assert.strictEqual(exitCode, 130)
    }),
  )

  it.effect("passes the URL and the token to the store, and never prints the token", () => {
    const targets: Array<Target> = []
    return Effect.gen(function* () {
      const { out, err } = yield* odj(["create", "--url", "https://example.test/beta", ...seedFlags], {
        env: { ODJ_TOKEN: "abc.def-ghi" },
        store: (target) => {
          targets.push(target)
          return MemoryConnectorStore.layer
        },
      })
      const [target] = targets
      assert.strictEqual(target?._tag === "Service" && target.url.href, "https://example.test/beta")
      const token = yield* Effect.promise(async () =>
        target?._tag === "Service" ? target.credential?.getToken("any") : undefined,
      )
      assert.strictEqual(token?.token, "abc.def-ghi")
      assert.notInclude(out + err, "abc.def-ghi")
    })
  })
})
