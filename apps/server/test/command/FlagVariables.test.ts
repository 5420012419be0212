import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Layer, Schema } from "effect"
import { Argument, CliError, Command, Flag } from "effect/cli"
import { TestConsole } from "effect/testing"
import { commandWithVariables, unknownVariables, variablesOf } from "../../src/command/FlagVariables.ts"
import { serveFlags } from "../../src/command/ServeFlags.ts"
import { tokenFlags } from "../../src/command/TokenCommand.ts"

type Environment = Readonly<Record<string, string>>

type Flags = Parameters<typeof variablesOf>[0]
type Params = Parameters<typeof commandWithVariables>[1]

/** The values that a command with these flags gets, how it corrects a message, and the problems of its variables. */
const run = (flags: Params, args: ReadonlyArray<string>, env: Environment) =>
  Effect.gen(function* () {
    let values: Readonly<Record<string, unknown>> = {}
    let rename = (message: string) => message
    let problems: ReadonlyArray<string> = []
    const command = commandWithVariables("test", flags, (given, reporting) =>
      Effect.sync(() => {
        values = given
        rename = reporting.rename
      }).pipe(
        Effect.andThen(reporting.check),
        Effect.catch((invalid) =>
          Effect.sync(() => {
            problems = invalid.problems.map(({ message }) => message)
          }),
        ),
      ),
    )
    yield* Command.runWith(command, { version: "1" })(args)
    return { values, rename, problems }
  }).pipe(
    Effect.provide([
      NodeServices.layer,
      Layer.fresh(TestConsole.layer),
      ConfigProvider.layer(ConfigProvider.fromEnv({ env })),
    ]),
  )

const valuesOf = (...parameters: Parameters<typeof run>) =>
  Effect.map(run(...parameters), ({ values }) => values)

const problemsOf = (...parameters: Parameters<typeof run>) =>
  Effect.map(run(...parameters), ({ problems }) => problems)

/** What the user reads if a value on the command line is invalid. */
const errorOf = (...parameters: Parameters<typeof run>) =>
  Effect.map(Effect.flip(run(...parameters)), (error) => {
    assert(CliError.isCliError(error) && error._tag === "ShowHelp")
    return error.errors.map(({ message }) => message).join("\n")
  })

const guid = "0a5d4f5c-6f05-4e4c-8a6b-2d6f8f3ad4b1"

/** Texts that a flag may take; the message of an invalid value lists the choices. */
const candidates = Effect.fnUntraced(function* (flags: Flags, name: string) {
  const exit = yield* Effect.exit(errorOf(flags, [`--${name}=?`], {}))
  const choices = exit._tag === "Success" ? [...exit.value.matchAll(/"(\w+)"/g)] : []
  return ["7", "true", guid, "https://other.test", "text", ...choices.map(([, choice = ""]) => choice)]
})

const flagName = (variable: string) => variable.replace("ODJ_SERVER_", "").toLowerCase().replaceAll("_", "-")

const required = Flag.String("required")

