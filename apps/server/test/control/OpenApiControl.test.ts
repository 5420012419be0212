/** The control in the OpenAPI document and on the documentation page. */
import { assert, describe, it } from "@effect/vitest"
import { Ajv2020 } from "ajv/dist/2020.js"
import { Effect } from "effect"
import { openApiControl } from "../../src/control/OpenApiControl.ts"
import { docsPage } from "../../src/docs/DocsPage.ts"
import { openApi } from "../../src/docs/OpenApi.ts"
import type { Method, Operation } from "../../src/docs/OpenApiDocument.ts"
import { generateKeys } from "../../src/entra/SigningKeys.ts"
import { makeLocalIssuer } from "../../src/issuer/LocalIssuer.ts"
import { controlled, jsonOf } from "./request.ts"

const url = "http://127.0.0.1:8365"
const open = openApi(url, { isNeeded: false }, openApiControl(false))
const guarded = openApi(url, { isNeeded: true }, openApiControl(true))

interface Place {
  readonly path: string
  readonly method: Method
  readonly operation: Operation
}

const placesIn = ({ paths }: typeof open): ReadonlyArray<Place> =>
  Object.entries(paths)
    .filter(([path]) => path.startsWith("/_odj"))
    .flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ path, method: method as Method, operation })),
    )

const places = placesIn(open)

/** A control whose server has a built-in issuer. */
const withIssuer = Effect.gen(function* () {
  const keys = yield* Effect.cached(generateKeys)
  return yield* controlled(undefined, undefined, { server: { issuer: makeLocalIssuer(keys) } })
})

/** Makes a function that returns the problems of a value with one of the document's schemas. */
const validator = (document: typeof open) => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  ajv.addSchema({ $id: "document", ...document })
  return (schema: object, value: unknown) => {
    const absolute = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"document#/'))
    return ajv.validate(absolute, value) ? [] : ajv.errors
  }
}

const referencesIn = (value: unknown): ReadonlyArray<string> =>
  typeof value !== "object" || value === null
    ? []
    : Object.entries(value).flatMap(([name, member]) =>
        name === "$ref" ? [member as string] : referencesIn(member),
      )

