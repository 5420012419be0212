import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { inspect } from "node:util"
import { afterAll, assert, describe, it, vi } from "@effect/vitest"
import { problemsText } from "@odj/domain"
import { ConfigProvider, Effect, Option, Redacted } from "effect"
import { ca } from "../../src/flags/GlobalFlags.ts"
import { KnownSecrets } from "../../src/secrets/KnownSecrets.ts"
import { maskSecrets } from "../../src/secrets/Redaction.ts"
import { type TargetInput, target } from "../../src/target/Target.ts"

const empty = mkdtempSync(join(tmpdir(), "odj-target-"))
vi.stubEnv("ODJ_CONFIG_DIR", empty)
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(empty, { recursive: true })
})

interface Given {
  readonly store?: string
  readonly url?: string
  readonly cloud?: "usgov" | "global"
  readonly profile?: string
  readonly dryRun?: boolean
}

const decide = ({ store, url, cloud, profile, dryRun = false }: Given, env: Record<string, string> = {}) => {
  const input: TargetInput = {
    store: Option.fromUndefinedOr(store),
    url: Option.fromUndefinedOr(url),
    cloud: Option.fromUndefinedOr(cloud),
    profile: Option.fromUndefinedOr(profile),
    dryRun,
  }
  return Effect.provide(
    Effect.provideService(target(input), ca, Option.none()),
    ConfigProvider.layer(ConfigProvider.fromEnv({ env })),
  )
}

const serviceOf = (given: Given, env?: Record<string, string>) =>
  Effect.gen(function* () {
    const decided = yield* decide(given, env)
    if (decided._tag !== "Service") return yield* Effect.die(`Not a service: ${decided._tag}`)
    const token = yield* Effect.promise(async () => (await decided.credential?.getToken("any"))?.token)
    return { url: decided.url.href, cloud: decided.cloud, token, dryRun: decided.dryRun }
  })

const env = { ODJ_TOKEN: "t0ken" }

const postgres = "postgres://anna:s3cret%21@db.test:5433/odj"
const inDatabase = { ODJ_DATABASE_URL: "sqlite:odj.db" }

