/** A test double without faults gives every request the response of a server that is none. */
import { assert, describe, it } from "@effect/vitest"
import { MemoryConnectorStore } from "@odj/memory-adapter"
import { Clock, Effect, identity } from "effect"
import { makeDouble } from "../../src/double/TestDouble.ts"
import { generateKeys } from "../../src/entra/SigningKeys.ts"
import type { Fault } from "../../src/faults/Fault.ts"
import { defaultReadLimits } from "../../src/graph/ReadLimits.ts"
import { makeKept, Tenants } from "../../src/graph/Tenants.ts"
import type { HttpResponse } from "../../src/http/HttpMessage.ts"
import { mintToken } from "../../src/issuer/MintToken.ts"
import { makeAddresses } from "../../src/server/Addresses.ts"
import { type Between, makeApplication } from "../../src/server/Application.ts"
import { local } from "../../src/server/Authentication.ts"
import { collection, seed } from "../endpoint.ts"

const url = "http://127.0.0.1:8365"
const keys = Effect.runSync(Effect.cached(generateKeys))

type Step = readonly [
  method: string,
  target: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
]

const key = { "idempotency-key": '"a key"' }
const repeatable = {
  "repeatability-request-id": "another key",
  "repeatability-first-sent": "Thu, 01 Jan 1970 00:00:00 GMT",
}
const create = (id: string, more: object = {}) => ({
  id,
  method: "POST",
  url: "/deviceManagement/domainJoinConnectors",
  headers: { "Content-Type": "application/json" },
  body: { ...seed, id: `b${id}` },
  ...more,
})
const requests = [
  create("1"),
  create("2", { body: { ...seed, state: "activ" } }),
  create("3", { dependsOn: ["1"] }),
  create("4", { dependsOn: ["2"] }),
  { id: "5", method: "GET", url: "/deviceManagement/domainJoinConnectors?$skip=1", dependsOn: ["1", "3"] },
]
const form = { "content-type": "application/x-www-form-urlencoded" }
const secret = "grant_type=client_credentials&client_id=app&client_secret=a&scope=openid"

const script: ReadonlyArray<Step> = [
  ["POST", collection, seed],
  ["POST", collection, { ...seed, id: "a", displayName: null }],
  ["POST", collection, { ...seed, id: "a" }],
  ["POST", collection, { ...seed, id: "keyed" }, key],
  ["POST", collection, { ...seed, id: "keyed" }, key],
  ["POST", collection, { ...seed, id: "other" }, key],
  ["POST", collection, { ...seed, id: "repeated" }, repeatable],
  ["POST", collection, { ...seed, id: "repeated" }, repeatable],
  ["POST", collection, { ...seed, state: "activ", name: "HQ" }],
  ["POST", collection, "{"],
  ["POST", collection, seed, { authorization: "" }],
  ["POST", collection, seed, { authorization: "Bearer a.b.c" }],
  ["POST", collection, seed, { "content-type": "text/plain" }],
  ["POST", collection, seed, { prefer: "return=minimal" }],
  ["POST", "/beta/$batch", { requests }],
  ["POST", "/beta/$batch", { requests: [] }],
  ["GET", `${collection}?$top=2&$count=true`],
  ["GET", `${collection}?$filter=id eq 'a'&$select=id,state`],
  ["GET", `${collection}?$filter=nonsense`],
  ["GET", `${collection}/$count`],
  ["GET", `${collection}/a`, undefined, { "client-request-id": "8e03978e-40d5-43dd-bc93-6894a57f9324" }],
  ["HEAD", `${collection}/a`],
  ["PATCH", `${collection}/a`, { state: "error" }],
  ["PATCH", `${collection}/a`, { state: "error" }, { "if-match": '"1"' }],
  ["PUT", `${collection}/a`, {}],
  ["DELETE", `${collection}/a`],
  ["DELETE", `${collection}/a`],
  ["GET", "/beta/$metadata"],
  ["GET", "/beta/users"],
  ["GET", "/v1.0/deviceManagement/domainJoinConnectors"],
  ["GET", "/livez"],
  ["GET", "/readyz"],
  ["GET", "/openapi.json"],
  ["GET", "/_odj/requests"],
  ["OPTIONS", collection, undefined, { origin: "https://app.test", "access-control-request-method": "POST" }],
  ["GET", collection, undefined, { origin: "https://app.test" }],
  ["GET", collection, undefined, { host: "elsewhere.test" }],
  ["GET", "/organizations/v2.0/.well-known/openid-configuration"],
  ["POST", "/organizations/oauth2/v2.0/token", secret, { "content-type": "text/plain" }],
  ["POST", "/organizations/oauth2/v2.0/token", secret, form],
  ["POST", "/organizations/oauth2/v2.0/devicecode", "scope=openid", form],
]

/** Runs the script, and returns the responses. The `Date` of a server without a double comes from the listener. */
const run = (between?: Between) =>
  Effect.gen(function* () {
    const { handle } = yield* makeApplication(
      {
        limits: defaultReadLimits,
        authentication: (addresses) => local(keys, addresses),
        corsOrigins: new Set(["https://app.test"]),
        observe: identity,
        between,
      },
      makeAddresses(url, "127.0.0.1", {}),
      () => false,
    )
    const authorization = `Bearer ${yield* mintToken({ url, keys })}`
    const responses = yield* Effect.forEach(script, ([method, target, body, headers]) =>
      handle({
        method,
        target,
        scheme: "http",
        headers: { host: new URL(url).host, authorization, "content-type": "application/json", ...headers },
        body: Buffer.from(typeof body === "string" ? body : body === undefined ? "" : JSON.stringify(body)),
        facts: {},
      }),
    )
    return numbered(responses.map(withoutDate))
  })

const withoutDate = ({ headers, ...response }: HttpResponse) => ({
  ...response,
  headers: Object.fromEntries(Object.entries(headers).filter(([name]) => name !== "Date")),
})

/** Replaces random ids by the order of their first appearance. */
const numbered = (responses: ReadonlyArray<object>): ReadonlyArray<string> => {
  const seen: Array<string> = []
  return responses.map((response) =>
    JSON.stringify(response).replaceAll(/\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/g, (id) => {
      if (!seen.includes(id)) seen.push(id)
      return `<id ${seen.indexOf(id)}>`
    }),
  )
}

const parts = { transport: "none", hasIssuer: true } as const

const withDouble = (faults: ReadonlyArray<Fault>) =>
  Effect.gen(function* () {
    const double = yield* makeDouble(yield* makeKept(MemoryConnectorStore.make), { faults }, parts)
    return yield* run(double.between).pipe(
      Effect.provideService(Tenants, double.tenants),
      Effect.provideService(Clock.Clock, double.clock),
    )
  })

const withoutDouble = Effect.flatMap(makeKept(MemoryConnectorStore.make), (tenants) =>
  Effect.provideService(run(), Tenants, tenants),
)

describe("A test double without faults", () => {
  it.effect("gives every request the same response as a server without a double", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* withDouble([]), yield* withoutDouble)
    }),
  )

  it.effect("would be found out if it changed a response", () =>
    Effect.gen(function* () {
      const plain = yield* withoutDouble
      const failed = yield* withDouble([{ on: "count", with: { status: 503 } }])
      assert.deepStrictEqual(
        script.filter((_, index) => failed[index] !== plain[index]).map(([, target]) => target),
        [`${collection}/$count`],
      )
    }),
  )
})
