/** The headers that OData forbids a service to ignore. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { headerFailure } from "../../src/graph/ODataHeaders.ts"
import { collection, endpoint, errorOf, jsonOf, type Parts, seed } from "../endpoint.ts"

const refused: ReadonlyArray<readonly [header: string, value: string, expected: string]> = [
  ["odata-version", "3.0", "ODataVersionNotSupported"],
  ["odata-version", "4", "ODataVersionNotSupported"],
  ["odata-version", "4.02", "ODataVersionNotSupported"],
  ["odata-version", "5.0", "ODataVersionNotSupported"],
  ["odata-version", "4.0, 4.0", "ODataVersionNotSupported"],
  ["odata-version", "banana", "ODataVersionNotSupported"],
  ["odata-maxversion", "3.0", "ODataVersionNotSupported"],
  ["odata-maxversion", "3.99", "ODataVersionNotSupported"],
  ["odata-maxversion", "4", "ODataVersionNotSupported"],
  ["odata-maxversion", "0x5.0", "ODataVersionNotSupported"],
  ["odata-maxversion", "banana", "ODataVersionNotSupported"],
  ["isolation", "snapshot", "IsolationNotSupported"],
  ["odata-isolation", "snapshot", "IsolationNotSupported"],
]

const accepted: ReadonlyArray<readonly [header: string, value: string]> = [
  ["odata-version", "4.0"],
  ["odata-version", "4.01"],
  ["odata-version", "4.0;NetFx"],
  ["odata-version", ""],
  ["odata-maxversion", "4.0"],
  ["odata-maxversion", "4.01"],
  ["odata-maxversion", "4.01 ; NetFx"],
  ["odata-maxversion", "10.0"],
  ["odata-maxversion", ""],
  ["isolation", ""],
  ["dataserviceversion", "3.0"],
]

describe("A header of OData", () => {
  for (const [header, value, expected] of refused)
    it(`is refused: ${header}: ${value}`, () =>
      assert.strictEqual(headerFailure({ [header]: value })?._tag, expected))

  for (const [header, value] of accepted)
    it(`is accepted: ${header}: ${value}`, () => assert.isUndefined(headerFailure({ [header]: value })))
})

const one: Parts = { target: `${collection}/7` }
const requests: ReadonlyArray<Parts> = [
  { method: "GET" },
  { method: "GET", target: `${collection}/$count` },
  { method: "POST", body: seed },
  { ...one, method: "GET" },
  { ...one, method: "PATCH", body: { version: "changed" } },
  { ...one, method: "DELETE" },
  { method: "GET", target: "/beta/$metadata" },
  { target: "/beta/$batch", body: { requests: [{ id: "1", method: "GET", url: "/$metadata" }] } },
]

const endpointWith7 = Effect.tap(endpoint(), (send) => send({ body: { ...seed, id: "7" } }))

describe("A request whose headers require what is not supported", () => {
  for (const [status, header, value] of [
    [400, "odata-version", "3.0"],
    [400, "odata-maxversion", "3.0"],
    [412, "isolation", "snapshot"],
    [412, "odata-isolation", "snapshot"],
  ] as const)
    it.effect(`gets ${status} and changes nothing, whatever it is for: ${header}`, () =>
      Effect.gen(function* () {
        const send = yield* endpointWith7
        for (const request of requests) {
          const response = yield* send({ ...request, headers: { [header]: value } })
          assert.strictEqual(response.status, status, `${request.method} ${request.target}`)
          assert.include(errorOf(response).message.toLowerCase(), header.replace("odata-i", "i"))
        }
        assert.deepStrictEqual(jsonOf(yield* send({ method: "GET" })).value, [{ ...seed, id: "7" }])
      }).pipe(Effect.scoped),
    )

  it.effect("is refused alone in a batch", () =>
    Effect.gen(function* () {
      const send = yield* endpointWith7
      const url = "/deviceManagement/domainJoinConnectors/7"
      const requests = [{ Isolation: "snapshot" }, { "OData-MaxVersion": "3.0" }, {}].map((headers, id) => ({
        id: `${id}`,
        method: "DELETE",
        url,
        headers,
      }))
      const { responses } = jsonOf(yield* send({ target: "/beta/$batch", body: { requests } }))
      assert.deepStrictEqual(
        responses.map(({ status }: { status: number }) => status),
        [412, 400, 204],
      )
    }).pipe(Effect.scoped),
  )

  it.effect("is refused only after its token and permission were checked", () =>
    Effect.gen(function* () {
      const send = yield* endpoint()
      const statusFor = (authorization: string) =>
        Effect.map(
          send({ body: seed, headers: { authorization, isolation: "snapshot" } }),
          ({ status }) => status,
        )
      assert.strictEqual(yield* statusFor("nobody"), 401)
      assert.strictEqual(yield* statusFor("reader"), 403)
    }).pipe(Effect.scoped),
  )
})

describe("A body", () => {
  const { "@odata.type": type, ...properties } = seed

  it.effect("in version 4.01 has control information with and without the prefix", () =>
    Effect.gen(function* () {
      const send = yield* endpoint()
      const statusOf = (version: string | undefined, body: object) =>
        Effect.map(send({ body, headers: { "odata-version": version } }), ({ status }) => status)
      const other = { ...properties, "@type": "#microsoft.graph.user" }
      assert.strictEqual(yield* statusOf("4.01", { ...properties, "@type": type }), 201)
      assert.strictEqual(yield* statusOf("4.01", seed), 201)
      assert.strictEqual(yield* statusOf("4.01", { ...properties, "@id": "x", "state@type": "#y" }), 201)
      assert.strictEqual(yield* statusOf("4.01", other), 400)
      assert.strictEqual(yield* statusOf("4.01", { ...seed, "@type": type }), 400)
      assert.strictEqual(yield* statusOf("4.01", []), 400)
      for (const version of ["4.0", undefined]) {
        assert.strictEqual(yield* statusOf(version, other), 201)
        assert.strictEqual(yield* statusOf(version, { ...seed, "@type": type }), 201)
      }
    }).pipe(Effect.scoped),
  )

  it.effect("in version 4.01 can be an update, and a request of a batch", () =>
    Effect.gen(function* () {
      const send = yield* endpointWith7
      const body = { "@type": "#microsoft.graph.user" }
      const headers = { "odata-version": "4.01" }
      assert.strictEqual((yield* send({ ...one, method: "PATCH", body, headers })).status, 400)
      const requests = [
        {
          id: "1",
          method: "PATCH",
          url: "/deviceManagement/domainJoinConnectors/7",
          headers: { "OData-Version": "4.01", "Content-Type": "application/json" },
          body,
        },
      ]
      const { responses } = jsonOf(yield* send({ target: "/beta/$batch", body: { requests } }))
      assert.strictEqual(responses[0].status, 400)
    }).pipe(Effect.scoped),
  )

  it.effect("in a batch is in the version of the batch, unless its request names another", () =>
    Effect.gen(function* () {
      const send = yield* endpoint()
      const requests = [{}, { "OData-Version": "4.0" }].map((headers, index) => ({
        id: `${index}`,
        method: "POST",
        url: "/deviceManagement/domainJoinConnectors",
        headers: { ...headers, "Content-Type": "application/json" },
        body: { ...properties, "@type": "#microsoft.graph.user" },
      }))
      const batch = { target: "/beta/$batch", headers: { "odata-version": "4.01" }, body: { requests } }
      const { responses } = jsonOf(yield* send(batch))
      assert.deepStrictEqual(
        responses.map(({ status }: { status: number }) => status),
        [400, 201],
      )
    }).pipe(Effect.scoped),
  )
})
