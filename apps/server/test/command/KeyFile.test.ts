/** The key file: reading, creating, refusing. */
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

/** A new folder for each test. */
const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "odj-keys-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true })),
)

const rsa = (modulusLength: number, publicExponent = 65_537) =>
  generateKeyPairSync("rsa", { modulusLength, publicExponent }).privateKey.export({ format: "jwk" })

const jwk = rsa(2_048)

const setOf = (...keys: ReadonlyArray<unknown>) => JSON.stringify({ keys })

describe("A key file", () => {
  it.effect("is created if missing, readable only by its owner, and used from then on", () =>
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

  it.effect("is created once by concurrent creators, and no other file is left", () =>
    Effect.gen(function* () {
      const path = yield* folder
      const keep = keepKeys(join(path, "keys.json"))
      const made = yield* Effect.all([keep, keep, keep, keep], { concurrency: "unbounded" })
      assert.strictEqual(new Set(made.flatMap(kids)).size, 1)
      assert.deepStrictEqual(readdirSync(path), ["keys.json"])
    }),
  )

  it.effect("can have several keys", () =>
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

  const notKeys =
    "it is not a JWK set of private RSA keys with at least 2048 bits and an exponent of at least 65537"
  const { d: _, ...publicPart } = jwk
  const unusable: Record<string, readonly [content: string, message: string]> = {
    "is empty": ["", notKeys],
    "is not JSON": ["-----BEGIN PRIVATE KEY-----", notKeys],
    "is other JSON": ["[]", notKeys],
    "has no keys": [setOf(), notKeys],
    "has a public key": [setOf(publicPart), notKeys],
    "has a short key": [setOf(rsa(1_024)), notKeys],
    "has a short key after a long one": [setOf(jwk, rsa(1_024)), notKeys],
    "has a key with the exponent 3": [setOf(rsa(2_048, 3)), notKeys],
    "has a key with the exponent 3 after a strong one": [setOf(jwk, rsa(2_048, 3)), notKeys],
    "has a key of another kind": [
      setOf(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" })),
      notKeys,
    ],
    "has a symmetric key": [setOf({ kty: "oct", k: "c2VjcmV0" }), notKeys],
    "has a broken key": [setOf({ ...jwk, n: "x" }), notKeys],
    "is larger than 64 KiB": [setOf(jwk).padEnd(65_537), "it is not a file, or is larger than 64 KiB"],
  }
  for (const [name, [content, message]] of Object.entries(unusable)) {
    it.effect(`is refused if it ${name}, and left unchanged`, () =>
      Effect.gen(function* () {
        const path = join(yield* folder, "keys.json")
        writeFileSync(path, content, { mode: 0o600 })
        for (const keys of [keepKeys(path), readKeys(path)])
          assert.strictEqual((yield* Effect.flip(keys)).message, `Can't use the key file ${path}: ${message}`)
        assert.strictEqual(readFileSync(path, "utf8"), content)
      }),
    )
  }

  for (const mode of [0o640, 0o604, 0o620, 0o602, 0o644]) {
    it.effect.skipIf(process.platform === "win32")(
      `is refused if other users can access it (${mode.toString(8)})`,
      () =>
        Effect.gen(function* () {
          const path = join(yield* folder, "keys.json")
          writeFileSync(path, setOf(jwk))
          chmodSync(path, mode)
          assert.strictEqual(
            (yield* Effect.flip(keepKeys(path))).message,
            `Can't use the key file ${path}: other users can access it. Run: chmod 600 ${path}`,
          )
        }),
    )
  }

  it.effect("is refused if it is a folder, can't be created, or is missing when it is only read", () =>
    Effect.gen(function* () {
      const path = yield* folder
      mkdirSync(join(path, "keys"), { mode: 0o700 })
      const failure = yield* Effect.flip(keepKeys(join(path, "keys")))
      assert.strictEqual(
        failure.message,
        `Can't use the key file ${join(path, "keys")}: it is not a file, or is larger than 64 KiB`,
      )
      const nowhere = yield* Effect.flip(keepKeys(join(path, "nowhere", "keys.json")))
      assert.match(nowhere.message, /^Can't use the key file .*: no such file or directory$/)
      const absent = yield* Effect.flip(readKeys(join(path, "keys.json")))
      assert.match(absent.message, /^Can't use the key file .*: no such file or directory$/)
      assert.deepStrictEqual(readdirSync(path), ["keys"])
    }),
  )
})
