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
        assert.match(out, /EXIT CODES/)
      }),
    )
  }

  it.effect("exits with 2 for an unknown flag, and points to the help on standard error only", () =>
    Effect.gen(function* () {
      const flag = yield* odj(["create", "--sate", "error"])
      assert.strictEqual(flag.exitCode, 2)
      assert.include(flag.err, "--sate")
      assert.include(flag.err, "See `odj create --help`.")
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

  for (const [line, sentence] of [
    ["craete", 'odj has no command "craete". Did you mean create?'],
    ["nope", 'odj has no command "nope".'],
    ["ls", 'odj has no command "ls". Did you mean list?'],
    ["LIST", 'odj has no command "LIST". Did you mean list?'],
    ["--store memory list", "odj has no flag --store. The flags of a command follow its name."],
    ["list --foo", "odj list has no flag --foo."],
    ["list --log", "odj list has no flag --log."],
    ["list --ouput json", "odj list has no flag --ouput. Did you mean --output?"],
    ["list --limit 5", "odj list has no flag --limit. Did you mean --top?"],
    ["create --last now", "odj create has no flag --last. Did you mean --last-connection-date-time?"],
    ["list --top 1 --top 2", "--top was given 2 times. Give it once."],
    ["list --top", "Missing the value of --top (number)."],
    [
      "list --version-below=",
      "Missing the value of --version-below. Use up to four numbers separated by dots.",
    ],
    ["list --verbose=maybe", `--verbose can't be "maybe". Use true, yes, on, 1, y, false, no, off, 0 or n.`],
    ["list --state", "Missing the value of --state. Use active, error or inactive."],
    ["list --cloud moon", '--cloud can\'t be "moon". Use global, usgov, usgovdod or china.'],
    ["get", "Missing <id>: odj get [flags] <id>"],
    ["list x y", 'Unexpected argument "x", "y": odj list [flags]'],
  ] as const) {
    it.effect(`says what is wrong with odj ${line}`, () =>
      Effect.gen(function* () {
        const { exitCode, err, out } = yield* odj(line.split(" "))
        assert.strictEqual(exitCode, 2)
        assert.strictEqual(err.split("\n")[0], sentence)
        assert.match(err, /\nSee `odj[a-z ]* --help`\.$/)
        assert.strictEqual(out, "")
      }),
    )
  }

  it.effect("reports every problem of a command line", () =>
    Effect.gen(function* () {
      const { err } = yield* odj(["list", "--foo", "--top"])
      assert.strictEqual(
        err,
        "odj list has no flag --foo.\nMissing the value of --top (number).\nSee `odj list --help`.",
      )
    }),
  )

  for (const args of [["help"], ["help", "list"], ["help", "completion"]]) {
    it.effect(`prints the same as --help with odj ${args.join(" ")}`, () =>
      Effect.gen(function* () {
        const help = yield* odj(args)
        assert.strictEqual(help.exitCode, 0)
        assert.include(help.out, `USAGE\n  odj ${args[1] ?? "<command>"} [flags]`)
        assert.deepStrictEqual(help, yield* odj([...args.slice(1), "--help"]))
      }),
    )
  }

  it.effect("refuses to explain a command that does not exist", () =>
    Effect.gen(function* () {
      const { exitCode, err, out } = yield* odj(["help", "lsit"])
      assert.strictEqual(exitCode, 2)
      assert.strictEqual(err, 'odj has no command "lsit". Did you mean list? `odj help` lists all commands.')
      assert.strictEqual(out, "")
    }),
  )

  it.effect("says how to begin without arguments", () =>
    Effect.gen(function* () {
      const { exitCode, out, err } = yield* odj([])
      assert.strictEqual(exitCode, 0)
      assert.match(
        out,
        /BEGIN WITH\n {2}odj login .*\n(?:.*\n)* {2}odj create --store sqlite:try\.db .* \\\n/,
      )
      assert.strictEqual(err, "")
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
      assert.match(out, /^ODJ UNKNOWN - [^\n]*--url[^\n]*; [^\n]*--warning\?$/)
      assert.notInclude(out, "\\u{a}")
    }),
  )
})