describe("The OpenAPI document of a server with a control", () => {
  it.effect("has every resource and every method", () =>
    Effect.gen(function* () {
      const { send } = yield* controlled()
      const resources: ReadonlyArray<{ readonly url: string; readonly methods: ReadonlyArray<string> }> =
        jsonOf(yield* send("/_odj"))
      const served = resources.flatMap((resource) =>
        resource.methods
          .filter((method) => method !== "HEAD")
          .map((method) => `${method} ${resource.url.replace(url, "")}`),
      )
      const described = places.map(({ path, method }) => `${method.toUpperCase()} ${path}`)
      assert.sameMembers(described, ["GET /_odj", ...served])
    }),
  )

  it("has every component that it refers to, and no other", () => {
    for (const document of [openApi(url, { isNeeded: true }, openApiControl(false)), guarded]) {
      const references = referencesIn(document)
      const { securitySchemes: _, ...components } = document.components
      const all = Object.entries(components).flatMap(([kind, named]) =>
        Object.keys(named).map((name) => `#/components/${kind}/${name}`),
      )
      assert.sameMembers([...new Set(references)], all)
    }
  })

  it("has unique ids of operations, and the statuses of each", () => {
    const statuses = Object.fromEntries(
      places.map(({ operation }) => [operation.operationId, Object.keys(operation.responses).join(" ")]),
    )
    assert.deepStrictEqual(statuses, {
      listControl: "200 400 403 default",
      listFaults: "200 400 403 default",
      addFaults: "201 400 403 413 415 default",
      removeFaults: "204 400 403 default",
      removeFault: "204 400 403 404 default",
      listPresets: "200 400 403 default",
      listRequests: "200 400 403 default",
      forgetRequests: "204 400 403 default",
      getRequest: "200 400 403 404 default",
      listenToEvents: "200 400 403 503 default",
      getStatus: "200 400 403 default",
      makeToken: "201 400 403 404 413 415 default",
      getClock: "200 400 403 default",
      moveClock: "200 400 403 413 415 default",
      seedConnectors: "201 400 403 413 415 default",
      deleteConnectors: "204 400 403 default",
      getSnapshot: "200 400 403 default",
      restoreSnapshot: "204 400 403 413 415 default",
      reset: "204 400 403 default",
      getFaultSchema: "200 400 403 default",
    })
    assert.lengthOf(Object.keys(statuses), places.length)
  })

  it("asks for the control's token if there is one", () => {
    assert.deepStrictEqual(Object.keys(open.components.securitySchemes), [])
    assert.deepStrictEqual(Object.keys(guarded.components.securitySchemes), ["bearer", "control"])
    for (const { operation } of places) assert.deepStrictEqual(operation.security, [])
    for (const { operation } of placesIn(guarded)) {
      assert.deepStrictEqual(operation.security, [{ control: [] }])
      assert.property(operation.responses, "401")
    }
  })

  it("has examples that match their schemas", () => {
    const problemsOf = validator(open)
    let count = 0
    for (const { operation } of places) {
      const responses = Object.values(operation.responses).flatMap((response) =>
        "content" in response ? [response.content] : [],
      )
      for (const content of [operation.requestBody?.content, ...responses])
        for (const [type, { schema, example }] of Object.entries(content ?? {}))
          if (type === "application/json") {
            assert.deepStrictEqual(problemsOf(schema, example), [], operation.operationId)
            count++
          }
    }
    assert.isAbove(count, 10)
    const wrong = { on: "creat", with: "reset" }
    assert.notDeepEqual(problemsOf({ $ref: "#/components/schemas/Fault" }, wrong), [])
  })

  it.effect("has examples that the control accepts", () =>
    Effect.gen(function* () {
      for (const { path, method, operation } of places) {
        const { send, record } = yield* withIssuer
        yield* send("/_odj/faults", { method: "POST", body: { on: "create", with: "reset" } })
        yield* record()
        for (const [type, { example }] of Object.entries(operation.requestBody?.content ?? { "": {} })) {
          const { status } = yield* send(path.replace("{id}", "1"), {
            method: method.toUpperCase(),
            headers: { "content-type": type },
            body: example,
          })
          assert.isBelow(status, 300, `${method} ${path} ${type}`)
          assert.property(operation.responses, String(status))
        }
      }
    }),
  )

  it.effect("has schemas of the responses", () =>
    Effect.gen(function* () {
      const problemsOf = validator(open)
      const { send, record } = yield* withIssuer
      yield* send("/_odj/faults", { method: "POST", body: { on: "create", with: "reset" } })
      yield* record()
      for (const { path, method, operation } of places.filter((place) => place.method === "get")) {
        const response = yield* send(path.replace("{id}", "1"))
        const described = operation.responses[200]
        assert(described !== undefined && "content" in described)
        const type = response.headers["Content-Type"] ?? ""
        assert.property(described.content, type)
        if (response.stream !== undefined) continue
        assert.deepStrictEqual(
          problemsOf(described.content?.[type]?.schema ?? {}, jsonOf(response)),
          [],
          `${method} ${path}`,
        )
      }
    }),
  )
})

describe("The documentation page of a server with a control", () => {
  it("shows its operations, and the variable of its token", () => {
    const page = docsPage(guarded).body ?? ""
    for (const { operation } of places) assert.include(page, `<article id="${operation.operationId}"`)
    assert.include(page, "Bearer $CONTROL_TOKEN")
    assert.include(page, "-X PUT")
    assert.include(page, "as <code>application/x-ndjson</code>")
    assert.notInclude(page, "<p>undefined")
  })

  it("asks for no token if the server needs none", () => {
    const page = docsPage(open).body ?? ""
    for (const asked of ["$TOKEN", "TOKEN=", "$CONTROL_TOKEN"]) assert.notInclude(page, asked)
  })

  it("asks only for the control's token if only the control needs one", () => {
    const page = docsPage(openApi(url, { isNeeded: false }, openApiControl(true))).body ?? ""
    assert.include(page, "$CONTROL_TOKEN")
    for (const asked of ["$TOKEN", "&#39;your token"]) assert.notInclude(page, asked)
  })
})

describe("The description of a server without a control", () => {
  it("has nothing of it", () => {
    const document = openApi(url, { isNeeded: true })
    assert.notInclude(JSON.stringify(document), "_odj")
    assert.notInclude(docsPage(document).body, "_odj")
  })
})
