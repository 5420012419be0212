import { assert, describe, it } from "@effect/vitest"
import {
  type ConnectorProperty,
  DomainJoinConnector,
  DomainJoinConnectorPatch,
  DomainJoinConnectorState,
  exampleConnector,
  NewDomainJoinConnector,
} from "@odj/domain"
import { defaultTenant } from "@odj/graph-wire"
import { Effect, Result, Schema } from "effect"
import { openApi } from "../../src/docs/OpenApi.ts"
import type { JsonSchema, Method, Operation, Reference, Response } from "../../src/docs/OpenApiDocument.ts"
import { makeServicePages } from "../../src/docs/ServicePages.ts"
import { type Resource, resourceAt } from "../../src/graph/Resource.ts"
import { endpoint, jsonOf, type Parts } from "../endpoint.ts"

const document = openApi("http://localhost:8365", { isNeeded: true })

interface Place {
  readonly path: string
  readonly method: Method
  readonly operation: Operation
}

const places: ReadonlyArray<Place> = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method: method as Method, operation })),
)

const graphPlaces = places.filter(({ path }) => path.startsWith("/beta"))

const id = "a connector"

const targetOf = (path: string) => path.replace(/\{[^}]*\}/, encodeURIComponent(id))

const exampleOf = ({ requestBody }: Operation) => requestBody?.content["application/json"]?.example

/** A request for an operation, with the example as its body. */
const requestOf = ({ path, method, operation }: Place, parts: Parts = {}): Parts => {
  const body = exampleOf(operation)
  return {
    method: method.toUpperCase(),
    target: targetOf(path),
    ...(body !== undefined && { body }),
    ...parts,
  }
}

/** An endpoint with the connector that the requests name. */
const prepared = Effect.gen(function* () {
  const send = yield* endpoint()
  const { status } = yield* send({ body: { ...(exampleOf(create) as object), id } })
  assert.strictEqual(status, 201)
  return send
})

const create = document.paths["/beta/deviceManagement/domainJoinConnectors"]?.post as Operation

/** The headers of a repeatable request, if the operation supports them. */
const repeatable = ({ parameters = [] }: Operation): Record<string, string> =>
  parameters.some(({ $ref }) => $ref.endsWith("/repeatabilityRequestId"))
    ? { "repeatability-request-id": "1", "repeatability-first-sent": "Thu, 01 Jan 1970 00:00:00 GMT" }
    : {}

const exampleIn = (response: Response | Reference | undefined): Record<string, unknown> => {
  assert(response !== undefined && "content" in response)
  return response.content?.["application/json"]?.example as Record<string, unknown>
}

const referencesIn = (value: unknown): ReadonlyArray<string> => {
  if (typeof value !== "object" || value === null) return []
  return Object.entries(value).flatMap(([name, member]) =>
    name === "$ref" ? [member as string] : referencesIn(member),
  )
}

const at = (pointer: string) =>
  pointer
    .slice(2)
    .split("/")
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], document)

