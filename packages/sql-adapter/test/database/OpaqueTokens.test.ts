import { assert, describe, it } from "@effect/vitest"
import { connector, storedConnector } from "@odj/connector-store-contract"
import { type ConnectorStore, encodePageToken } from "@odj/core"
import { OrderBy } from "@odj/domain"
import { Effect, Option, Schema } from "effect"
import { makeSeal } from "../../src/database/OpaqueTokens.ts"
import { openDatabase, temporaryPath } from "../sqlite/SqliteFiles.ts"

const { seal, unseal } = makeSeal(Buffer.alloc(32, 7))
const Sequence = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }))
const Position = Schema.Array(Schema.NullOr(Schema.String))

const nextOf = (store: ConnectorStore["Service"]) =>
  Effect.map(store.list({ limit: 1 }), ({ next }) => next ?? "")

describe("OpaqueTokens", () => {
  it.prop("open to the token that was sealed", [Sequence, Position], ([sequence, position]) => {
    const token = encodePageToken({ sequence, position })
    const sealed = seal("tenant", token)
    assert.deepStrictEqual(unseal("tenant", sealed), Option.some(token))
    assert.match(sealed, /^[\w-]{22}(?:\.[\w-]+)?$/)
  })

  it.prop(
    "are refused for another tenant, with another key and with any other character",
    [Sequence],
    ([sequence]) => {
      const sealed = seal("tenant", encodePageToken({ sequence, position: ["a"] }))
      const others = Array.from(
        sealed,
        (character, index) =>
          sealed.slice(0, index) + (character === "A" ? "B" : "A") + sealed.slice(index + 1),
      )
      for (const text of [...others, sealed.slice(0, 22), `${sealed.slice(0, 22)}.WyJiIl0`, ""])
        assert.deepStrictEqual(unseal("tenant", text), Option.none(), text)
      assert.deepStrictEqual(unseal("other", sealed), Option.none())
      assert.deepStrictEqual(makeSeal(Buffer.alloc(32, 8)).unseal("tenant", sealed), Option.none())
    },
  )

  it("tell nothing about how many numbers lie between them", () => {
    const tokens = [1, 2, 3, 1_000, 1_000_000].map((sequence) =>
      seal("tenant", encodePageToken({ sequence, position: [] })),
    )
    const blocks = tokens.map((token) => Buffer.from(token, "base64url"))
    // Of 128 bits, about a half differ between any two tokens, however near their numbers are.
    for (const [index, one] of blocks.entries()) {
      for (const other of blocks.slice(index + 1)) {
        const differing = one.reduce(
          (sum, byte, at) => sum + (byte ^ (other[at] ?? 0)).toString(2).replaceAll("0", "").length,
          0,
        )
        assert.isAbove(differing, 30)
        assert.isBelow(differing, 98)
      }
    }
    // Without encryption the numbers can be read.
    assert.strictEqual(atob(encodePageToken({ sequence: 1_000, position: [] })), "[1000]")
  })

  it.effect(
    "of a store are the same length for any number, survive a restart, and work for its tenant only",
    () =>
      Effect.gen(function* () {
        const path = yield* temporaryPath
        const [first, second] = [storedConnector({ id: "a" }), storedConnector({ id: "b" })]
        const next = yield* Effect.scoped(
          Effect.gen(function* () {
            const { store, database } = yield* openDatabase(path)
            yield* store.create(first)
            yield* database.storeOf("other").createMany(Array(20).fill(connector()))
            yield* store.create(second)
            const tokens = [yield* nextOf(store), yield* nextOf(database.storeOf("other"))]
            assert.deepStrictEqual(
              tokens.map(({ length }) => length),
              [22, 22],
            )
            return tokens[0] ?? ""
          }),
        )
        const { store, database } = yield* openDatabase(path)
        assert.deepStrictEqual(yield* store.list({ limit: 1, after: next }), { connectors: [second] })
        const order = [OrderBy.ascending("id")]
        for (const refused of [
          database.storeOf("other").list({ limit: 1, after: next }),
          store.list({ limit: 1, after: next, order }),
          store.list({ limit: 1, after: encodePageToken({ sequence: 1, position: [] }) }),
        ])
          assert.strictEqual((yield* Effect.flip(refused))._tag, "PageTokenInvalid")
        const elsewhere = yield* openDatabase(yield* temporaryPath)
        assert.strictEqual(
          (yield* Effect.flip(elsewhere.store.list({ limit: 1, after: next })))._tag,
          "PageTokenInvalid",
        )
      }),
  )
})
