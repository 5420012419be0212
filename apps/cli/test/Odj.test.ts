import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import {
  ConnectorAlreadyExists,
  ConnectorStore,
  ConnectorStoreRefused,
  ConnectorStoreThrottled,
  ConnectorStoreUnavailable,
  type CreateFailure,
  CreateOutcomeUnknown,
} from "@odj/core"
import { NewDomainJoinConnector } from "@odj/domain"
import { MemoryConnectorStore } from "@odj/memory-adapter"
import {
  ConfigProvider,
  Deferred,
  Duration,
  Effect,
  Fiber,
  FileSystem,
  Layer,
  PlatformError,
  Redacted,
  Result,
  Runtime,
  Sink,
  Stdio,
  Stream,
} from "effect"
import { TestConsole } from "effect/testing"
import { run } from "../src/Odj.ts"
import type { Target } from "../src/Target.ts"

interface World {
  readonly env?: Record<string, string>
  readonly stdin?: Uint8Array | string
  readonly store?: (target: Target) => Layer.Layer<ConnectorStore>
  /** What standard output fails with, where it does. */
  readonly outputFailure?: PlatformError.PlatformError
}

/** Runs a command line; answers its exit code and what it wrote. */
const odj = (
  args: ReadonlyArray<string>,
  { env = {}, stdin = "", store = () => MemoryConnectorStore.layer, outputFailure }: World = {},
) => {
  const written: Array<unknown> = []
  const write = (chunk: string | Uint8Array) =>
    outputFailure === undefined ? Effect.sync(() => written.push(chunk)) : Effect.fail(outputFailure)
  return Effect.gen(function* () {
    const result = yield* Effect.result(run("1.2.3", store)(args))
    return {
      exitCode: Result.isFailure(result) ? result.failure[Runtime.errorExitCode] : 0,
      out: [...(yield* TestConsole.logLines), ...written].join("\n"),
      err: (yield* TestConsole.errorLines).join("\n"),
    }
  }).pipe(
    Effect.provide(
      Layer.mergeAll(
        Stdio.layerTest({
          stdin: Stream.make(typeof stdin === "string" ? new TextEncoder().encode(stdin) : stdin),
          stdout: () => Sink.forEach(write),
        }),
        ConfigProvider.layer(ConfigProvider.fromEnv({ env })),
        Layer.fresh(TestConsole.layer),
      ).pipe(Layer.provideMerge(NodeServices.layer)),
    ),
  )
}

const seed = {
  "@odata.type": "#microsoft.graph.deviceManagementDomainJoinConnector",
  displayName: "Display Name value",
  lastConnectionDateTime: "2016-12-31T23:58:36.6670033-08:00",
  state: "error",
  version: "Version value",
}

const seedFlags = [
  ...["--display-name", seed.displayName],
  ...["--last-connection-date-time", seed.lastConnectionDateTime],
  ...["--state", seed.state],
  ...["--connector-version", seed.version],
]

const inMemory = ["create", "--store", "memory"]

const failing = (failure: CreateFailure): World => ({
  store: () => Layer.mock(ConnectorStore, { create: () => failure }),
})

