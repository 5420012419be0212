/** What the program exports, as a collector receives it. */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { exampleConnector } from "@odj/domain"
import { Effect } from "effect"
import { collect, valuesOf } from "./collector.ts"
import { ended, startListening } from "./program.ts"

const path = "/deviceManagement/domainJoinConnectors"

/** Words that no export may have. */
const secret = "S3cr3t"

const json = { "Content-Type": "application/json" }

/** Sends requests of every kind to a server with a SQLite file, and stops it. */
const exported = Effect.fnUntraced(function* (env: Readonly<Record<string, string>> = {}) {
  const collector = yield* collect
  const folder = yield* Effect.acquireRelease(
    Effect.promise(() => mkdtemp(join(tmpdir(), "odj-test-"))),
    (folder) => Effect.promise(() => rm(folder, { recursive: true })),
  )
  const { child, url } = yield* startListening(["--auth", "none", "--store", `sqlite:${folder}/a.db`], {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
    ...env,
  })
  const send = (method: string, target: string, body?: unknown) =>
    Effect.promise(async () => {
      const headers = { ...json, Authorization: `Bearer ${secret}`, "User-Agent": secret }
      const sent = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) }
      const response = await fetch(url + target, sent)
      return await response.text()
    })
  const connector = { ...exampleConnector, displayName: secret }
  const { id } = JSON.parse(yield* send("POST", `/beta${path}`, connector))
  yield* send("POST", `/beta${path}`, { ...connector, id })
  yield* send("POST", `/beta${path}`, { ...connector, state: secret, [secret]: secret })
  yield* send("PATCH", `/beta${path}/${id}`, { displayName: `${secret}2` })
  yield* send("GET", `/beta${path}?$filter=displayName eq '${secret}' or contains(version,'${secret}')`)
  yield* send("GET", `/beta${path}?$filter=${secret}`)
  yield* send("POST", "/beta/$batch", {
    requests: [
      { id: "1", method: "GET", url: `${path}?$filter=displayName eq '${secret}'` },
      { id: "2", method: "DELETE", url: `${path}/${id}` },
    ],
  })
  yield* send("GET", "/readyz")
  yield* send("GET", "/livez")
  child.kill()
  assert.strictEqual((yield* ended(child)).exitCode, 0)
  return { collector, port: Number(new URL(url).port) }
})