describe("The variable of", () => {
  for (const [variable, flags] of [
    ...variablesOf(serveFlags).map((name) => [name, serveFlags] as const),
    ...variablesOf(tokenFlags).map((name) => [name, { ...tokenFlags, keys: serveFlags.keys }] as const),
  ]) {
    it.effect(`--${flagName(variable)} sets what the flag sets: ${variable}`, () =>
      Effect.gen(function* () {
        const absent = yield* valuesOf(flags, [], {})
        for (const text of yield* candidates(flags, flagName(variable))) {
          const exit = yield* Effect.exit(valuesOf(flags, [`--${flagName(variable)}=${text}`], {}))
          if (exit._tag === "Failure" || JSON.stringify(exit.value) === JSON.stringify(absent)) continue
          assert.deepStrictEqual(yield* valuesOf(flags, [], { [variable]: text }), exit.value)
          return
        }
        assert.fail("no candidate is another value than the default")
      }),
    )
  }

  it.effect("a flag counts behind the flag", () =>
    Effect.gen(function* () {
      const flags = { port: serveFlags.port, tls: serveFlags.tls, audience: serveFlags.audience }
      const env = { ODJ_SERVER_PORT: "1", ODJ_SERVER_TLS: "true", ODJ_SERVER_AUDIENCE: "a b" }
      assert.deepStrictEqual(
        yield* valuesOf(flags, ["--port", "2", "--no-tls", "--audience", "c"], {
          ...env,
          ODJ_SERVER_PORT: "x",
        }),
        { port: 2, tls: false, audience: ["c"] },
      )
    }),
  )

  it.effect("a flag counts as absent if it is empty", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(
        yield* valuesOf(
          serveFlags,
          [],
          Object.fromEntries(variablesOf(serveFlags).map((name) => [name, ""])),
        ),
        yield* valuesOf(serveFlags, [], {}),
      )
    }),
  )

  it.effect("a repeatable flag has its values between spaces or on lines", () =>
    Effect.gen(function* () {
      const flags = { audience: serveFlags.audience }
      const env = { ODJ_SERVER_AUDIENCE: " api://a,b  c\nd " }
      assert.deepStrictEqual(yield* valuesOf(flags, [], env), { audience: ["api://a,b", "c", "d"] })
    }),
  )

  it.effect("a flag without a value may be false", () =>
    Effect.gen(function* () {
      const flags = { tls: serveFlags.tls }
      assert.deepStrictEqual(yield* valuesOf(flags, [], { ODJ_SERVER_TLS: "false" }), { tls: false })
    }),
  )

  it.effect("a required flag is enough", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* valuesOf({ required }, [], { ODJ_SERVER_REQUIRED: "a" }), {
        required: "a",
      })
      assert.strictEqual(yield* errorOf({ required }, [], {}), "Missing required flag: --required")
    }),
  )

  it.effect("a flag is named if its value is invalid, and the value is not repeated", () =>
    Effect.gen(function* () {
      const even = Flag.String("even").pipe(
        Flag.withSchema(Schema.String.check(Schema.makeFilter((text) => text === "a" || "Expected an a"))),
        Flag.withDefault("a"),
      )
      for (const [flags, name, message] of [
        [{ even }, "ODJ_SERVER_EVEN", "ODJ_SERVER_EVEN: Expected an a"],
        [serveFlags, "ODJ_SERVER_PORT", "ODJ_SERVER_PORT: Expected a number"],
        [serveFlags, "ODJ_SERVER_AUTH", 'ODJ_SERVER_AUTH: Expected "local" | "jwt" | "none"'],
      ] as const) {
        assert.deepStrictEqual(yield* problemsOf(flags, [], { [name]: "s3cr3t" }), [message])
      }
      assert.include(yield* errorOf(serveFlags, ["--port=x"], {}), "--port")
    }),
  )

  it.effect("a flag may be invalid together with others, which are all reported", () =>
    Effect.gen(function* () {
      const env = { ODJ_SERVER_PORT: "x", ODJ_SERVER_LOG: "json", ODJ_SERVER_TLS: "x" }
      const { problems, values } = yield* run(serveFlags, [], env)
      assert.deepStrictEqual(problems.length, 2)
      assert.strictEqual(values.log, "json")
    }),
  )

  it.effect("--port may be the address of a Service of Kubernetes, which is explained", () =>
    Effect.gen(function* () {
      const problems = yield* problemsOf(serveFlags, [], { ODJ_SERVER_PORT: "tcp://10.0.0.1:8365" })
      assert.match(problems.join(), /^ODJ_SERVER_PORT: .*Kubernetes.*enableServiceLinks: false/)
    }),
  )

  it.effect("a flag is named in a later message if the value came from there", () =>
    Effect.gen(function* () {
      const { rename } = yield* run(serveFlags, ["--auth", "jwt"], { ODJ_SERVER_TLS_CERT: "a" })
      assert.strictEqual(
        rename("Missing --tls-key: --tls-cert needs it, --auth jwt, --tls"),
        "Missing --tls-key: ODJ_SERVER_TLS_CERT needs it, --auth jwt, --tls",
      )
    }),
  )

  it.effect("the negated form of a flag is named in a later message if the value came from there", () =>
    Effect.gen(function* () {
      const { values, rename } = yield* run(serveFlags, [], { ODJ_SERVER_CONSOLE: "false" })
      assert.strictEqual(values.console, false)
      assert.strictEqual(
        rename("not with --no-console, --no-tls"),
        "not with ODJ_SERVER_CONSOLE=false, --no-tls",
      )
      assert.strictEqual((yield* run(serveFlags, ["--no-console"], {})).values.console, false)
      const given = yield* run(serveFlags, ["--no-console"], { ODJ_SERVER_CONSOLE: "true" })
      assert.strictEqual(given.values.console, false)
    }),
  )

  it.effect("an argument does not exist", () =>
    Effect.gen(function* () {
      const parameters = { file: Argument.String("file"), required }
      const env = { ODJ_SERVER_FILE: "a", ODJ_SERVER_REQUIRED: "b" }
      assert.deepStrictEqual(yield* valuesOf(parameters, ["c"], env), { file: "c", required: "b" })
      assert.include(yield* errorOf(parameters, [], env), "file")
    }),
  )

  it("no flag is unknown", () => {
    const names = ["ODJ_SERVER_PORT", "ODJ_SERVER_PROT", "ODJ_SERVER_", "ODJ_DATABASE_URL", "PATH"]
    assert.deepStrictEqual(unknownVariables(names, serveFlags), ["ODJ_SERVER_PROT", "ODJ_SERVER_"])
  })
})
