/** Shows that a selection finds what sorting all entries would, and that it keeps few of them. */
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { assert, describe, it } from "@effect/vitest"
import { OrderBy } from "@odj/domain"
import { Effect } from "effect"
import { type ListPosition, selectInOrder } from "../src/index.ts"

const order = [OrderBy.descending("version")]

/** Entries of which many are equal, in no order. */
const entriesOf = (count: number): ReadonlyArray<ListPosition> =>
  Array.from({ length: count }, (_, sequence) => ({
    sequence,
    position: [String((sequence * 7_919) % 1_000).padStart(3, "0")],
  }))

const sorted = (entries: ReadonlyArray<ListPosition>) =>
  entries.toSorted(
    (left, right) =>
      String(right.position[0]).localeCompare(String(left.position[0])) || left.sequence - right.sequence,
  )

describe("selectInOrder", () => {
  const entries = entriesOf(9_000)
  const expected = sorted(entries)

  it.effect("selects the same entries as sorting all of them, whatever is skipped", () =>
    Effect.gen(function* () {
      for (const skip of [0, 1, 1_999, 2_000, 2_001, 4_000, 8_998, 9_000, 2 ** 53]) {
        for (const after of [undefined, expected[10]]) {
          const selected = yield* selectInOrder<ListPosition, never, never>(
            { order, length: 5, skip, after },
            ({ offer }) => Effect.sync(() => entries.forEach(offer)),
            Effect.succeed(entries.length),
          )
          const from = skip + (after === undefined ? 0 : 11)
          assert.deepStrictEqual(selected, expected.slice(from, from + 5), `${skip} skipped`)
        }
      }
    }),
  )

  it.effect("tells after which entry others make no difference", () =>
    Effect.gen(function* () {
      let offered = 0
      const selected = yield* selectInOrder<ListPosition, never, never>(
        { order, length: 5 },
        ({ offer, last }) =>
          Effect.sync(() => {
            for (const entry of entries) {
              const end = last()?.position[0] ?? ""
              if (String(entry.position[0]) < String(end)) continue
              offered++
              offer(entry)
            }
          }),
        Effect.die("nothing is skipped"),
      )
      assert.deepStrictEqual(selected, expected.slice(0, 5))
      assert.isBelow(offered, 500)
    }),
  )

  it("keeps few entries, however many are skipped", async () => {
    setFlagsFromString("--expose-gc")
    const collectGarbage: () => void = runInNewContext("gc")
    setFlagsFromString("--no-expose-gc")
    const held: Array<number> = []
    const scan = ({ offer }: { readonly offer: (entry: ListPosition) => void }) =>
      Effect.promise(async () => {
        const references = entriesOf(20_000).map((entry) => {
          offer(entry)
          return new WeakRef(entry)
        })
        // The target of a WeakRef is kept until the current job ends.
        await new Promise(setImmediate)
        collectGarbage()
        held.push(references.filter((reference) => reference.deref() !== undefined).length)
      })
    const query = { order, length: 5, skip: 10_000 }
    const selected = await Effect.runPromise(
      selectInOrder<ListPosition, never, never>(query, scan, Effect.succeed(20_000)),
    )
    assert.deepStrictEqual(selected, sorted(entriesOf(20_000)).slice(10_000, 10_005))
    assert.isAtMost(Math.max(...held), 4_100)
  })
})