describe("The OpenAPI document", () => {
  it("has version 3.1, and the URL of the server", () => {
    assert.match(document.openapi, /^3\.1\.\d$/)
    assert.deepStrictEqual(document.servers, [{ url: "http://localhost:8365" }])
    assert.include(JSON.stringify(document.paths), "http://localhost:8365/beta/$metadata#")
    assert.deepStrictEqual(JSON.parse(JSON.stringify(document)), document)
  })

  it("has every component that it refers to, and no other", () => {
    const references = referencesIn(document)
    for (const reference of references) assert.isObject(at(reference), reference)
    const { securitySchemes: _, ...components } = document.components
    for (const [kind, named] of Object.entries(components)) {
      for (const name of Object.keys(named)) assert.include(references, `#/components/${kind}/${name}`)
    }
  })

  it("lists the statuses of each operation", () => {
    const statuses = places.map(({ operation }) => [
      operation.operationId,
      Object.keys(operation.responses).join(" "),
    ])
    assert.deepStrictEqual(statuses, [
      ["listConnectors", "200 400 401 403 406 503 default"],
      ["createConnector", "201 204 400 401 403 406 409 412 413 422 503 507 default"],
      ["countConnectors", "200 400 401 403 406 503 default"],
      ["getConnector", "200 400 401 403 404 406 503 default"],
      ["updateConnector", "200 204 400 401 403 404 406 412 413 501 503 507 default"],
      ["deleteConnector", "204 400 401 403 404 412 501 503 507 default"],
      ["serviceDocument", "200 400 401 403 406 default"],
      ["singleton", "200 400 401 403 406 default"],
      ["batch", "200 400 401 413 501 default"],
      ["metadata", "200 406 default"],
      ["livez", "200"],
      ["readyz", "200 503"],
    ])
    for (const { operation } of places) {
      assert.include(
        document.tags.map(({ name }) => name),
        operation.tags[0],
      )
    }
  })

  it("declares the parameters that its paths have", () => {
    for (const { path, operation } of places) {
      const names = (operation.parameters ?? []).map(({ $ref }) => at($ref) as { name: string; in: string })
      assert.deepStrictEqual(
        names.filter((parameter) => parameter.in === "path").map(({ name }) => name),
        [...path.matchAll(/\{([^}]*)\}/g)].map(([, name = ""]) => name),
        operation.operationId,
      )
    }
  })

  it("has every resource of the endpoint", () => {
    const found = graphPlaces.map(({ path }) => Result.getOrThrow(resourceAt(targetOf(path)))._tag)
    const all: Record<Resource["_tag"], true> = {
      Collection: true,
      Count: true,
      Entity: true,
      Batch: true,
      Metadata: true,
      Service: true,
      Singleton: true,
    }
    assert.sameMembers([...new Set(found)], Object.keys(all))
  })

  for (const place of graphPlaces) {
    const { path, method, operation } = place
    it.effect(`describes the response to ${method.toUpperCase()} ${path}`, () =>
      Effect.gen(function* () {
        const send = yield* prepared
        const { status, headers } = yield* send(requestOf(place, { headers: repeatable(operation) }))
        assert.isBelow(status, 300)
        assert.property(operation.responses, String(status))
        const response = operation.responses[status] ?? {}
        const described = "headers" in response ? Object.keys(response.headers ?? {}) : []
        const missing = described.filter((name) => !(name in headers))
        assert.deepStrictEqual(
          missing.filter((name) => name !== "Preference-Applied"),
          [],
        )
        const type = "content" in response ? Object.keys(response.content ?? {}) : []
        assert.strictEqual(headers["Content-Type"]?.split(";")[0], type[0])
      }),
    )
  }

  for (const [path, item] of Object.entries(document.paths).filter(([path]) => path.startsWith("/beta"))) {
    it.effect(`has every method of ${path}`, () =>
      Effect.gen(function* () {
        const send = yield* prepared
        const { status, headers } = yield* send({ method: "PURGE", target: targetOf(path) })
        assert.strictEqual(status, 405)
        assert.sameMembers(
          // Every GET also has a HEAD, which the document leaves out.
          (headers.Allow ?? "").split(", ").filter((method) => method !== "HEAD"),
          Object.keys(item).map((method) => method.toUpperCase()),
        )
      }),
    )
  }

  for (const place of graphPlaces) {
    const { method, path, operation } = place
    it.effect(`names the permissions for ${method.toUpperCase()} ${path}`, () =>
      Effect.gen(function* () {
        const permissions = operation.security.flatMap(({ bearer = [] }) => bearer)
        const expected: Record<string, boolean> = {
          anyone: operation.security.length === 0,
          unprivileged: permissions.length === 0,
          reader: permissions.length === 0 || permissions.includes("DeviceManagementConfiguration.Read.All"),
          writer: true,
        }
        for (const [caller, isAllowed] of Object.entries(expected)) {
          const send = yield* prepared
          const authorization = caller === "anyone" ? undefined : caller
          const { status } = yield* send(requestOf(place, { headers: { authorization } }))
          assert.strictEqual(status !== 401 && status !== 403, isAllowed, `${caller}: ${status}`)
        }
        for (const permission of permissions) assert.include(operation.description, permission)
      }),
    )
  }

  const options = ["$filter", "$orderby", "$top", "$skip", "$count", "$select", "$skiptoken", "$format"]
  const values: Record<string, string> = {
    $filter: "state eq 'error'",
    $orderby: "displayName",
    $top: "1",
    $skip: "1",
    $count: "true",
    $select: "id",
    $format: "json",
  }
  for (const place of graphPlaces.filter(({ operation }) => operation.tags[0] === "Connectors")) {
    const { method, path, operation } = place
    it.effect(`names the query options of ${method.toUpperCase()} ${path}`, () =>
      Effect.gen(function* () {
        const declared = (operation.parameters ?? [])
          .map(({ $ref }) => at($ref) as { name: string; in: string })
          .filter((parameter) => parameter.in === "query")
          .map(({ name }) => name)
        const supported: Array<string> = []
        for (const option of options) {
          const send = yield* prepared
          const value = values[option] ?? "unknown"
          const response = yield* send(
            requestOf(place, { target: `${targetOf(path)}?${option}=${encodeURIComponent(value)}` }),
          )
          // An invalid token is refused with another message where tokens are supported.
          const isSupported = response.status < 300 || /skiptoken does not belong/.test(response.body ?? "")
          if (isSupported) supported.push(option)
        }
        assert.sameMembers(supported, declared)
      }),
    )
  }

  it.effect("has an example of a create that gets the example response", () =>
    Effect.gen(function* () {
      const send = yield* endpoint()
      const response = yield* send({ body: exampleOf(create) })
      const { id: made, ...entity } = jsonOf(response)
      const { id: shown, ...example } = exampleIn(create.responses[201])
      assert.deepStrictEqual(entity, example)
      assert.notStrictEqual(made, shown)
    }),
  )

  it.effect("has the server's own responses as examples of failures", () =>
    Effect.gen(function* () {
      const send = yield* prepared
      const requests: Record<string, Parts> = {
        Unauthenticated: { headers: { authorization: undefined } },
        Forbidden: { headers: { authorization: "reader" } },
        NotAcceptable: { headers: { accept: "image/png" }, body: exampleOf(create) },
        TooLarge: { bytes: undefined },
        Invalid: { body: { ...(exampleOf(create) as object), state: "asleep" } },
      }
      for (const [name, parts] of Object.entries(requests)) {
        const response = yield* send(parts)
        const { $ref } = create.responses[response.status] as { $ref: string }
        assert.strictEqual($ref, `#/components/responses/${name}`)
        const described = document.components.responses[name]
        const error = exampleIn(described).error as Record<string, unknown>
        const actual = jsonOf(response).error
        const ids = /[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g
        assert.strictEqual(
          String(error.message).replace(ids, "ID"),
          String(actual.message).replace(ids, "ID"),
        )
        assert.deepStrictEqual(error.details, actual.details)
        assert.deepStrictEqual(Object.keys(error.innerError as object), Object.keys(actual.innerError))
        const headers = Object.keys(described?.headers ?? {})
        assert.deepStrictEqual(
          headers.filter((header) => !(header in response.headers)),
          [],
        )
      }
    }),
  )

  for (const readiness of ["ok", "stopping"] as const) {
    it.effect(`describes the pages of a server that is ${readiness === "ok" ? "running" : "stopping"}`, () =>
      Effect.gen(function* () {
        const pages = makeServicePages(Effect.succeed(readiness), { isNeeded: true })
        for (const { path, operation } of places.filter(({ path }) => !path.startsWith("/beta"))) {
          const request = {
            method: "GET",
            target: path,
            scheme: "http",
            headers: {},
            body: undefined,
            facts: {},
          } as const
          const page = pages(request, { origin: "http://localhost", path, query: "" })
          assert(page !== undefined, path)
          const { status, headers, body } = yield* page
          const response = operation.responses[status]
          assert(response !== undefined && "content" in response, `${path}: ${status}`)
          const [[type, { example }] = ["", { example: "" }]] = Object.entries(response.content ?? {})
          assert.strictEqual(headers["Content-Type"]?.split(";")[0], type)
          assert.strictEqual(body, example)
        }
      }),
    )
  }

  it("has the issuer's flows for clients if it is built in, and operations that accept their tokens", () => {
    assert.deepStrictEqual(Object.keys(document.components.securitySchemes), ["bearer"])
    const { paths, components } = openApi("http://localhost", { isNeeded: true, isIssued: true })
    const { oauth2 } = components.securitySchemes
    const address = `http://localhost/${defaultTenant}/oauth2/v2.0`
    const tokenUrl = `${address}/token`
    assert.deepStrictEqual(oauth2?.flows, {
      clientCredentials: {
        tokenUrl,
        scopes: { "https://graph.microsoft.com/.default": "All permissions of the application." },
      },
      authorizationCode: {
        authorizationUrl: `${address}/authorize`,
        tokenUrl,
        refreshUrl: tokenUrl,
        scopes: {
          "https://graph.microsoft.com/DeviceManagementConfiguration.Read.All": "Read connectors.",
          "https://graph.microsoft.com/DeviceManagementConfiguration.ReadWrite.All":
            "Read, create, change and delete connectors.",
          offline_access: "Get a refresh token too.",
        },
      },
    })
    assert.include(oauth2?.description, `${address}/devicecode`)
    const known = Object.keys(oauth2?.flows?.authorizationCode.scopes ?? {})
    for (const { operationId, security } of Object.values(paths).flatMap((item) => Object.values(item))) {
      const bearer = security.flatMap(({ bearer = [] }) => bearer)
      const scopes = security.flatMap(({ oauth2 = [] }) => oauth2)
      assert.deepStrictEqual(
        scopes,
        bearer.map((permission) => `https://graph.microsoft.com/${permission}`),
        operationId,
      )
      assert.includeMembers(known, scopes, operationId)
      assert.strictEqual(
        security.some((scheme) => "oauth2" in scheme),
        security.length > 0,
        operationId,
      )
    }
  })

  it("names no permission, token or refusal if the server needs no token", () => {
    const { paths, components, info } = openApi("http://localhost", { isNeeded: false })
    const operations = Object.values(paths).flatMap((item) => Object.values(item))
    for (const { operationId, security, description, responses } of operations) {
      assert.deepStrictEqual(security, [], operationId)
      assert.match(description ?? "", /Needs no token\.$/, operationId)
      assert.notProperty(responses, "401")
      assert.notProperty(responses, "403")
    }
    assert.notProperty(components.responses, "Unauthenticated")
    assert.notProperty(components.responses, "Forbidden")
    assert.deepStrictEqual(components.securitySchemes, {})
    assert.match(info.description, /This server needs no token\.$/)
  })
})

