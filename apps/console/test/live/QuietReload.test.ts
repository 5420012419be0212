/** Tests loading again after changes. */
import { describe, it } from "@effect/vitest"
import { assert, vi } from "vitest"
import { makeQuietReload } from "../../src/live/QuietReload.ts"

describe("A quiet reload", () => {
  it("runs once at a time, and once more after changes meanwhile", async () => {
    vi.useFakeTimers()
    try {
      let loads = 0
      const reload = makeQuietReload(async () => {
        loads++
      })
      const all = Promise.all(Array.from({ length: 100 }, () => reload()))
      assert.strictEqual(loads, 1)
      void reload()
      await vi.advanceTimersByTimeAsync(999)
      assert.strictEqual(loads, 1)
      await vi.runAllTimersAsync()
      await all
      assert.strictEqual(loads, 2)
      void reload()
      await vi.runAllTimersAsync()
      assert.strictEqual(loads, 3)
    } finally {
      vi.useRealTimers()
    }
  })

  it("pauses longer after a long load, unless it has to run at once", async () => {
    vi.useFakeTimers()
    try {
      let loads = 0
      const reload = makeQuietReload(
        () => new Promise((resolve) => setTimeout(resolve, 100, loads++)),
        (took) => 5 * took,
      )
      const first = reload()
      await vi.advanceTimersByTimeAsync(100)
      void reload()
      await vi.advanceTimersByTimeAsync(499)
      assert.strictEqual(loads, 1)
      await vi.advanceTimersByTimeAsync(101)
      assert.strictEqual(loads, 2)
      void reload(true)
      await vi.advanceTimersByTimeAsync(0)
      assert.strictEqual(loads, 3)
      await vi.runAllTimersAsync()
      await first
    } finally {
      vi.useRealTimers()
    }
  })

  it("runs again after a load that fails", async () => {
    let loads = 0
    const reload = makeQuietReload(() => Promise.reject(new Error(String(loads++))))
    for (const _ of [1, 2]) await reload().catch(() => undefined)
    assert.strictEqual(loads, 2)
  })
})