describe("odj create", () => {
  it.effect("creates what its flags describe, and prints it alone", () =>
    Effect.gen(function* () {
      const { exitCode, out, err } = yield* odj([...inMemory, ...seedFlags, "--id", "7"])
      const { "@odata.type": _, ...properties } = seed
      assert.strictEqual(exitCode, 0)
      assert.deepStrictEqual(JSON.parse(out), { id: "7", ...properties })
      assert.strictEqual(err, "")
    }),
  )

  it.effect("creates what standard input describes", () =>
    Effect.gen(function* () {
      const { exitCode, out } = yield* odj([...inMemory, "--body", "-"], { stdin: JSON.stringify(seed) })
      assert.strictEqual(exitCode, 0)
      assert.strictEqual(JSON.parse(out).lastConnectionDateTime, seed.lastConnectionDateTime)
    }),
  )

  it.effect("creates what a file describes", () =>
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
    "prints every connector as it was given",
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
      "every property that is missing or wrong",
      [...inMemory, "--state", "paused", "--id", ""],
      {},
      [
        "id: Expected at least one character",
        "displayName: Expected a value: the property is required",
        "lastConnectionDateTime: Expected a value: the property is required",
        'state: Expected "active" | "error" | "inactive"',
        "version: Expected a value: the property is required",
      ].join("\n"),
    ],
    [
      "a name from elsewhere without letting it break the line or steer the terminal",
      [...inMemory, "--body", "-"],
      { stdin: JSON.stringify({ ...seed, "a\n\u001b[31m\u202eb": 1 }) },
      "a\\u{a}\\u{1b}[31m\\u{202e}b: Expected no such property: the type is closed",
    ],
    [
      "a property that is given twice",
      [...inMemory, "--body", "-"],
      { stdin: '{"state":"error","state":"active"}' },
      "state: Expected the property once, found it again",
    ],
    ["a body that is no object", [...inMemory, "--body", "-"], { stdin: "[]" }, "body: Expected an object"],
    [
      "a body that is no text",
      [...inMemory, "--body", "-"],
      { stdin: Uint8Array.of(0x22, 0xff, 0x22) },
      "--body: Expected text in UTF-8",
    ],
    [
      "a body that is larger than Graph takes",
      [...inMemory, "--body", "-"],
      { stdin: new Uint8Array(4 * 1024 * 1024 + 1) },
      "--body: Expected at most 4 MiB",
    ],
    [
      "a body beside flags",
      [...inMemory, "--body", "-", "--state", "error"],
      {},
      "--body: Expected either a body or flags that describe the connector",
    ],
    ["no target", ["create", ...seedFlags], {}, "--url, --store: Expected one of the two"],
    [
      "two targets",
      [...inMemory, "--url", "http://localhost", ...seedFlags],
      {},
      "--url, --store: Expected one of the two",
    ],
    [
      "an address that is none",
      ["create", "--url", "ftp://localhost", ...seedFlags],
      { env: { ODJ_TOKEN: "token" } },
      "--url: Expected an address that begins with http:// or https:// and has no user, query or fragment",
    ],
    [
      "an address with a user, without showing it",
      ["create", "--url", "http://user:secret@localhost/beta?a=b#c", ...seedFlags],
      { env: { ODJ_TOKEN: "token" } },
      "--url: Expected an address that begins with http:// or https:// and has no user, query or fragment",
    ],
    [
      "a token that is missing",
      ["create", "--url", "http://localhost", ...seedFlags],
      {},
      "ODJ_TOKEN: Expected a bearer token in this environment variable",
    ],
    [
      "a token that no header can carry, without showing it",
      ["create", "--url", "http://localhost", ...seedFlags],
      { env: { ODJ_TOKEN: "secret\r\nX: y" } },
      "ODJ_TOKEN: Expected a bearer token in this environment variable",
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

  it.effect("exits with 2 and names the file that it can't read, or that is no JSON", () =>
    Effect.gen(function* () {
      const missing = yield* odj([...inMemory, "--body", "/does/not/exist"])
      const broken = yield* odj([...inMemory, "--body", "-"], { stdin: "{" })
      assert.strictEqual(missing.exitCode, 2)
      assert.match(missing.err, /^--body: Expected a file that can be read: .*\/does\/not\/exist/)
      assert.strictEqual(broken.exitCode, 2)
      assert.match(broken.err, /^body: Expected JSON: .+$/)
    }),
  )

  const failures: ReadonlyArray<readonly [failure: CreateFailure, exitCode: number, err: string]> = [
    [new ConnectorAlreadyExists({ id: "7" }), 4, "id: 7 is taken; nothing was created"],
    [
      new ConnectorStoreRefused({ code: "Forbidden", message: "No\nlicence", requestId: "r" }),
      4,
      "The service refused; nothing was created: Forbidden: No\\u{a}licence (request r)",
    ],
    [
      new ConnectorStoreThrottled({ message: "Slow down", retryAfter: Duration.seconds(3) }),
      5,
      "The service is too busy, try again in 3s; nothing was created: Slow down",
    ],
    [
      new ConnectorStoreThrottled({ message: "Slow down" }),
      5,
      "The service is too busy; nothing was created: Slow down",
    ],
    [
      new ConnectorStoreUnavailable({ message: "connect ECONNREFUSED" }),
      5,
      "The service can't be reached; nothing was created: connect ECONNREFUSED",
    ],
    [
      new CreateOutcomeUnknown({ message: "HTTP 504", requestId: "r" }),
      6,
      "It is unknown whether the connector was created; look before trying again: HTTP 504 (request r)",
    ],
  ]
  for (const [failure, exitCode, expected] of failures) {
    it.effect(`exits with ${exitCode} where the store says "${expected}"`, () =>
      Effect.gen(function* () {
        const { out, err, ...ended } = yield* odj([...inMemory, ...seedFlags], failing(failure))
        assert.strictEqual(ended.exitCode, exitCode)
        assert.strictEqual(err, expected)
        assert.strictEqual(out, "")
      }),
    )
  }

  it.effect("does not lose what it created where standard output does not take it", () =>
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
      assert.strictEqual(reason, `The connector was created, but can't be written: ${cause.message}`)
      assert.strictEqual(JSON.parse(created).id, "7")
    }),
  )

  it.effect("says what is unknown when it is interrupted while a request is under way", () =>
    Effect.gen(function* () {
      const asked = yield* Deferred.make<void>()
      const store = () =>
        Layer.mock(ConnectorStore, {
          create: () => Effect.andThen(Deferred.succeed(asked, undefined), Effect.never),
        })
      const fiber = yield* Effect.forkChild(run("1.2.3", store)([...inMemory, ...seedFlags]))
      yield* Deferred.await(asked)
      yield* Fiber.interrupt(fiber)
      assert.deepStrictEqual(yield* TestConsole.errorLines, [
        "It is unknown whether the connector was created; look before trying again: Interrupted",
      ])
    }).pipe(Effect.provide([NodeServices.layer, Layer.fresh(TestConsole.layer)])),
  )

  it.effect("hands the address and the token to the store, and shows the token to nobody", () => {
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
      assert.strictEqual(target?._tag === "Service" && Redacted.value(target.token), "abc.def-ghi")
      assert.notInclude(out + err, "abc.def-ghi")
    })
  })
})

