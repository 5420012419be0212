/** Tests imports against a service of batches that can lose requests and responses. */
import { assert, describe, it } from "@effect/vitest"
import { DateTimeOffset, exampleConnector } from "@odj/domain"
import { Effect, Schema } from "effect"
import type { Call } from "../../src/api/Call.ts"
import { CallFailed } from "../../src/api/CallFailed.ts"
import { makeImport } from "../../src/transfer/ImportJob.ts"

interface BatchRequest {
  readonly id: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: { readonly id?: string; readonly displayName: string }
}

const rows = (length: number) =>
  Array.from({ length }, (_, index) => ({
    row: index + 1,
    connector: {
      ...exampleConnector,
      displayName: String(index),
      lastConnectionDateTime: DateTimeOffset.make("2026-01-31T12:00:00Z"),
      state: "active" as const,
    },
  }))

/** A service that keeps keys unless it knows none. `fate` says what happens to the exchange with that number. */
const makeService = (fate: (exchange: number) => "lost" | "response lost" | "fine", knowsKeys = true) => {
  const created: Array<string> = []
  const keys = new Set<string>()
  const lengths: Array<number> = []
  let exchange = 0
  const respond = ({ id, headers, body }: BatchRequest) => {
    const key = headers["Idempotency-Key"]
    if (key !== undefined && !knowsKeys)
      return { id, status: 501, body: { error: { code: "NotImplemented", message: "No keys." } } }
    if (body.displayName === "bad")
      return { id, status: 503, body: { error: { code: "Busy", message: "Try later." } } }
    if (key === undefined || !keys.has(key)) created.push(body.displayName)
    if (key !== undefined) keys.add(key)
    return { id, status: 201, body: { id: body.displayName } }
  }
  const send = async (call: Call) => {
    const { requests } = call.body as { readonly requests: ReadonlyArray<BatchRequest> }
    lengths.push(requests.length)
    const what = fate(exchange++)
    if (what === "lost") throw new CallFailed(call, "The server does not respond.")
    const responses = requests.map(respond)
    if (what === "response lost") throw new CallFailed(call, "The server does not respond.")
    return { status: 200, headers: new Headers(), body: { responses } }
  }
  return { send, created, lengths }
}

const { signal } = new AbortController()

describe("An import", () => {
  it("creates all rows by batches of 20", async () => {
    const { send, created, lengths } = makeService(() => "fine")
    const job = makeImport(rows(45), send)
    await job.run(signal)
    assert.deepStrictEqual([created.length, lengths], [45, [20, 20, 5]])
    assert.strictEqual(job.state.value.counts.Created, 45)
  })

  const Fate = Schema.Literals(["lost", "response lost", "fine"])
  it.effect.prop(
    "creates each row once, however often requests and responses are lost",
    [
      Schema.Array(Fate).check(Schema.isMaxLength(8)),
      Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 50 })),
    ],
    ([fates, length]) =>
      Effect.promise(async () => {
        const { send, created } = makeService((exchange) => fates[exchange] ?? "fine")
        const job = makeImport(rows(length), send)
        for (let run = 0; run <= fates.length; run++) await job.run(signal)
        assert.deepStrictEqual(
          created.toSorted(),
          rows(length)
            .map(({ connector }) => connector.displayName)
            .toSorted(),
        )
        assert.strictEqual(job.state.value.counts.Created, length)
      }),
  )

  it("stops when the server is away, says so, and sends the rest later", async () => {
    const { send, created } = makeService((exchange) => (exchange === 1 ? "lost" : "fine"))
    const job = makeImport(rows(45), send)
    await job.run(signal)
    const { counts, failure, isRunning } = job.state.value
    assert.deepStrictEqual([counts.Created, counts.Waiting, isRunning], [20, 25, false])
    assert.strictEqual(failure, "The server does not respond.")
    await job.run(signal)
    assert.strictEqual(created.length, 45)
    assert.strictEqual(job.state.value.failure, undefined)
  })

  it("keeps the rows that fail, with the reason, and tries only those again", async () => {
    const { send, created, lengths } = makeService(() => "fine")
    const bad = rows(1).map(({ connector }) => ({
      row: 26,
      connector: { ...connector, displayName: "bad" },
    }))
    const job = makeImport([...bad, ...rows(25)], send)
    await job.run(signal)
    assert.deepStrictEqual(job.notCreated(), [{ row: 26, state: { _tag: "Failed", message: "Try later." } }])
    await job.run(signal)
    assert.deepStrictEqual(lengths, [20, 6, 1])
    assert.strictEqual(created.length, 25)
  })

  it("sends no further batch after a cancel, and can continue", async () => {
    const controller = new AbortController()
    const service = makeService(() => "fine")
    const job = makeImport(rows(45), async (call) => {
      const received = await service.send(call)
      controller.abort()
      return received
    })
    await job.run(controller.signal)
    assert.deepStrictEqual(
      [job.state.value.counts.Created, job.state.value.counts.Waiting, job.state.value.failure],
      [20, 25, undefined],
    )
    await job.run(new AbortController().signal)
    assert.strictEqual(service.created.length, 45)
  })

  it("works without keys if the service knows none, and never retries what may have been created", async () => {
    // The first exchange refuses the keys, and the response to the third is lost.
    const { send, created } = makeService((exchange) => (exchange === 2 ? "response lost" : "fine"), false)
    const job = makeImport(rows(60), send)
    await job.run(signal)
    await job.run(signal)
    const { Created, Unknown } = job.state.value.counts
    assert.deepStrictEqual([created.length, Created, Unknown], [60, 40, 20])
  })

  it("says that a connector with the id exists", async () => {
    const job = makeImport(rows(1), async () => ({
      status: 200,
      headers: new Headers(),
      body: {
        responses: [{ id: "1", status: 409, body: { error: { code: "Conflict", message: "It exists." } } }],
      },
    }))
    await job.run(signal)
    assert.deepStrictEqual(job.notCreated(), [{ row: 1, state: { _tag: "Exists" } }])
  })
})
