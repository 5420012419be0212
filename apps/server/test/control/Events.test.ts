/** When the events of a control are sent. */
import { assert, describe, it } from "@effect/vitest"
import { makeEvents } from "../../src/control/Events.ts"

/** Events of a server that never changes, with a timer that the test moves. */
const make = () => {
  let timers = 0
  let look = () => {}
  const events = makeEvents(
    {
      controls: { clock: { now: () => new Date(0), offset: () => 0 }, faults: () => [] },
      ledger: { latest: () => [], recording: () => ({ epoch: "a", since: 0, dropped: 0 }) },
      changes: () => 0,
    },
    (run) => {
      timers++
      look = run
      return () => void timers--
    },
  )
  const received: Array<string> = []
  return {
    received,
    /** Begins to listen, and returns what ends it. */
    listen: () => {
      const end = events.streamAfter(undefined)?.({
        isReady: () => true,
        send: (text) => void received.push(text),
      })
      return () => end?.()
    },
    timers: () => timers,
    tick: () => look(),
  }
}

describe("The events of a control", () => {
  it("are looked for by one timer, and only while a program listens", () => {
    const { listen, timers } = make()
    assert.strictEqual(timers(), 0)
    const [leave, leaveToo] = [listen(), listen()]
    assert.strictEqual(timers(), 1)
    leave()
    assert.strictEqual(timers(), 1)
    leaveToo()
    assert.strictEqual(timers(), 0)
    listen()
    assert.strictEqual(timers(), 1)
  })

  it("have a comment every 15 seconds, which is every 150 looks", () => {
    const { listen, received, tick } = make()
    listen()
    const { length } = received
    for (let count = 0; count < 149; count++) tick()
    assert.lengthOf(received, length)
    tick()
    assert.deepStrictEqual(received.slice(length), [":\n\n"])
  })
})