describe("The schema of", () => {
  const { schemas } = document.components
  const allowsNull = ({ anyOf = [], type }: JsonSchema) =>
    type === "null" || anyOf.some((member) => member.type === "null")
  for (const [name, schema, example] of [
    ["DomainJoinConnector", DomainJoinConnector, { id, ...exampleConnector }],
    ["NewDomainJoinConnector", NewDomainJoinConnector, { id, ...exampleConnector }],
    ["DomainJoinConnectorPatch", DomainJoinConnectorPatch, exampleConnector],
  ] as const) {
    it(`${name} has the domain's properties, required and nullable as they are there`, () => {
      const { properties = {}, required = [] } = schemas[name] ?? {}
      const is: (value: unknown) => boolean = Schema.is(schema as Schema.Constraint)
      assert.isTrue(is(example))
      const names = Object.keys(properties).filter((property) => !property.startsWith("@"))
      // A client may send back the connector that it read, so a change may have the id.
      const additional = name === "DomainJoinConnectorPatch" ? ["id"] : []
      assert.sameMembers(names, [...Object.keys(schema.fields), ...additional])
      for (const property of Object.keys(schema.fields) as ReadonlyArray<ConnectorProperty>) {
        const { [property]: _, ...without } = { id, ...example }
        // `$select` may leave any property out of a response.
        const isRequired = name !== "DomainJoinConnector" && !is(without)
        assert.strictEqual(required.includes(property), isRequired, property)
        assert.strictEqual(
          allowsNull(properties[property] ?? {}),
          is({ ...example, [property]: null }),
          property,
        )
        assert.isString(properties[property]?.description, property)
      }
    })
  }

  it("a request is closed except for annotations, and a response is open", () => {
    for (const name of ["NewDomainJoinConnector", "DomainJoinConnectorPatch"]) {
      const { additionalProperties, patternProperties = {} } = schemas[name] ?? {}
      assert.isFalse(additionalProperties)
      assert.deepStrictEqual(Object.keys(patternProperties), ["@"])
    }
    assert.notStrictEqual(schemas.DomainJoinConnector?.additionalProperties, false)
  })

  it("the state has the domain's members, and every connector refers to it", () => {
    assert.deepStrictEqual(schemas.DomainJoinConnectorState?.enum, DomainJoinConnectorState.literals)
    for (const name of ["DomainJoinConnector", "NewDomainJoinConnector", "DomainJoinConnectorPatch"]) {
      assert.strictEqual(
        schemas[name]?.properties?.state?.$ref,
        "#/components/schemas/DomainJoinConnectorState",
      )
    }
  })
})
