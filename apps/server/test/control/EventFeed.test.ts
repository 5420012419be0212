/** What a program knows that reads the events of a control, and what waits for it. */
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Schema } from "effect"
import * as ServerClock from "../../src/clock/ServerClock.ts"
import { makeEventFeed } from "../../src/control/EventFeed.ts"
import type { ArmedFault } from "../../src/faults/ArmedFaults.ts"
import type { HttpRequest, HttpResponse } from "../../src/http/HttpMessage.ts"
import { makeLedger } from "../../src/ledger/Ledger.ts"
import { requestOf } from "../ledger/recordedServer.ts"
import { eventReader, eventsIn } from "./eventReader.ts"

interface InFlight {
  readonly request: HttpRequest
  readonly end: Effect.Effect<unknown>
}

/** A feed of a ledger that keeps few requests, and programs that read it. */
const make = Effect.gen(function* () {
  const clock = yield* ServerClock.make
  const ledger = makeLedger(clock, { requests: 220, bytes: 100_000_000 })
  const inFlight: Array<InFlight> = []
  let faults: ReadonlyArray<ArmedFault> = []
  let changes = 0
  const feed = makeEventFeed({
    controls: { clock: { now: () => new Date(0), offset: clock.offset }, faults: () => faults },
    ledger,
    changes: () => changes,
  })

  const arrive = Effect.gen(function* () {
    const response = yield* Deferred.make<HttpResponse>()
    const request = requestOf()
    const handling = ledger.recorded(() => Deferred.await(response))(request)
    const fiber = yield* Effect.forkChild(handling, { startImmediately: true })
    const end = Deferred.succeed(response, { status: 200, headers: {} }).pipe(
      Effect.andThen(Fiber.join(fiber)),
    )
    inFlight.push({ request, end })
  })

  /** A program that reads the feed, as long as it is ready. */
  const listener = (lastId?: string) => {
    const reader = eventReader()
    const received: Array<string> = []
    let isReady = true
    const sink = {
      isReady: () => isReady,
      send: (text: string) => {
        received.push(text)
        reader.read(text)
      },
    }
    return {
      ...reader,
      received,
      setReady: (ready: boolean) => (isReady = ready),
      /** Begins to listen, and returns what ends it. */
      listen: (id = lastId) => feed.add(sink, id),
    }
  }

  /** What `GET /_odj/requests` has of the last 200 requests, without what summaries lack. */
  const latest = () =>
    ledger
      .requests()
      .slice(-200)
      .map(({ headers: _, body: __, bodyLength: ___, token: ____, response: _____, ...summary }) => summary)

  return {
    ...feed,
    ledger,
    clock,
    inFlight,
    arrive,
    listener,
    latest,
    arm: (armed: ReadonlyArray<ArmedFault>) => (faults = armed),
    change: () => changes++,
  }
})

const upTo = (maximum: number) => Schema.Int.check(Schema.isBetween({ minimum: 1, maximum }))

const Step = Schema.Union([
  Schema.Struct({ arrive: upTo(250) }),
  Schema.Struct({ arrive: upTo(3) }),
  Schema.Struct({ end: upTo(100), newest: Schema.Boolean }),
  Schema.Struct({ commit: Schema.Literal(true) }),
  Schema.Struct({ clear: Schema.Literal(true) }),
  Schema.Struct({ send: Schema.Literal(true) }),
  Schema.Struct({ ready: Schema.Boolean }),
  Schema.Struct({ reconnect: Schema.Literals(["resume", "anew"]) }),
])