describe("Telemetry", () => {
  it.live("has spans and metrics by the conventions, and nothing that a client has written", () =>
    Effect.gen(function* () {
      const { collector, port } = yield* exported()
      assert.deepStrictEqual(collector.paths(), ["/v1/metrics", "/v1/traces"])
      assert.notInclude(collector.text().toLowerCase(), secret.toLowerCase())

      const spans = collector.spans()
      const named = (name: string) => spans.filter((span) => span.name === name)
      assert.deepStrictEqual(
        spans.filter(({ kind }) => kind === 2).map(({ name }) => name),
        [
          `POST ${path}`,
          `POST ${path}`,
          `POST ${path}`,
          `PATCH ${path}/{id}`,
          `GET ${path}`,
          `GET ${path}`,
          "POST /$batch",
        ],
      )
      const [created, conflict] = named(`POST ${path}`)
      assert.deepStrictEqual(valuesOf(created?.attributes ?? []), {
        "http.request.method": { stringValue: "POST" },
        "url.scheme": { stringValue: "http" },
        "url.path": { stringValue: `/beta${path}` },
        "http.route": { stringValue: path },
        "network.protocol.version": { stringValue: "1.1" },
        "server.address": { stringValue: "127.0.0.1" },
        "server.port": { intValue: port },
        "client.address": { stringValue: "127.0.0.1" },
        "http.response.status_code": { intValue: 201 },
        "odj.operation": { stringValue: "create" },
        "odj.tenant": { stringValue: "0d100d10-0d10-4d10-8d10-0d100d100d10" },
      })
      assert.deepStrictEqual([created?.status.code, conflict?.status.code], [0, 0])

      const [insert] = named("INSERT odj_connector")
      assert.strictEqual(insert?.parentSpanId, created?.spanId)
      assert.deepStrictEqual(valuesOf(insert?.attributes ?? []), {
        "db.system.name": { stringValue: "sqlite" },
        "db.operation.name": { stringValue: "INSERT" },
        "db.collection.name": { stringValue: "odj_connector" },
      })
      const [update] = named("UPDATE odj_connector")
      assert.strictEqual(update?.parentSpanId, named(`PATCH ${path}/{id}`)[0]?.spanId)

      const [batch] = named("POST /$batch")
      const items = spans.filter(({ parentSpanId }) => parentSpanId === batch?.spanId)
      assert.deepStrictEqual(items.map(({ name }) => name).sort(), [`DELETE ${path}/{id}`, `GET ${path}`])
      const remove = items.find(({ name }) => name.startsWith("DELETE"))
      assert.strictEqual(named("DELETE odj_connector")[0]?.parentSpanId, remove?.spanId)
      assert.deepInclude(valuesOf(remove?.attributes ?? []), {
        "http.response.status_code": { intValue: 204 },
      })

      const metrics = collector.metrics()
      const duration = metrics.find(({ name }) => name === "http.server.request.duration")
      assert.strictEqual(duration?.unit, "s")
      const points = (duration?.histogram?.dataPoints ?? []).map(({ attributes }) => valuesOf(attributes))
      assert.deepInclude(points, {
        "http.request.method": { stringValue: "POST" },
        "url.scheme": { stringValue: "http" },
        "http.route": { stringValue: path },
        "network.protocol.version": { stringValue: "1.1" },
        "http.response.status_code": { intValue: 201 },
      })
      assert.isEmpty(points.filter((point) => "unit" in point || point["http.route"] === undefined))
      const active = metrics.find(({ name }) => name === "http.server.active_requests")
      assert.strictEqual(active?.unit, "{request}")
      assert.strictEqual(active?.sum?.isMonotonic, false)
      assert.deepStrictEqual(new Set(active?.sum?.dataPoints.map(({ asInt }) => asInt)), new Set([0]))

      for (const resource of collector.resources()) {
        assert.deepInclude(resource, { "service.name": { stringValue: "odj-server" } })
        assert.property(resource, "service.version")
      }
    }),
  )

  it.live("is named by the environment", () =>
    Effect.gen(function* () {
      const attributes = "service.name=attribute,service.version=5,deployment.environment.name=test"
      const { collector } = yield* exported({ OTEL_RESOURCE_ATTRIBUTES: attributes })
      for (const resource of collector.resources()) {
        assert.deepInclude(resource, {
          "service.name": { stringValue: "attribute" },
          "service.version": { stringValue: "5" },
          "deployment.environment.name": { stringValue: "test" },
        })
      }
      const named = yield* exported({ OTEL_RESOURCE_ATTRIBUTES: attributes, OTEL_SERVICE_NAME: "variable" })
      for (const resource of named.collector.resources()) {
        assert.deepInclude(resource, { "service.name": { stringValue: "variable" } })
      }
    }),
  )

  it.live("logs a warning if it can't be exported", () =>
    Effect.gen(function* () {
      // A server that is no collector.
      const { host } = new URL((yield* startListening()).url)
      const env = {
        ODJ_SERVER_LOG: "json",
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://${secret}:${secret}@${host}`,
        OTEL_EXPORTER_OTLP_HEADERS: `authorization=${secret}`,
        OTEL_METRICS_EXPORTER: "none",
      }
      const { child, url } = yield* startListening(["--store", "memory"], env)
      yield* Effect.promise(() => fetch(`${url}/docs`))
      child.kill()
      const { err } = yield* ended(child)
      const entries = err
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line))
      const warnings = entries.filter(({ level }) => level === "warn")
      assert.deepStrictEqual(
        warnings.map(({ message }) => message),
        ["Can't export telemetry, and retry in a minute"],
      )
      assert.match(warnings[0].stack, /401 POST \S+\/v1\/traces/)
      assert.notInclude(err, secret)
    }),
  )

  it.live("is switched off as a whole, or its traces alone", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual((yield* exported({ OTEL_SDK_DISABLED: "true" })).collector.paths(), [])
      const { collector } = yield* exported({ OTEL_TRACES_EXPORTER: "none" })
      assert.deepStrictEqual(collector.paths(), ["/v1/metrics"])
    }),
  )
})
