/** The file of the keys that sign. */
import { generateKeyPairSync } from "node:crypto"
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { keepKeys, readKeys } from "../../src/command/KeyFile.ts"
import { isPair, kids } from "../entra/keyPairs.ts"

/** A folder of its own for each test. */
const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "odj-keys-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true })),
)

const rsa = (modulusLength: number) =>
  generateKeyPairSync("rsa", { modulusLength }).privateKey.export({ format: "jwk" })

const jwk = rsa(2_048)

const setOf = (...keys: ReadonlyArray<unknown>) => JSON.stringify({ keys })

describe("A file of keys", () => {
  it.effect("is made where there is none, for nobody else to read, and used from then on", () =>
    Effect.gen(function* () {
      const path = join(yield* folder, "keys.json")
      const made = yield* keepKeys(path)
      assert.strictEqual(statSync(path).mode & 0o777, 0o600)
      assert.deepStrictEqual(kids(yield* keepKeys(path)), kids(made))
      const [read] = yield* readKeys(path)
      assert.isTrue(yield* isPair(made[0].privateKey, read.publicKey))
      assert.isTrue(yield* isPair(read.privateKey, made[0].publicKey))
    }),
  )

  it.effect("is made once by all who make it at once, and nothing is left beside it", () =>
    Effect.gen(function* () {
      const path = yield* folder
      const keep = keepKeys(join(path, "keys.json"))
      const made = yield* Effect.all([keep, keep, keep, keep], { concurrency: "unbounded" })
      assert.strictEqual(new Set(made.flatMap(kids)).size, 1)
      assert.deepStrictEqual(readdirSync(path), ["keys.json"])
    }),
  )

  it.effect("can have several keys, of which the first signs and all verify", () =>
    Effect.gen(function* () {
      const path = join(yield* folder, "keys.json")
      const older = rsa(3_072)
      writeFileSync(path, setOf({ ...jwk, alg: "RS256", use: "sig", kid: "any" }, older), { mode: 0o400 })
      const keys = yield* readKeys(path)
      assert.deepStrictEqual(
        keys.map(({ publicJwk }) => publicJwk.n),
        [jwk.n, older.n],
      )
      assert.isTrue(yield* isPair(keys[0].privateKey, keys[0].publicKey))
    }),
  )

  it.effect("can be as large as 64 KiB", () =>
    Effect.gen(function* () {
      const path = join(yield* folder, "keys.json")
      writeFileSync(path, setOf(jwk).padEnd(65_536), { mode: 0o600 })
      assert.strictEqual((yield* readKeys(path)).length, 1)
    }),
  )

  const notKeys = "Expected private RSA keys of at least 2048 bits, as a JWK set, in "
  const { d: _, ...publicPart } = jwk
  const unusable: Record<string, readonly [content: string, message: string]> = {
    "is empty": ["", notKeys],
    "is no JSON": ["-----BEGIN PRIVATE KEY-----", notKeys],
    "is another JSON": ["[]", notKeys],
    "has no keys": [setOf(), notKeys],
    "has a key that is public": [setOf(publicPart), notKeys],
    "has a key that is too short": [setOf(rsa(1_024)), notKeys],
    "has a key that is too short beside one that is not": [setOf(jwk, rsa(1_024)), notKeys],
    "has a key of another kind": [
      setOf(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" })),
      notKeys,
    ],
    "has a secret": [setOf({ kty: "oct", k: "c2VjcmV0" }), notKeys],
    "has a key that is broken": [setOf({ ...jwk, n: "x" }), notKeys],
    "is larger than any file of keys": [setOf(jwk).padEnd(65_537), "Expected a file of keys at "],
  }
  for (const [name, [content, message]] of Object.entries(unusable)) {
    it.effect(`is refused where it ${name}, and left as it is`, () =>
      Effect.gen(function* () {
        const path = join(yield* folder, "keys.json")
        writeFileSync(path, content, { mode: 0o600 })
        for (const keys of [keepKeys(path), readKeys(path)])
          assert.strictEqual((yield* Effect.flip(keys)).message, message + path)
        assert.strictEqual(readFileSync(path, "utf8"), content)
      }),
    )
  }

  for (const mode of [0o640, 0o604, 0o620, 0o602, 0o644]) {
    it.effect.skipIf(process.platform === "win32")(
      `is refused where others may use it (${mode.toString(8)})`,
      () =>
        Effect.gen(function* () {
          const path = join(yield* folder, "keys.json")
          writeFileSync(path, setOf(jwk))
          chmodSync(path, mode)
          assert.strictEqual(
            (yield* Effect.flip(keepKeys(path))).message,
            `Others can read the keys in ${path}: take that right from them with chmod 600`,
          )
        }),
    )
  }

  it.effect(
    "is refused where it is a folder, or in none, or where it is only to be read and is not there",
    () =>
      Effect.gen(function* () {
        const path = yield* folder
        mkdirSync(join(path, "keys"), { mode: 0o700 })
        const failure = yield* Effect.flip(keepKeys(join(path, "keys")))
        assert.strictEqual(failure.message, `Expected a file of keys at ${join(path, "keys")}`)
        const nowhere = yield* Effect.flip(keepKeys(join(path, "nowhere", "keys.json")))
        assert.match(nowhere.message, /^Can't use the keys: ENOENT: no such file or directory, open '/)
        const absent = yield* Effect.flip(readKeys(join(path, "keys.json")))
        assert.match(absent.message, /^Can't use the keys: ENOENT: no such file or directory, open '/)
        assert.deepStrictEqual(readdirSync(path), ["keys"])
      }),
  )
})
