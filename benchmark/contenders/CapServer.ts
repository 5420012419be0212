/**
 * A server for `create.ts` that creates connectors with SAP's CAP on Node.js: an OData service with a model, and a
 * handler that keeps connectors in memory instead of a database.
 *
 * The handler has the checks that the model can't express. CAP writes the OData responses and their headers, except for
 * Graph's own headers. CAP runs in production mode, without a log of requests.
 */
import { createRequire } from "node:module"
import type { AddressInfo } from "node:net"
import { isDateTimeOffset } from "./DateTimeOffsetText.ts"
import { requestIds } from "./GraphResponse.ts"
import type { Connector } from "./HandWrittenValidator.ts"

process.env.NODE_ENV = "production"

const require = createRequire(import.meta.url)
const cds = require("@sap/cds")
const express = createRequire(require.resolve("@sap/cds"))("express")

cds.env.requires.auth = { kind: "dummy" }
cds.env.server.body_parser = { limit: 65_536 }
cds.env.log.levels = { cds: "error", odata: "error" }

const model = cds.compile(`
  service Graph @(path: '/beta/deviceManagement') {
    @cds.persistence.skip entity domainJoinConnectors {
      key id : String;
      displayName : String;
      lastConnectionDateTime : String @mandatory @odata.Type: 'Edm.DateTimeOffset';
      state : String @mandatory @assert.range enum { active; error; inactive };
      version : String @mandatory;
    }
  }
`)
cds.model = cds.compile.for.nodejs(model)

type Sent = { readonly [Name in keyof Connector]?: Connector[Name] | null }

interface CreateRequest {
  readonly data: Sent
  error(problem: object): void
  reject(problem: object): never
}

const check = (request: CreateRequest) => {
  const problem = (target: string, message: string) =>
    request.error({ status: 400, code: "ModelValidationFailure", message, target })
  const { data } = request
  if (!("displayName" in data)) problem("displayName", "Required")
  if (data.id === "" || data.id === null) problem("id", "Expected at least one character")
  for (const name of ["id", "displayName", "version"] as const) {
    const text = data[name] ?? ""
    if (!text.isWellFormed()) problem(name, "Expected well-formed Unicode, found a lone surrogate")
    if (text.includes("\0")) problem(name, "Expected text without NUL (U+0000)")
  }
  const { lastConnectionDateTime: date } = data
  if (date !== undefined && date !== null && !isDateTimeOffset(date))
    problem("lastConnectionDateTime", "Expected a date and time like 2016-12-31T23:58:36.6670033-08:00")
}

const connectors = new Map<string, Sent>()

const create = (request: CreateRequest) => {
  const { data } = request
  const id = data.id ?? crypto.randomUUID()
  if (connectors.has(id))
    request.reject({
      status: 409,
      code: "Conflict",
      message: `A connector with the id '${id}' already exists.`,
    })
  const connector = { ...data, id }
  connectors.set(id, connector)
  return connector
}

const app = express()

app.use(
  (request: { get(name: string): unknown }, response: { set(headers: object): void }, next: () => void) => {
    const { requestId, clientRequestId } = requestIds(request.get("client-request-id"))
    response.set({
      "Cache-Control": "no-cache",
      Vary: "Accept, Prefer",
      "request-id": requestId,
      "client-request-id": clientRequestId,
    })
    next()
  },
)

interface Service {
  before(event: string, entity: string, handler: (request: CreateRequest) => void): void
  on(event: string, entity: string, handler: (request: CreateRequest) => unknown): void
}

await cds
  .serve("all")
  .from(model)
  .in(app)
  .with((service: Service) => {
    service.before("CREATE", "domainJoinConnectors", check)
    service.on("CREATE", "domainJoinConnectors", create)
  })

const server = app.listen(0, "127.0.0.1", () => {
  console.log(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
