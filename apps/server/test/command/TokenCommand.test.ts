/** The command `odj-server token`. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { UsageInvalid } from "@odj/command-line"
import { defaultTenant } from "@odj/graph-wire"
import { Effect, Layer, Result } from "effect"
import { CliError, Command } from "effect/cli"
import { TestConsole } from "effect/testing"
import { decodeJwt } from "jose"
import { keepKeys } from "../../src/command/KeyFile.ts"
import { token } from "../../src/command/TokenCommand.ts"
import { defaultAppId } from "../../src/issuer/MintToken.ts"
import { makeAddresses } from "../../src/server/Addresses.ts"
import { local } from "../../src/server/Authentication.ts"

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "odj-token-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true })),
)

/** Runs the command with an existing key file in place of KEYS; returns what it printed or failed with. */
const run = (...args: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const path = join(yield* folder, "keys.json")
    const keys = yield* keepKeys(path)
    const result = yield* Effect.result(
      Command.runWith(token, { version: "1.2.3" })(args.map((arg) => arg.replace("KEYS", path))),
    )
    return {
      keys,
      result,
      lines: yield* TestConsole.logLines,
      errors: (yield* TestConsole.errorLines).join("\n"),
    }
  }).pipe(Effect.provide(Layer.fresh(TestConsole.layer).pipe(Layer.provideMerge(NodeServices.layer))))

describe("odj-server token", () => {
  it.effect("prints a token that the server accepts, and nothing else", () =>
    Effect.gen(function* () {
      const { keys, lines } = yield* run("--keys", "KEYS")
      const addresses = makeAddresses("http://127.0.0.1:43210", "127.0.0.1", {})
      const { authenticate } = local(Effect.succeed(keys), addresses)
      assert.strictEqual(lines.length, 1)
      assert.deepStrictEqual(yield* authenticate(`Bearer ${lines[0]}`), {
        tenantId: defaultTenant,
        application: defaultAppId,
        user: undefined,
        canRead: true,
        canWrite: true,
      })
    }),
  )

  const tenant = "0a5d4f5c-6f05-4e4c-8a6b-2d6f8f3ad4b1"
  const flags: Record<string, readonly [args: ReadonlyArray<string>, claims: object]> = {
    "--url": [["--url", "https://odj.example/"], { iss: `https://odj.example/${defaultTenant}/v2.0` }],
    "--url with a path": [
      ["--url", "https://odj.example/prefix/"],
      { iss: `https://odj.example/prefix/${defaultTenant}/v2.0` },
    ],
    "--tenant": [["--tenant", tenant], { tid: tenant, iss: `http://127.0.0.1:8365/${tenant}/v2.0` }],
    "--scope, several times": [["--scope", "One", "--scope", "Two"], { scp: "One Two", idtyp: "user" }],
    "--role, several times": [["--role", "One", "--role", "Two"], { roles: ["One", "Two"], idtyp: "app" }],
    "--scope": [["--scope", "One"], { scp: "One", idtyp: "user" }],
    "--role": [["--role", "One"], { roles: ["One"], idtyp: "app" }],
    "--user": [
      ["--user", "ada@contoso.com"],
      { upn: "ada@contoso.com", tid: defaultTenant, scp: "DeviceManagementConfiguration.ReadWrite.All" },
    ],
    "--expires-in": [["--expires-in", "86400"], { exp: 86_400 }],
    "the smallest --expires-in": [["--expires-in", "1"], { exp: 1 }],
    "the defaults": [[], { exp: 3_600, roles: ["DeviceManagementConfiguration.ReadWrite.All"] }],
  }
  for (const [flag, [args, claims]] of Object.entries(flags)) {
    it.effect(`applies ${flag}`, () =>
      Effect.gen(function* () {
        const { lines } = yield* run("--keys", "KEYS", ...args)
        assert.containsSubset(decodeJwt(String(lines[0])), claims)
      }),
    )
  }

  const misuses: Record<string, readonly [args: ReadonlyArray<string>, message: string]> = {
    "without --keys": [[], "--keys"],
    "with a tenant that is not a GUID": [["--keys", "KEYS", "--tenant", "contoso.com"], "Expected a GUID"],
    "with an invalid address": [
      ["--keys", "KEYS", "--url", "127.0.0.1:8365"],
      "Expected an address such as http://127.0.0.1:8365",
    ],
    "with a path of the server in the address": [
      ["--keys", "KEYS", "--url", "http://127.0.0.1:8365/beta"],
      "Expected an address such as http://127.0.0.1:8365",
    ],
    "with an empty scope": [["--keys", "KEYS", "--scope", ""], "--scope"],
    "with an empty role": [["--keys", "KEYS", "--role", ""], "--role"],
    "with a lifetime of 0": [["--keys", "KEYS", "--expires-in", "0"], "--expires-in"],
    "with a lifetime of more than a day": [["--keys", "KEYS", "--expires-in", "86401"], "--expires-in"],
  }
  for (const [name, [args, message]] of Object.entries(misuses)) {
    it.effect(`is refused ${name}`, () =>
      Effect.gen(function* () {
        const { result, lines, errors } = yield* run(...args)
        const failure = Result.isFailure(result) ? result.failure : undefined
        assert.isTrue(CliError.isCliError(failure) && failure._tag === "ShowHelp")
        assert.isFalse(lines.some((line) => String(line).startsWith("ey")))
        assert.include(errors, message)
      }),
    )
  }

  it.effect("refuses --scope with --role", () =>
    Effect.gen(function* () {
      const { result, lines } = yield* run("--keys", "KEYS", "--scope", "One", "--role", "Two")
      const failure = Result.isFailure(result) ? result.failure : undefined
      assert.deepStrictEqual(lines, [])
      assert.isTrue(failure instanceof CliError.UserError && failure.cause instanceof UsageInvalid)
      assert.strictEqual(
        failure instanceof CliError.UserError ? failure.userMessage : undefined,
        "--user and --scope can't be combined with --role: a token is for a user or for an application",
      )
    }),
  )

  it.effect("does not create keys, which no server would have", () =>
    Effect.gen(function* () {
      const { result, lines } = yield* run("--keys", "KEYS.not")
      const failure = Result.isFailure(result) ? result.failure : undefined
      assert.deepStrictEqual(lines, [])
      assert.match(
        failure instanceof CliError.UserError ? String(failure.userMessage) : "",
        /^Can't use the key file .*: no such file or directory$/,
      )
    }),
  )
})
