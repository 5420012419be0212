/**
 * A server for `create.ts` that creates connectors with fastify, with Graph's rules and responses. As in a typical
 * program, fastify's Ajv checks the body, and its serializer writes the response.
 */
import type { AddressInfo } from "node:net"
import { fastify } from "fastify"
import { isDateTimeOffset } from "./DateTimeOffsetText.ts"
import {
  collectionPath,
  createdHeaders,
  entity,
  failedHeaders,
  failure,
  requestIds,
  type StoredConnector,
} from "./GraphResponse.ts"
import { type Connector, isTypeName } from "./HandWrittenValidator.ts"

const connectors = new Map<string, StoredConnector>()

const text = { type: "string", format: "well-formed", pattern: "^[^\\0]*$" }

const body = {
  type: "object",
  properties: {
    "@odata.type": { type: "string", format: "type-name" },
    id: { ...text, minLength: 1 },
    displayName: { ...text, type: ["string", "null"] },
    lastConnectionDateTime: { type: "string", format: "date-time-offset" },
    state: { enum: ["active", "error", "inactive"] },
    version: text,
  },
  required: ["displayName", "lastConnectionDateTime", "state", "version"],
  patternProperties: { "@": {} },
  additionalProperties: false,
}

const written = { type: "string" }

const response = {
  201: {
    type: "object",
    properties: {
      "@odata.context": written,
      "@odata.type": written,
      id: written,
      displayName: { type: ["string", "null"] },
      lastConnectionDateTime: written,
      state: written,
      version: written,
    },
  },
}

const app = fastify({
  bodyLimit: 65_536,
  ajv: {
    // fastify's default options would convert values and drop unknown properties instead of rejecting them.
    customOptions: {
      allErrors: true,
      coerceTypes: false,
      removeAdditional: false,
      formats: {
        "well-formed": (value: string) => value.isWellFormed(),
        "date-time-offset": isDateTimeOffset,
        "type-name": isTypeName,
      },
    },
  },
})

app.setErrorHandler<Error & { statusCode?: number; validation?: ReadonlyArray<ValidationProblem> }>(
  (error, request, reply) => {
    const ids = requestIds(request.headers["client-request-id"])
    const { statusCode = 500, validation } = error
    reply.code(statusCode).headers(failedHeaders(ids))
    return reply.send(
      validation === undefined
        ? failure("BadRequest", error.message, [], ids)
        : failure("ModelValidationFailure", "", validation.map(problemOf), ids),
    )
  },
)

interface ValidationProblem {
  readonly instancePath: string
  readonly params: Readonly<Record<string, unknown>>
  readonly message?: string
}

const problemOf = ({ instancePath, params, message = "" }: ValidationProblem) => {
  const path = instancePath.split("/").slice(1)
  const name = params.missingProperty ?? params.additionalProperty
  return { path: name === undefined ? path : [...path, String(name)], message }
}

app.post<{ Body: Connector }>(collectionPath, { schema: { body, response } }, (request, reply) => {
  const ids = requestIds(request.headers["client-request-id"])
  const { id = crypto.randomUUID(), displayName, lastConnectionDateTime, state, version } = request.body
  if (connectors.has(id)) {
    const message = `A connector with the id '${id}' already exists.`
    return reply
      .code(409)
      .headers(failedHeaders(ids))
      .send(failure("Conflict", message, [], ids))
  }
  const connector = { id, displayName, lastConnectionDateTime, state, version }
  connectors.set(id, connector)
  return reply
    .code(201)
    .headers(createdHeaders(request.host, id, ids))
    .send(entity(request.host, connector))
})

await app.listen({ host: "127.0.0.1", port: 0 })
console.log(`listening on http://127.0.0.1:${(app.server.address() as AddressInfo).port}`)
