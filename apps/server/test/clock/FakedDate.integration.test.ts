/** A server follows the `Date` of its program, which the usual tools fake. */
import { mock } from "node:test"
import { assert, describe, it, vi } from "@effect/vitest"
import { collectionPath } from "@odj/graph-wire"
import { type RunningServer, startServer } from "../../src/index.ts"
import { seed } from "../endpoint.ts"

const start = Date.UTC(2030, 0, 1)
const hour = 3_600_000

const fakes = {
  "vi.useFakeTimers of Date": {
    fake: () => vi.useFakeTimers({ toFake: ["Date"], now: start }),
    set: (time: number) => vi.setSystemTime(time),
    restore: () => vi.useRealTimers(),
  },
  "vi.useFakeTimers of everything": {
    fake: () => vi.useFakeTimers({ now: start }),
    set: (time: number) => vi.setSystemTime(time),
    restore: () => vi.useRealTimers(),
  },
  "mock.timers of Date": {
    fake: () => mock.timers.enable({ apis: ["Date"], now: start }),
    set: (time: number) => mock.timers.setTime(time),
    restore: () => mock.timers.reset(),
  },
  "mock.timers of everything": {
    fake: () =>
      mock.timers.enable({ apis: ["Date", "setTimeout", "setInterval", "setImmediate"], now: start }),
    set: (time: number) => mock.timers.setTime(time),
    restore: () => mock.timers.reset(),
  },
}

const request = (server: RunningServer, token: string, path: string, body?: object) =>
  fetch(`${server.url}/beta/${path}`, {
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    ...(body && { method: "POST", body: JSON.stringify(body) }),
  })

describe("A server", () => {
  for (const [name, { fake, set, restore }] of Object.entries(fakes)) {
    it(`follows the \`Date\` that ${name} fakes, can still be moved by its own clock, and stops`, async () => {
      const before = await startServer()
      fake()
      try {
        await using server = await startServer()
        for (const running of [before, server]) {
          set(start)
          assert.deepStrictEqual(running.clock.now(), new Date(start))
          const token = await running.token()
          const created = await request(running, token, collectionPath, seed)
          assert.strictEqual(created.status, 201)
          assert.strictEqual(created.headers.get("date"), "Tue, 01 Jan 2030 00:00:00 GMT")
          set(start + hour)
          running.clock.advance("1 hour")
          const late = await request(running, token, collectionPath)
          assert.strictEqual(late.status, 401)
          assert.strictEqual(late.headers.get("date"), "Tue, 01 Jan 2030 02:00:00 GMT")
          const { error } = (await late.json()) as { error: { innerError: { date: string } } }
          assert.strictEqual(error.innerError.date, "2030-01-01T02:00:00")
          // A scan and a batch yield to the event loop.
          const read = { method: "GET", url: `/${collectionPath}?$filter=contains(displayName,'H')` }
          for (let count = 0; count < 5; count++) {
            const batch = await request(running, await running.token(), "$batch", {
              requests: Array.from({ length: 20 }, (_, id) => ({ id: `${id}`, ...read })),
            })
            const { responses } = (await batch.json()) as { responses: ReadonlyArray<{ status: number }> }
            assert.isTrue(responses.every(({ status }) => status === 200))
          }
        }
        await before.stop()
      } finally {
        restore()
      }
    })
  }
})
