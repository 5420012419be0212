import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { inspect } from "node:util"
import { afterAll, assert, describe, it, vi } from "@effect/vitest"
import { ConfigProvider, Effect, Option, Redacted } from "effect"
import { KnownSecrets } from "../../src/requests/KnownSecrets.ts"
import { maskSecrets } from "../../src/requests/Redaction.ts"
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
  return Effect.provide(target(input), ConfigProvider.layer(ConfigProvider.fromEnv({ env })))
}

const serviceOf = (given: Given, env?: Record<string, string>) =>
  Effect.gen(function* () {
    const decided = yield* decide(given, env)
    if (decided._tag !== "Service") return yield* Effect.die(`It is no service: ${decided._tag}`)
    const token = yield* Effect.promise(async () => (await decided.credential?.getToken("any"))?.token)
    return { url: decided.url.href, cloud: decided.cloud, token, dryRun: decided.dryRun }
  })

const env = { ODJ_TOKEN: "t0ken" }

const postgres = "postgres://anna:s3cret%21@db.test:5433/odj"
const inDatabase = { ODJ_DATABASE_URL: "sqlite:odj.db" }

describe("A target", () => {
  const targets: ReadonlyArray<readonly [string, Given, Record<string, string>, object]> = [
    [
      "the address, with the token",
      { url: "https://a.test/b" },
      env,
      { url: "https://a.test/b", token: "t0ken" },
    ],
    ["an address on this machine, without a token", { url: "http://127.0.0.1:1/" }, {}, { token: undefined }],
    ["an address on this machine, with one", { url: "http://localhost:1/" }, env, { token: "t0ken" }],
    ["a cloud's own address", { url: "https://graph.microsoft.us/beta" }, env, { cloud: "usgov" }],
    [
      "Graph, where there is a token alone",
      {},
      env,
      { url: "https://graph.microsoft.com/beta", cloud: "global" },
    ],
    ["Graph in the cloud that is named", { cloud: "usgov" }, env, { url: "https://graph.microsoft.us/beta" }],
    ["Graph for a dry run, with no real token", { dryRun: true }, env, { token: "dry-run", dryRun: true }],
    [
      "an address for a dry run, without any sign-in",
      { url: "http://a.test/", dryRun: true },
      {},
      { dryRun: true },
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
      "a file from here on, by its absolute path",
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
    ["memory, if the environment says so", {}, { ODJ_DATABASE_URL: "memory" }, { _tag: "Memory" }],
    [
      "the one of the flag, whatever the environment names",
      { store: "memory" },
      { ...env, ...inDatabase },
      { _tag: "Memory" },
    ],
    [
      "left alone in a dry run",
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
    it.effect(`is the PostgreSQL of ${name}, whose password is known as a secret`, () =>
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
    ["an address", { url: "http://127.0.0.1:1/" }],
    ["a cloud", { cloud: "usgov" }],
  ] as const) {
    it.effect(`is ${title} of the command line, though the environment names a database`, () =>
      Effect.gen(function* () {
        assert.strictEqual((yield* decide(given, { ...env, ...inDatabase }))._tag, "Service")
      }),
    )
  }

  const refused: ReadonlyArray<readonly [string, Given, Record<string, string>, string]> = [
    ["nothing at all, and says what to do", {}, {}, "odj login"],
    [
      "a database and a token in the environment",
      {},
      { ...env, ...inDatabase },
      "ODJ_DATABASE_URL, ODJ_TOKEN",
    ],
    [
      "a store that there is not",
      { store: "mysql://u:secret@a.test" },
      {},
      "--store: Expected memory, sqlite:",
    ],
    [
      "no address of a PostgreSQL",
      {},
      { ODJ_DATABASE_URL: "postgres//u:secret@a" },
      "ODJ_DATABASE_URL: Expected",
    ],
    ["two places", { store: "memory", url: "http://localhost" }, {}, "one of them"],
    ["an address beside a cloud", { url: "https://a.test", cloud: "global" }, env, "one of them"],
    ["a token over plain http to another host", { url: "http://a.test" }, env, "https://"],
    ["no token for another host", { url: "https://a.test" }, {}, "bearer token"],
    ["a token that no header can carry", { url: "https://a.test" }, { ODJ_TOKEN: "a\r\nb" }, "bearer token"],
    ["a profile that there is not", { profile: "other" }, env, "odj login --profile other"],
    [
      "a profile whose name every object knows",
      { profile: "constructor" },
      {},
      "odj login --profile constructor",
    ],
    ["a profile whose name is a path", { profile: "../a" }, {}, "lower-case"],
    ["an address with a password", { url: "https://u:secret@a.test" }, env, "no user"],
  ]
  for (const [title, given, environment, expected] of refused) {
    it.effect(`is refused for ${title}`, () =>
      Effect.gen(function* () {
        const { problems } = yield* Effect.flip(decide(given, environment))
        const said = problems.map(({ path, message }) => `${path.join(".")}: ${message}`).join("\n")
        assert.include(said, expected)
        assert.notMatch(said, /t0ken|secret/)
      }),
    )
  }
})
