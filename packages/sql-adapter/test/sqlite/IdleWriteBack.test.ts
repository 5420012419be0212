import { copyFileSync, statSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"
import { assert, describe, it } from "@effect/vitest"
import { connector } from "@odj/connector-store-contract"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import * as IdleWriteBack from "../../src/sqlite/IdleWriteBack.ts"
import { openDatabase, temporaryPath } from "./SqliteFiles.ts"

/** How many connectors a copy of the file has, without its log. */
const inCopy = (path: string) => {
  copyFileSync(path, `${path} copy`)
  const copy = new DatabaseSync(`${path} copy`)
  const count = copy.prepare("SELECT count(*) AS count FROM odj_connector").get()?.count
  copy.close()
  return count
}

describe("IdleWriteBack", () => {
  it.effect("makes a plain copy of the file complete once there were no writes for a second", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      const { store } = yield* openDatabase(path)
      yield* store.createMany(Array(300).fill(connector()))
      assert.strictEqual(inCopy(path), 0)
      yield* TestClock.adjust(2_000)
      assert.strictEqual(inCopy(path), 300)
      // The next write reuses the space of the log.
      const size = statSync(`${path}-wal`).size
      yield* store.create(connector())
      assert.strictEqual(statSync(`${path}-wal`).size, size)
    }),
  )

  it.effect("waits for a reader, and writes the rest back within a second of its end", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      const { store } = yield* openDatabase(path)
      yield* store.create(connector())
      const reader = new DatabaseSync(path)
      reader.exec("BEGIN; SELECT count(*) FROM odj_connector")
      yield* store.create(connector())
      yield* TestClock.adjust(5_000)
      assert.notStrictEqual(inCopy(path), 2)
      reader.close()
      yield* TestClock.adjust(1_000)
      assert.strictEqual(inCopy(path), 2)
    }),
  )

  it.effect("waits as long as there are writes, and then runs once", () =>
    Effect.gen(function* () {
      let runs = 0
      const written = yield* IdleWriteBack.make(() => ++runs > 0)
      for (let write = 0; write < 20; write++) {
        written()
        yield* TestClock.adjust(600)
      }
      assert.strictEqual(runs, 0)
      yield* TestClock.adjust(60_000)
      assert.strictEqual(runs, 1)
      written()
      yield* TestClock.adjust(1_000)
      assert.strictEqual(runs, 2)
    }),
  )
})