describe("odj", () => {
  it.effect("explains itself with nothing configured, exit codes included", () =>
    Effect.gen(function* () {
      const help = yield* odj(["create", "--help"])
      const version = yield* odj(["--version"])
      assert.strictEqual(help.exitCode, 0)
      for (const code of [0, 1, 2, 4, 5, 6, 130]) assert.match(help.out, new RegExp(`\\b${code} `))
      assert.strictEqual(version.exitCode, 0)
      assert.include(version.out, "1.2.3")
    }),
  )

  it.effect(
    "exits with 2 for what it does not understand, says so on standard error alone, and suggests",
    () =>
      Effect.gen(function* () {
        const flag = yield* odj(["create", "--sate", "error"])
        assert.strictEqual(flag.exitCode, 2)
        assert.include(flag.err, "--sate")
        assert.include(flag.err, "See odj create --help")
        assert.strictEqual(flag.out, "")
      }),
  )

  it.effect("suggests the command that was meant", () =>
    Effect.gen(function* () {
      const { exitCode, err, out } = yield* odj(["craete"])
      assert.strictEqual(exitCode, 2)
      assert.include(err, "create")
      assert.strictEqual(out, "")
    }),
  )

  it.effect("shows its help on standard error where it was told nothing", () =>
    Effect.gen(function* () {
      const { exitCode, out, err } = yield* odj([])
      assert.strictEqual(exitCode, 2)
      assert.match(err, /SUBCOMMANDS\n +create/)
      assert.strictEqual(out, "")
    }),
  )

  it.effect("owns up to a bug, and exits with 1", () =>
    Effect.gen(function* () {
      const { exitCode, err } = yield* odj([...inMemory, ...seedFlags], {
        store: () => Layer.mock(ConnectorStore, { create: () => Effect.die("boom") }),
      })
      assert.strictEqual(exitCode, 1)
      assert.match(err, /bug in odj.*boom/s)
    }),
  )
})