describe("A target", () => {
  const targets: ReadonlyArray<readonly [string, Given, Record<string, string>, object]> = [
    [
      "the URL, with the token",
      { url: "https://a.test/b" },
      env,
      { url: "https://a.test/b", token: "t0ken" },
    ],
    ["a URL on this machine, without a token", { url: "http://127.0.0.1:1/" }, {}, { token: undefined }],
    ["a URL on this machine, with a token", { url: "http://localhost:1/" }, env, { token: "t0ken" }],
    ["the URL of a cloud", { url: "https://graph.microsoft.us/beta" }, env, { cloud: "usgov" }],
    [
      "Graph, if there is only a token",
      {},
      env,
      { url: "https://graph.microsoft.com/beta", cloud: "global" },
    ],
    ["Graph in the named cloud", { cloud: "usgov" }, env, { url: "https://graph.microsoft.us/beta" }],
    ["Graph for a dry run, without a real token", { dryRun: true }, env, { token: "dry-run", dryRun: true }],
    [
      "a URL for a dry run, without a sign-in",
      { url: "https://a.test/", dryRun: true },
      {},
      { token: "dry-run", dryRun: true },
    ],
    [
      "a URL on this machine for a dry run, without a token, as in earnest",
      { url: "http://localhost:1/", dryRun: true },
      {},
      { token: undefined, dryRun: true },
    ],
    [
      "a URL on this machine for a dry run, without the real token",
      { url: "http://localhost:1/", dryRun: true },
      env,
      { token: "dry-run", dryRun: true },
    ],
  ]
  for (const [title, given, environment, expected] of targets) {
    it.effect(`is ${title}`, () =>
      Effect.gen(function* () {
        assert.deepInclude(yield* serviceOf(given, environment), expected)
      }),
    )
  }

  it.effect("is this process's memory", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* decide({ store: "memory" }, env), { _tag: "Memory" })
    }),
  )

  const stores: ReadonlyArray<readonly [string, Given, Record<string, string>, object]> = [
    ["a file", { store: "sqlite:/var/odj.db" }, env, { _tag: "Sqlite", path: "/var/odj.db", dryRun: false }],
    [
      "a relative path, made absolute",
      { store: "sqlite:a/odj.db" },
      {},
      { _tag: "Sqlite", path: resolve("a/odj.db"), dryRun: false },
    ],
    [
      "the database that the environment names",
      {},
      inDatabase,
      { _tag: "Sqlite", path: resolve("odj.db"), dryRun: false },
    ],
    ["memory, if the environment names it", {}, { ODJ_DATABASE_URL: "memory" }, { _tag: "Memory" }],
    [
      "that of the flag, before the environment",
      { store: "memory" },
      { ...env, ...inDatabase },
      { _tag: "Memory" },
    ],
    [
      "not opened in a dry run",
      { dryRun: true },
      inDatabase,
      { _tag: "Sqlite", path: resolve("odj.db"), dryRun: true },
    ],
  ]
  for (const [title, given, environment, expected] of stores) {
    it.effect(`is a store: ${title}`, () =>
      Effect.gen(function* () {
        assert.deepEqual<object>(yield* decide(given, environment), expected)
      }),
    )
  }

  for (const [name, given, environment] of [
    ["--store", { store: postgres }, {}],
    ["--store in capitals", { store: postgres.replace("postgres:", "POSTGRES:") }, {}],
    ["ODJ_DATABASE_URL", {}, { ODJ_DATABASE_URL: postgres.replace("postgres:", "postgresql:") }],
  ] as const) {
    it.effect(`is the PostgreSQL database of ${name}, whose password is masked`, () =>
      Effect.gen(function* () {
        const secrets = new Set<string>()
        const decided = yield* Effect.provideService(decide(given, environment), KnownSecrets, secrets)
        if (decided._tag !== "Postgres") return yield* Effect.die(decided)
        assert.match(Redacted.value(decided.url), /^postgres(ql)?:\/\/anna:s3cret%21@db.test:5433\/odj$/i)
        assert.notInclude(inspect(decided), "s3cret")
        assert.strictEqual(maskSecrets("no s3cret! no s3cret%21", secrets), "no *** no ***")
      }),
    )
  }

  for (const [title, given] of [
    ["a URL", { url: "http://127.0.0.1:1/" }],
    ["a cloud", { cloud: "usgov" }],
  ] as const) {
    it.effect(`is ${title} of the command line, before a database in the environment`, () =>
      Effect.gen(function* () {
        assert.strictEqual((yield* decide(given, { ...env, ...inDatabase }))._tag, "Service")
      }),
    )
  }

  const refused: ReadonlyArray<readonly [string, Given, Record<string, string>, string]> = [
    ["nothing at all", {}, {}, "Not signed in"],
    [
      "a database and a token in the environment",
      {},
      { ...env, ...inDatabase },
      "Both ODJ_DATABASE_URL and ODJ_TOKEN are set",
    ],
    ["an unknown store", { store: "mysql://u:secret@a.test" }, {}, "--store: Use memory, sqlite:"],
    ["a malformed PostgreSQL URL", {}, { ODJ_DATABASE_URL: "postgres//u:secret@a" }, "ODJ_DATABASE_URL: Use"],
    [
      "two targets",
      { store: "memory", url: "http://localhost" },
      {},
      "Use either --store or --url, not both",
    ],
    [
      "three targets",
      { store: "memory", url: "http://localhost", cloud: "global" },
      {},
      "Use only one of --store, --url and --cloud",
    ],
    ["a URL beside a cloud", { url: "https://a.test", cloud: "global" }, env, "Use either --url or --cloud"],
    ["a token over plain http to another host", { url: "http://a.test" }, env, "https://"],
    ["a dry run over plain http to another host", { url: "http://a.test", dryRun: true }, {}, "https://"],
    ["a missing token for another host", { url: "https://a.test" }, {}, "Missing ODJ_TOKEN"],
    [
      "the address of the connectors in place of that of the API",
      { url: "https://a.test/beta/deviceManagement/domainJoinConnectors/" },
      env,
      "use https://a.test/beta, without /deviceManagement",
    ],
    [
      "the address of a connector",
      { url: "https://a.test/deviceManagement/domainJoinConnectors/7" },
      env,
      "use https://a.test, without /deviceManagement",
    ],
    [
      "a version of Graph that has no connectors",
      { url: "https://graph.microsoft.us/v1.0" },
      env,
      "https://graph.microsoft.us/beta",
    ],
    ["a malformed token", { url: "https://a.test" }, { ODJ_TOKEN: "a\r\nb" }, "bearer token"],
    ["an unknown profile", { profile: "other" }, env, "odj login --profile other"],
    [
      "a profile with the name of a built-in property",
      { profile: "constructor" },
      {},
      "odj login --profile constructor",
    ],
    ["a profile whose name is a path", { profile: "../a" }, {}, "lower-case"],
    ["a URL with a password", { url: "https://u:secret@a.test" }, env, "without user"],
  ]
  for (const [title, given, environment, expected] of refused) {
    it.effect(`is refused: ${title}`, () =>
      Effect.gen(function* () {
        const failure = yield* Effect.flip(decide(given, environment))
        const text = failure._tag === "UsageInvalid" ? problemsText(failure.problems) : failure.message
        assert.include(text, expected)
        assert.notMatch(text, /t0ken|secret/)
      }),
    )
  }
})
