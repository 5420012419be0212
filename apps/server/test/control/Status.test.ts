/** The status of a controlled server, and its connectors as a whole. */
import { assert, describe, it } from "@effect/vitest"
import { ConnectorStoreFull } from "@odj/core"
import { exampleConnector } from "@odj/domain"
import { defaultTenant } from "@odj/graph-wire"
import { Effect } from "effect"
import { controlled, jsonOf, problemsIn } from "./request.ts"

const otherTenant = "2f0d1a34-5c59-4a0e-9f0b-6f6c3f1e7a10"

const many = (count: number) => Array.from({ length: count }, () => exampleConnector)

describe("The status", () => {
  it.effect("has the facts of the server, the connectors of each tenant, and since when it records", () =>
    Effect.gen(function* () {
      const { send, double } = yield* controlled()
      yield* double.controls.seed(many(3))
      yield* double.controls.seed(many(1), { tenant: otherTenant })
      const { recordingSince, ...status } = jsonOf(yield* send("/_odj/status"))
      assert.deepStrictEqual(status, {
        version: "1.2.3",
        store: "memory",
        started: "1970-01-01T00:00:00.000Z",
        url: "http://127.0.0.1:8365",
        ready: "ok",
        tenants: [
          { tenant: defaultTenant, connectors: 3 },
          { tenant: otherTenant, connectors: 1 },
        ],
      })
      double.controls.clock.advance("1 hour")
      double.controls.forget()
      const later = jsonOf(yield* send("/_odj/status"))
      assert.strictEqual(Date.parse(later.recordingSince), Date.parse(recordingSince) + 3_600_000)
    }),
  )

  it.effect("says whether the server is ready, and no numbers of a store that fails or has others", () =>
    Effect.gen(function* () {
      const { double } = yield* controlled()
      const full = new ConnectorStoreFull({ report: { message: "no space left" } })
      const { contents: _, ...shared } = double.tenants
      const failing = { ...double.tenants, contents: { tenants: Effect.fail(full), clear: Effect.void } }
      for (const tenants of [shared, failing]) {
        const server = { tenants, readiness: Effect.succeed("not ready" as const) }
        const { send } = yield* controlled(undefined, undefined, { server })
        const status = jsonOf(yield* send("/_odj/status"))
        assert.strictEqual(status.ready, "not ready")
        assert.notProperty(status, "tenants")
      }
    }),
  )
})

describe("The status of a server with many tenants", () => {
  it.effect("has the connectors of the first 100", () =>
    Effect.gen(function* () {
      const { double } = yield* controlled()
      const ids = Effect.sync(() => Array.from({ length: 101 }, () => crypto.randomUUID()))
      const tenants = { ...double.tenants, contents: { tenants: ids, clear: Effect.void } }
      const { send } = yield* controlled(undefined, undefined, { server: { tenants } })
      assert.lengthOf(jsonOf(yield* send("/_odj/status")).tenants, 100)
    }),
  )
})

describe("The connectors of a tenant", () => {
  it.effect("are deleted all at once, and those of other tenants stay", () =>
    Effect.gen(function* () {
      const { send, double } = yield* controlled()
      const counts = Effect.map(send("/_odj/status"), (response) =>
        jsonOf(response).tenants.map(({ connectors }: { readonly connectors: number }) => connectors),
      )
      yield* double.controls.seed(many(1_234))
      yield* double.controls.seed(many(2), { tenant: otherTenant })
      const before = double.changes()
      assert.strictEqual((yield* send("/_odj/connectors", { method: "DELETE" })).status, 204)
      assert.deepStrictEqual(yield* counts, [0, 2])
      assert.isAbove(double.changes(), before)
      const other = `/_odj/connectors?tenant=${otherTenant.toUpperCase()}`
      assert.strictEqual((yield* send(other, { method: "DELETE" })).status, 204)
      assert.deepStrictEqual(yield* counts, [0, 0])
      const invalid = yield* send("/_odj/connectors?tenant=contoso", { method: "DELETE" })
      assert.strictEqual(invalid.status, 400)
      assert.deepStrictEqual(problemsIn(invalid), ["tenant: Expected a GUID, not contoso"])
    }),
  )
})

describe("A recorded request", () => {
  it.effect("is found by its number until it is forgotten", () =>
    Effect.gen(function* () {
      const { send, record, double } = yield* controlled()
      yield* record("/beta?a=1", { method: "POST", body: { displayName: "HQ" } })
      yield* record()
      const response = yield* send("/_odj/requests/1")
      assert.deepStrictEqual(jsonOf(response), jsonOf(yield* send("/_odj/requests")).requests[0])
      assert.deepStrictEqual(jsonOf(response).body, { displayName: "HQ" })
      for (const number of ["0", "3", "1.0", "-1", "x", "99999999999999999999"])
        assert.strictEqual((yield* send(`/_odj/requests/${number}`)).status, 404)
      double.controls.forget()
      const forgotten = yield* send("/_odj/requests/1")
      assert.match(jsonOf(forgotten).error.message, /^There is no request with the number '1'/)
    }),
  )
})
