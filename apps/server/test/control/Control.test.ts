/** The resources of the control, one request at a time, without a socket. */
import { assert, describe, it } from "@effect/vitest"
import { ConnectorStoreFull } from "@odj/core"
import { exampleConnector } from "@odj/domain"
import { defaultTenant } from "@odj/graph-wire"
import { Effect } from "effect"
import type { DoubleControls } from "../../src/double/TestDouble.ts"
import { presets } from "../../src/faults/Presets.ts"
import type { RecordedRequest } from "../../src/ledger/RecordedRequest.ts"
import { controlled, jsonOf, type Parts, problemsIn, requestFor } from "./request.ts"

const fault = { on: "create", with: { status: 504, after: "commit" } } as const

/** The control of a double whose controls are replaced by others. */
const over = (controls: Partial<DoubleControls>) =>
  Effect.map(controlled(undefined, undefined, { controls }), ({ send }) => send)

const invalid = Effect.fail({ problems: [{ path: ["0", "state"], message: "Unknown state" }] }) as never

describe("The control", () => {
  it.effect("lists its resources, with the address that the client used", () =>
    Effect.gen(function* () {
      const { send } = yield* controlled()
      for (const target of ["/_odj", "/_odj/"]) {
        const response = yield* send(target, { headers: { host: "localhost:1" } })
        assert.strictEqual(response.status, 200)
        const resources: ReadonlyArray<{ readonly url: string; readonly methods: ReadonlyArray<string> }> =
          jsonOf(response)
        assert.deepStrictEqual(
          resources.map(
            ({ url, methods }) => `${url.replace("http://localhost:1", "")} ${methods.join(" ")}`,
          ),
          [
            "/_odj/faults GET HEAD POST DELETE",
            "/_odj/faults/{id} DELETE",
            "/_odj/presets GET HEAD",
            "/_odj/requests GET HEAD DELETE",
            "/_odj/requests/{id} GET HEAD",
            "/_odj/events GET HEAD",
            "/_odj/clock GET HEAD PATCH",
            "/_odj/connectors POST DELETE",
            "/_odj/snapshot GET HEAD PUT",
            "/_odj/reset POST",
            "/_odj/tokens POST",
            "/_odj/status GET HEAD",
            "/_odj/schema GET HEAD",
          ],
        )
      }
    }),
  )

  it.effect("handles only requests for its own paths", () =>
    Effect.gen(function* () {
      const { send } = yield* controlled()
      for (const path of ["/", "/odj", "/_odjx", "/beta/_odj", "/%5Fodj", "/x?/_odj"])
        assert.strictEqual((yield* send(path)).status, 299, path)
      for (const path of ["/_odj", "/_odj?", "/_odj/x", "http://127.0.0.1:8365/_odj"])
        assert.notStrictEqual((yield* send(path)).status, 299, path)
    }),
  )

  it.effect("forbids caches to keep a response", () =>
    Effect.gen(function* () {
      const { send } = yield* controlled()
      for (const [target, parts] of [
        ["/_odj", {}],
        ["/_odj/snapshot", {}],
        ["/_odj/reset", { method: "POST" }],
        ["/_odj/nothing", {}],
        ["/_odj", { headers: { origin: "null" } }],
      ] as const) {
        const { headers } = yield* send(target, parts)
        assert.strictEqual(headers["Cache-Control"], "no-store", target)
        assert.strictEqual(headers["X-Content-Type-Options"], "nosniff", target)
      }
    }),
  )

  it.effect("has the ids of the request in its failures, as Graph", () =>
    Effect.gen(function* () {
      const { send } = yield* controlled()
      const id = "0f0d1a34-5c59-4a0e-9f0b-6f6c3f1e7a10"
      const response = yield* send("/_odj/nothing", { headers: { "client-request-id": id } })
      assert.strictEqual(response.status, 404)
      const { code, message, innerError } = jsonOf(response).error
      assert.deepStrictEqual(
        [code, message],
        ["ResourceNotFound", "There is no '/_odj/nothing'. GET /_odj lists what there is."],
      )
      assert.deepStrictEqual(
        [innerError["request-id"], innerError["client-request-id"]],
        [response.headers["request-id"], id],
      )
    }),
  )

  it.effect("names the methods of a resource for any other", () =>
    Effect.gen(function* () {
      const { send } = yield* controlled()
      const resources: ReadonlyArray<{ readonly url: string; readonly methods: ReadonlyArray<string> }> =
        jsonOf(yield* send("/_odj"))
      for (const { url, methods } of resources) {
        const all = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "constructor"]
        for (const method of all.filter((name) => !methods.includes(name))) {
          const { status, headers } = yield* send(url, { method })
          assert.deepStrictEqual([status, headers.Allow], [405, methods.join(", ")], `${method} ${url}`)
        }
      }
      for (const path of ["/_odj/constructor", "/_odj/clock/1", "/_odj/clock/", "/_odj/faults/1/2"])
        assert.strictEqual((yield* send(path)).status, 404, path)
    }),
  )

  it.effect("refuses parameters that a resource does not have, and changes nothing", () =>
    Effect.gen(function* () {
      const { send, double } = yield* controlled()
      yield* double.controls.fail(fault)
      const response = yield* send("/_odj/faults?id=1", { method: "DELETE" })
      assert.strictEqual(response.status, 400)
      assert.deepStrictEqual(problemsIn(response), ["id: Unknown parameter"])
      assert.lengthOf(double.controls.faults(), 1)
    }),
  )

  it.effect("adds one fault or several, lists them, and removes one or all", () =>
    Effect.gen(function* () {
      const { send, double } = yield* controlled()
      const one = yield* send("/_odj/faults", { method: "POST", body: fault })
      assert.strictEqual(one.status, 201)
      assert.deepStrictEqual(jsonOf(one), [{ id: "1", fault, matched: 0, struck: 0 }])
      const two = yield* send("/_odj/faults", { method: "POST", body: [fault, fault] })
      assert.deepStrictEqual(
        jsonOf(two).map(({ id }: { readonly id: string }) => id),
        ["2", "3"],
      )
      assert.deepStrictEqual(jsonOf(yield* send("/_odj/faults")), double.controls.faults())
      assert.strictEqual((yield* send("/_odj/faults/2", { method: "DELETE" })).status, 204)
      for (const id of ["2", "", "%zz", "constructor"]) {
        const missing = yield* send(`/_odj/faults/${id}`, { method: "DELETE" })
        assert.strictEqual(missing.status, 404, id)
        assert.strictEqual(jsonOf(missing).error.message, `There is no fault with the id '${id}'.`)
      }
      assert.deepStrictEqual(
        double.controls.faults().map(({ id }) => id),
        ["1", "3"],
      )
      assert.strictEqual((yield* send("/_odj/faults", { method: "DELETE" })).status, 204)
      assert.deepStrictEqual(double.controls.faults(), [])
    }),
  )

  it.effect("numbers the faults of an array in its problems, from 0 as in a program", () =>
    Effect.gen(function* () {
      const { send } = yield* controlled()
      const body = [fault, { with: "cut" }, { with: { status: 99 }, nth: 0 }]
      assert.deepStrictEqual(problemsIn(yield* send("/_odj/faults", { method: "POST", body })), [
        'faults[1]/with: Unknown value "cut". Did you mean cutBody?',
        "faults[2]/nth: Expected a value greater than or equal to 1",
        "faults[2]/with.status: Expected a value between 200 and 599",
      ])
    }),
  )

  it.effect("returns the requests that match, with how many were dropped, and at most the newest", () =>
    Effect.gen(function* () {
      const requests = [1, 2, 3].map((number) => ({ number }) as RecordedRequest)
      const queries: Array<unknown> = []
      const send = yield* over({
        requests: (query) => {
          queries.push(query)
          return Object.assign([...requests], { dropped: 4 })
        },
      })
      assert.deepStrictEqual(jsonOf(yield* send("/_odj/requests?status=504")), { dropped: 4, requests })
      assert.deepStrictEqual(queries, [{ status: 504 }])
      const numbers = (json: { readonly requests: ReadonlyArray<RecordedRequest> }): ReadonlyArray<number> =>
        json.requests.map(({ number }) => number)
      for (const [last, expected] of [
        [0, []],
        [2, [2, 3]],
        [9, [1, 2, 3]],
      ] as const)
        assert.deepStrictEqual(numbers(jsonOf(yield* send(`/_odj/requests?last=${last}`))), expected)
    }),
  )

  it.effect("forgets the requests", () =>
    Effect.gen(function* () {
      let forgotten = 0
      const send = yield* over({
        forget: () => {
          forgotten++
        },
      })
      assert.strictEqual((yield* send("/_odj/requests", { method: "DELETE" })).status, 204)
      assert.strictEqual(forgotten, 1)
    }),
  )

  it.effect("moves the clock forward and to a time, and says how far it is ahead", () =>
    Effect.gen(function* () {
      const { send, double } = yield* controlled()
      const patch = (body: object) => send("/_odj/clock", { method: "PATCH", body })
      const start = jsonOf(yield* send("/_odj/clock"))
      assert.strictEqual(start.offset, 0)
      const advanced = jsonOf(yield* patch({ advance: "6 days" }))
      assert.strictEqual(advanced.offset, 518_400_000)
      const set = yield* patch({ time: "2026-01-31T13:00:00+01:00" })
      assert.strictEqual(set.status, 200)
      assert.strictEqual(jsonOf(set).time, double.controls.clock.now().toISOString())
      assert.match(jsonOf(set).time, /^2026-01-31T12:00:00\.0\d\dZ$/)
    }),
  )

  it.effect("says why the clock can't be moved, and does not move it", () =>
    Effect.gen(function* () {
      const { send, double } = yield* controlled()
      const changes: ReadonlyArray<readonly [change: object, reason: RegExp]> = [
        [
          { advance: "6 dayz" },
          /^advance: The clock can't be advanced by "6 dayz"\. Give milliseconds, or a text such as "6 days"\./,
        ],
        [{ advance: -1 }, /negative/],
        [{ advance: "1000000 weeks" }, /after the year 9999/],
        [{ time: "2026-01-31T12:00:00" }, /^time: .* from 1970 to 9999/],
        [{ time: "1969-12-31T00:00:00Z" }, /from 1970 to 9999/],
      ]
      for (const [body, reason] of changes) {
        const response = yield* send("/_odj/clock", { method: "PATCH", body })
        assert.strictEqual(response.status, 400)
        assert.match(problemsIn(response).join(), reason, JSON.stringify(body))
      }
      assert.strictEqual(double.controls.clock.offset(), 0)
    }),
  )

  it.effect("creates connectors in the tenant that it is given", () =>
    Effect.gen(function* () {
      const seeded: Array<unknown> = []
      const send = yield* over({
        seed: (connectors, options) => Effect.sync(() => seeded.push(connectors, options?.tenant)),
      })
      const post = (target: string, body: unknown, type = "application/json") =>
        send(target, { method: "POST", body, headers: { "content-type": type } })
      const response = yield* post("/_odj/connectors?tenant=contoso", [exampleConnector, exampleConnector])
      assert.strictEqual(response.status, 201)
      assert.deepStrictEqual(jsonOf(response), { created: 2 })
      yield* post("/_odj/connectors", `${JSON.stringify(exampleConnector)}\n`, "application/x-ndjson")
      assert.deepStrictEqual(seeded, [
        [exampleConnector, exampleConnector],
        "contoso",
        [exampleConnector],
        undefined,
      ])
    }),
  )

  it.effect("returns a snapshot, restores one, and resets", () =>
    Effect.gen(function* () {
      const calls: Array<unknown> = []
      const snapshot = { time: "2026-01-31T12:00:00.000Z", tenants: { contoso: [] } }
      const send = yield* over({
        snapshot: Effect.succeed(snapshot),
        restore: (restored) => Effect.sync(() => calls.push(restored)),
        reset: Effect.sync(() => calls.push("reset")),
      })
      assert.deepStrictEqual(jsonOf(yield* send("/_odj/snapshot")), snapshot)
      const restored = yield* send("/_odj/snapshot", { method: "PUT", body: snapshot })
      assert.deepStrictEqual([restored.status, restored.body], [204, undefined])
      assert.strictEqual((yield* send("/_odj/reset", { method: "POST" })).status, 204)
      assert.deepStrictEqual(calls, [snapshot, "reset"])
    }),
  )

  it.effect("names every problem that a control has with its input", () =>
    Effect.gen(function* () {
      const send = yield* over({ fail: () => invalid, seed: () => invalid, restore: () => invalid })
      for (const [target, method] of [
        ["/_odj/faults", "POST"],
        ["/_odj/connectors", "POST"],
        ["/_odj/snapshot", "PUT"],
      ] as const) {
        const response = yield* send(target, { method, body: [] })
        assert.strictEqual(response.status, 400, target)
        assert.deepStrictEqual(problemsIn(response), ["0/state: Unknown state"], target)
      }
    }),
  )

  it.effect("ends the message of a problem with one full stop, or with its question mark", () =>
    Effect.gen(function* () {
      const { send } = yield* controlled()
      const response = yield* send("/_odj/faults", { method: "POST", body: { on: "crate" } })
      assert.strictEqual(
        jsonOf(response).error.message,
        'on: Unknown operation "crate". Did you mean create? with: Required.',
      )
    }),
  )

  it.effect("reads a body that begins with a byte order mark, as editors write it", () =>
    Effect.gen(function* () {
      const { send } = yield* controlled()
      const text = `\u{FEFF}${JSON.stringify(fault)}\n`
      for (const type of ["application/json", "application/x-ndjson"]) {
        const headers = { "content-type": type }
        assert.strictEqual((yield* send("/_odj/faults", { method: "POST", body: text, headers })).status, 201)
      }
    }),
  )

  it.effect("names only the first problems of a body that has many", () =>
    Effect.gen(function* () {
      const many = Array.from({ length: 1_000 }, (_, index) => ({ path: [String(index)], message: "Wrong" }))
      const send = yield* over({ fail: () => Effect.fail({ problems: many }) as never })
      const post = (lines: number, type: string) =>
        send("/_odj/faults", {
          method: "POST",
          body: "[]\n".repeat(lines === 0 ? 1 : 0) + "no\n".repeat(lines),
          headers: { "content-type": type },
        })
      const refused = problemsIn(yield* post(0, "application/json"))
      assert.strictEqual(refused[0], "0: Wrong")
      assert.deepStrictEqual(refused.slice(99), ["99: Wrong", ": There are more problems"])
      const unread = problemsIn(yield* post(1_000, "application/x-ndjson"))
      assert.match(unread[99] ?? "", /^line 100: /)
      assert.deepStrictEqual(unread.slice(100), [": There are more problems"])
      assert.lengthOf(problemsIn(yield* post(100, "application/x-ndjson")), 100)
    }),
  )

  it.effect("refuses a body with more problems than a call can have arguments", () =>
    Effect.gen(function* () {
      const { send } = yield* controlled()
      const rows = Array.from({ length: 200_000 }, () => 0)
      const names = Object.fromEntries(rows.map((_, index) => [`name${index}`, 0]))
      const snapshot = { time: "2026-01-31T12:00:00.000Z", tenants: { [defaultTenant]: rows } }
      for (const [target, method, body] of [
        ["/_odj/snapshot", "PUT", snapshot],
        ["/_odj/connectors", "POST", names],
      ] as const)
        assert.strictEqual((yield* send(target, { method, body })).status, 400, target)
    }),
  )

  it.effect("reports a failure of the store as Graph's API does", () =>
    Effect.gen(function* () {
      const full = new ConnectorStoreFull({ report: { message: "The disk is full" } })
      const send = yield* over({ reset: Effect.fail(full) as never })
      const response = yield* send("/_odj/reset", { method: "POST" })
      assert.deepStrictEqual([response.status, jsonOf(response).error.message], [507, "The disk is full"])
    }),
  )

  it.effect("lists the presets, whose faults it accepts", () =>
    Effect.gen(function* () {
      const { send } = yield* controlled()
      const listed: ReadonlyArray<{ readonly name: string; readonly faults: unknown }> = jsonOf(
        yield* send("/_odj/presets"),
      )
      assert.deepStrictEqual(
        listed,
        Object.entries(presets).map(([name, preset]) => ({ name, ...preset })),
      )
      for (const { name, faults } of listed) {
        const response = yield* send("/_odj/faults", { method: "POST", body: faults })
        assert.strictEqual(response.status, 201, name)
      }
    }),
  )

  it.effect("serves the JSON Schema of faults", () =>
    Effect.gen(function* () {
      const { send } = yield* controlled()
      const response = yield* send("/_odj/schema")
      assert.strictEqual(response.headers["Content-Type"], "application/schema+json")
      assert.isObject(jsonOf(response).$defs.GraphFault)
    }),
  )

  it.effect("responds with 500 without details to a defect", () =>
    Effect.gen(function* () {
      const send = yield* over({ faults: () => assert.fail("a secret") })
      const response = yield* send("/_odj/faults")
      assert.strictEqual(response.status, 500)
      assert.notInclude(response.body, "secret")
    }),
  )

  it.effect("changes nothing for a request that it refuses", () =>
    Effect.gen(function* () {
      const { send, double } = yield* controlled({ token: "secret" })
      const refused: ReadonlyArray<readonly [status: number, headers: NonNullable<Parts["headers"]>]> = [
        [401, {}],
        [401, { authorization: "Bearer wrong" }],
        [403, { authorization: "Bearer secret", origin: "https://evil.example" }],
      ]
      const authorized = { authorization: "Bearer secret" }
      for (const [status, headers] of refused) {
        const response = yield* send("/_odj/faults", { method: "POST", body: fault, headers })
        assert.strictEqual(response.status, status)
        assert.deepStrictEqual(double.controls.faults(), [])
      }
      yield* send("/_odj/faults", { method: "POST", body: fault, headers: authorized })
      assert.lengthOf(double.controls.faults(), 1)
    }),
  )
})

describe("The largest body of a request", () => {
  const headers = { authorization: "Bearer secret" }

  it.effect("is larger only for a request that is for the control and allowed", () =>
    Effect.gen(function* () {
      const { control } = yield* controlled({ token: "secret" })
      const largest = (target: string) => control.maxBody(requestFor(target, { headers }))
      assert.strictEqual(largest("/_odj/snapshot"), 67_108_864)
      assert.strictEqual(largest("/_odj/connectors?tenant=contoso"), 67_108_864)
      for (const path of ["/_odj/faults", "/_odj/clock", "/_odj/snapshots", "/_odj/snapshot/1", "/_odj"])
        assert.strictEqual(largest(path), 1_048_576, path)
      for (const target of ["/beta/_odj/snapshot", "/beta?/_odj/snapshot", "*"])
        assert.isUndefined(largest(target), target)
      assert.isUndefined(control.maxBody(requestFor("/_odj/snapshot")))
    }),
  )
})
