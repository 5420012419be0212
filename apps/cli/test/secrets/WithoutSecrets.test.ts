import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { odj } from "../commandLine.ts"

/** Command lines with a secret in a wrong place, and where the message says that it belongs. */
const misplaced: ReadonlyArray<
  readonly [command: (secret: string) => ReadonlyArray<string>, says: string | undefined]
> = [
  [(secret) => ["login", "--client-secret", secret], "AZURE_CLIENT_SECRET"],
  [(secret) => ["login", `--client-secret=${secret}`], "AZURE_CLIENT_SECRET"],
  [(secret) => ["login", `--no-client-secret=${secret}`], "AZURE_CLIENT_SECRET"],
  [(secret) => ["login", `--client-secret${secret}`], undefined],
  [(secret) => ["login", "--client-secret", "--", secret], "AZURE_CLIENT_SECRET"],
  [(secret) => ["login", secret, "--client-secret"], "AZURE_CLIENT_SECRET"],
  [(secret) => ["login", "--secret", secret], "AZURE_CLIENT_SECRET"],
  [(secret) => ["login", "--token", secret], "ODJ_TOKEN"],
  [(secret) => ["login", `--token=${secret}`], "ODJ_TOKEN"],
  [(secret) => ["login", "--certificate-password", secret], "AZURE_CLIENT_SECRET"],
  [(secret) => ["login", "--clientSecret", secret], "AZURE_CLIENT_SECRET"],
  [(secret) => ["login", `--clientSecret${secret}`], undefined],
  [(secret) => ["login", "--cloud", secret], undefined],
  [(secret) => ["login", `--azure-cli=${secret}`], undefined],
  [(secret) => ["login", `-p${secret}`], undefined],
  [(secret) => ["login", "-p", secret], undefined],
  [(secret) => ["login", "--url", `https://user:${secret}@localhost/beta`], undefined],
  [(secret) => ["login", "--authority", `https://user:${secret}@localhost`], undefined],
  [(secret) => ["--client-secret", secret, "login"], undefined],
  [(secret) => [`AZURE_CLIENT_SECRET=${secret}`, "login"], "AZURE_CLIENT_SECRET"],
  [(secret) => [`ODJ_TOKEN=${secret}`, "list"], "ODJ_TOKEN"],
  [(secret) => ["list", `ODJ_TOKEN=${secret}`], "ODJ_TOKEN"],
  [(secret) => ["list", "--password", secret], undefined],
  [(secret) => ["list", `-p${secret}`], undefined],
  [(secret) => [`login --client-secret ${secret}`], undefined],
]

/** Texts that occur in no message by accident. Small letters could be flags, such as -h. */
const Secret = Schema.String.check(Schema.isPattern(/^S3CR3T[A-Z0-9~._]{0,30}$/))

describe("A secret in a wrong place of the command line", () => {
  for (const [command, says] of misplaced) {
    for (const form of [[], ["-o", "json"]]) {
      it.effect.prop(
        `is not repeated: odj ${[...command("SECRET"), ...form].join(" ")}`,
        [Secret],
        ([secret]) =>
          Effect.gen(function* () {
            const { exitCode, out, err } = yield* odj([...form, ...command(secret)])
            assert.strictEqual(exitCode, 2)
            assert.isNotEmpty(err)
            assert.notInclude(out + err, "S3CR3T")
            assert.notMatch(err, /-S\b.*-3\b/s)
            if (says !== undefined) assert.include(err, says)
          }),
        { arbitrary: { runs: 10 } },
      )
    }
  }

  for (const secret of [
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln",
    "aBc8Q~n4kzUQzYx3L.tbM0oYwqv9P-TJmrd2Hc7_",
  ]) {
    for (const args of [
      ["list", secret],
      [secret],
      [`login ${secret}`],
      ["list", "--top", secret],
      ["list", "--timeout", secret],
      ["list", "--order-by", secret, "--store", "memory"],
      ["completion", secret],
      ["help", secret],
      ["profiles", "use", secret],
    ]) {
      it.effect(`is recognized: odj ${args.join(" ")}`, () =>
        Effect.gen(function* () {
          const { exitCode, out, err } = yield* odj(args)
          assert.strictEqual(exitCode, 2)
          assert.include(err, "***")
          assert.notInclude(out + err, secret)
        }),
      )
    }
  }

  it.effect("is not reported as another error after an unknown flag", () =>
    Effect.gen(function* () {
      const { err } = yield* odj(["--store", "memory", "list"])
      assert.strictEqual(
        err,
        "odj has no flag --store. The flags of a command follow its name.\nSee `odj --help`.",
      )
    }),
  )

  it.effect("is not repeated to a monitoring system", () =>
    Effect.gen(function* () {
      const { out, err } = yield* odj(["stale", "-pS3CR3T"])
      assert.match(out, /^ODJ UNKNOWN - /)
      assert.notMatch(out + err, /S3CR3T|-S\b.*-3\b/s)
    }),
  )
})

describe("A mistake that can't be a secret", () => {
  for (const [args, shown] of [
    [["lst"], "lst"],
    [["list", "--sate", "error"], "--sate"],
    [["list", "HQ-ODJ01"], "HQ-ODJ01"],
    [["list", "72a1e8b5-5b6d-4b0e-a7ce-6d0e3d0c1f11"], "72a1e8b5-5b6d-4b0e-a7ce-6d0e3d0c1f11"],
    [["list", "-x"], "-x"],
    [["list", "--state", "paused"], "paused"],
    [["login", "--tennant", "x"], "--tennant"],
    [["list", "--State", "error"], "--State. Did you mean --state?"],
    [["login", "--clientId", "x"], "--clientId. Did you mean --client-id?"],
  ] as const) {
    it.effect(`is shown: odj ${args.join(" ")}`, () =>
      Effect.gen(function* () {
        assert.include((yield* odj(args)).err, shown)
      }),
    )
  }
})