describe("The feed of events", () => {
  it.effect.prop(
    "gives a program exactly the last 200 requests, however it reads, reconnects, and requests are forgotten",
    [Schema.Array(Step).check(Schema.isMaxLength(20))],
    ([steps]) =>
      Effect.gen(function* () {
        const { ledger, inFlight, arrive, listener, latest, send } = yield* make
        const program = listener()
        let leave = program.listen()
        for (const step of steps) {
          if ("arrive" in step) for (let count = 0; count < step.arrive; count++) yield* arrive
          if ("end" in step) {
            const ending = step.newest ? inFlight.splice(-step.end) : inFlight.splice(0, step.end)
            for (const { end } of ending) yield* end
          }
          if ("commit" in step) for (const { request } of inFlight) request.facts.committed = true
          if ("clear" in step) ledger.clear()
          if ("send" in step) send()
          if ("ready" in step) program.setReady(step.ready)
          if ("reconnect" in step) {
            leave()
            leave = program.listen(step.reconnect === "resume" ? program.lastId() : undefined)
          }
        }
        program.setReady(true)
        send()
        assert.deepStrictEqual(program.requests(), latest())
        assert.strictEqual(program.state().dropped, ledger.recording().dropped)
        for (const { end } of inFlight) yield* end
        send()
        assert.deepStrictEqual(program.requests(), latest())
      }),
    { arbitrary: { runs: 60, size: 50 } },
  )

  it.effect("sends each change once, and nothing if there is none", () =>
    Effect.gen(function* () {
      const { inFlight, arrive, listener, send } = yield* make
      const { listen, received } = listener()
      listen()
      assert.deepStrictEqual(
        eventsIn(received.join("")).map(({ type }) => type),
        ["reset", "state"],
      )
      send()
      assert.lengthOf(received, 1)
      yield* arrive
      yield* arrive
      send()
      send()
      yield* inFlight[0]?.end ?? Effect.void
      send()
      send()
      assert.deepStrictEqual(
        received
          .slice(1)
          .flatMap(eventsIn)
          .map(({ data }) => data.map(({ number, outcome }: never) => [number, outcome])),
        [
          [
            [1, "inFlight"],
            [2, "inFlight"],
          ],
          [[1, "response"]],
        ],
      )
    }),
  )

  it.effect(
    "keeps nothing for a program that does not read, and sends it the newest requests when it does",
    () =>
      Effect.gen(function* () {
        const { arrive, listener, latest, send } = yield* make
        const slow = listener()
        const { listen, received, setReady } = slow
        listen()
        setReady(false)
        for (let count = 0; count < 300; count++) {
          yield* arrive
          send()
        }
        assert.lengthOf(received, 1)
        setReady(true)
        send()
        assert.lengthOf(received, 2)
        assert.lengthOf(eventsIn(received[1] ?? "")[0]?.data, 200)
        assert.deepStrictEqual(slow.requests(), latest())
      }),
  )

  it.effect("continues after the last id, but not after one from before the requests were forgotten", () =>
    Effect.gen(function* () {
      const { ledger, arrive, listener } = yield* make
      const first = listener()
      yield* arrive
      first.listen()()
      yield* arrive
      const typesFrom = (id: string | undefined) => {
        const { listen, received } = listener(id)
        listen()()
        return eventsIn(received.join("")).map(({ type, data }) => (type === "requests" ? data.length : type))
      }
      assert.deepStrictEqual(typesFrom(first.lastId()), [1, "state"])
      const everything = ["reset", 2, "state"]
      for (const id of [undefined, "", "1", `${first.lastId()}x`, crypto.randomUUID()])
        assert.deepStrictEqual(typesFrom(id), everything, id)
      ledger.clear()
      yield* arrive
      assert.deepStrictEqual(typesFrom(first.lastId()), ["reset", 1, "state"])
    }),
  )

  it.effect("sends the state after each reset, so that a program can show both together", () =>
    Effect.gen(function* () {
      const { ledger, listener, send } = yield* make
      const { listen, received } = listener()
      listen()
      // The time of the test stands still, so the state is the same.
      ledger.clear()
      send()
      assert.deepStrictEqual(
        received.flatMap(eventsIn).map(({ type }) => type),
        ["reset", "state", "reset", "state"],
      )
    }),
  )

  it.effect("sends the state when the clock moves, a fault strikes or a connector changes", () =>
    Effect.gen(function* () {
      const { clock, arm, change, listener, send } = yield* make
      const { listen, state, received } = listener()
      listen()
      const changed = (run: () => unknown) => {
        const { length } = received
        run()
        send()
        send()
        assert.lengthOf(received, length + 1)
        return state()
      }
      assert.deepStrictEqual(changed(() => clock.advance("1 hour")).clock.offset, 3_600_000)
      const fault = { on: "create", with: "reset" } as const
      const armed = { id: "1", fault, matched: 1, struck: 0 }
      assert.deepStrictEqual(changed(() => arm([armed])).faults, [armed])
      assert.strictEqual(changed(() => arm([{ ...armed, struck: 1 }])).faults[0].struck, 1)
      assert.strictEqual(changed(change).changes, 1)
    }),
  )

  it.effect("sends a comment only to programs that read", () =>
    Effect.gen(function* () {
      const { listener, comment } = yield* make
      const [one, other] = [listener(), listener()]
      one.listen()
      other.listen()
      other.setReady(false)
      comment()
      assert.deepStrictEqual([one.received[1], other.received[1]], [":\n\n", undefined])
    }),
  )
})
