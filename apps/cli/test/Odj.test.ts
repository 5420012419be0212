import { assert, describe, it } from "@effect/vitest"
import { ConnectorStore } from "@odj/core"
import { Effect, Layer } from "effect"
import { inMemory, odj, seedFlags } from "./commandLine.ts"

describe("odj", () => {
  it.effect("prints help with exit codes, and its version, without any configuration", () =>
    Effect.gen(function* () {
      const help = yield* odj(["create", "--help"])
      const version = yield* odj(["--version"])
      assert.strictEqual(help.exitCode, 0)
      for (const code of [0, 1, 2, 4, 5, 6, 130]) assert.match(help.out, new RegExp(`\\b${code} `))
      assert.strictEqual(version.exitCode, 0)
      assert.include(version.out, "1.2.3")
    }),
  )

  for (const [command, permission] of [
    ["create", "ReadWrite"],
    ["list", "Read"],
    ["get", "Read"],
    ["update", "ReadWrite"],
    ["delete", "ReadWrite"],
    ["stale", "Read"],
    ["doctor", "Read"],
  ] as const) {
    it.effect(`prints help for ${command} with examples and the permission it needs`, () =>
      Effect.gen(function* () {
        const { exitCode, out } = yield* odj([command, "--help"])
        assert.strictEqual(exitCode, 0)
        assert.include(out, `DeviceManagementConfiguration.${permission}.All`)
        assert.match(out, new RegExp(`EXAMPLES[^]*odj ${command} `))
        assert.match(out, /Exit codes:/)
      }),
    )
  }

  it.effect("exits with 2 for an unknown flag, and points to the help on standard error only", () =>
    Effect.gen(function* () {
      const flag = yield* odj(["create", "--sate", "error"])
      assert.strictEqual(flag.exitCode, 2)
      assert.include(flag.err, "--sate")
      assert.include(flag.err, "See odj create --help")
      assert.strictEqual(flag.out, "")
    }),
  )

  const address = "postgres://u:s3cr3tpw@h/d"
  for (const args of [
    ["list", address],
    [address],
    ["list", `--store${address}`],
    ["list", `--stroe=${address}`],
    ["list", "--stroe", address],
    ["list", "--top", address],
    ["list", "--cloud", "postgres://u:s3/cr3t@pw@h/d"],
    ["list", "--cloud", "postgres://h/d?user=u&password=s3cr3tpw"],
    ["import", address, "--store", "memory"],
    ["list", "--query", address, "--store", "memory"],
  ]) {
    for (const form of [[], ["-o", "json"]]) {
      it.effect(`never prints a password in the wrong place: ${[...args, ...form].join(" ")}`, () =>
        Effect.gen(function* () {
          const { exitCode, out, err } = yield* odj([...args, ...form])
          assert.strictEqual(exitCode, 2)
          assert.isNotEmpty(err)
          assert.notMatch(out + err, /s3|pw/)
        }),
      )
    }
  }

  it.effect("never prints a password to a monitoring system", () =>
    Effect.gen(function* () {
      const { exitCode, out, err } = yield* odj(["doctor", address])
      assert.strictEqual(exitCode, 3)
      assert.include(out, "//***@h/d")
      assert.notInclude(out + err, "s3cr3t")
    }),
  )

  it.effect("suggests the intended command", () =>
    Effect.gen(function* () {
      const { exitCode, err, out } = yield* odj(["craete"])
      assert.strictEqual(exitCode, 2)
      assert.include(err, "create")
      assert.strictEqual(out, "")
    }),
  )

  it.effect("prints its help to standard error without arguments", () =>
    Effect.gen(function* () {
      const { exitCode, out, err } = yield* odj([])
      assert.strictEqual(exitCode, 2)
      assert.match(err, /SUBCOMMANDS\n +create/)
      assert.strictEqual(out, "")
    }),
  )

  it.effect("reports a bug, and exits with 1", () =>
    Effect.gen(function* () {
      const { exitCode, err } = yield* odj([...inMemory, ...seedFlags], {
        store: () => Layer.mock(ConnectorStore, { create: () => Effect.die("boom") }),
      })
      assert.strictEqual(exitCode, 1)
      assert.match(err, /bug in odj.*boom/s)
    }),
  )

  it.effect("reports a bug to a monitoring system in its line, and exits with 3", () =>
    Effect.gen(function* () {
      const { exitCode, out, err } = yield* odj(["stale", "--store", "memory"], {
        store: () => Layer.mock(ConnectorStore, { list: () => Effect.die("boom") }),
      })
      assert.strictEqual(exitCode, 3)
      assert.match(out, /^ODJ UNKNOWN - .*bug in odj/)
      assert.include(err, "boom")
    }),
  )

  it.effect("reports all usage errors to a monitoring system in one line", () =>
    Effect.gen(function* () {
      const { exitCode, out } = yield* odj(["--url=http://127.0.0.1:1", "stale", "--warnin"])
      assert.strictEqual(exitCode, 3)
      assert.match(out, /^ODJ UNKNOWN - [^\n]*--url[^\n]*; [^\n]*--warning$/)
      assert.notInclude(out, "\\u{a}")
    }),
  )
})
