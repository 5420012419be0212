/** A server for `create.ts` that creates connectors with hono on Node.js, with hono's validator, a zod schema and a body limit. */
import { serve } from "@hono/node-server"
import { Hono } from "hono"
import { bodyLimit } from "hono/body-limit"
import { HTTPException } from "hono/http-exception"
import { validator } from "hono/validator"
import * as z from "zod"
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
import { isObject, problemsOfNames } from "./HandWrittenValidator.ts"

const connectors = new Map<string, StoredConnector>()

const text = z
  .string()
  .refine((value) => value.isWellFormed())
  .refine((value) => !value.includes("\0"))

const Connector = z.object({
  id: z.exactOptional(text.min(1)),
  displayName: text.nullable(),
  lastConnectionDateTime: z.string().refine(isDateTimeOffset),
  state: z.enum(["active", "error", "inactive"]),
  version: text,
})

const app = new Hono()

app.onError((error, context) => {
  const ids = requestIds(context.req.header("client-request-id"))
  const status = error instanceof HTTPException ? error.status : 500
  return context.body(
    JSON.stringify(failure("BadRequest", error.message, [], ids)),
    status,
    failedHeaders(ids),
  )
})

app.post(
  collectionPath,
  bodyLimit({ maxSize: 65_536 }),
  validator("json", (input: unknown, context) => {
    const problems = isObject(input) ? problemsOfNames(input) : []
    const result = Connector.safeParse(input)
    if (result.success && problems.length === 0) return result.data
    for (const { path, message } of result.error?.issues ?? [])
      problems.push({ path: path.map(String), message })
    const ids = requestIds(context.req.header("client-request-id"))
    const refused = failure("ModelValidationFailure", "", problems, ids)
    return context.body(JSON.stringify(refused), 400, failedHeaders(ids))
  }),
  (context) => {
    const ids = requestIds(context.req.header("client-request-id"))
    const host = context.req.header("host") ?? ""
    const {
      id = crypto.randomUUID(),
      displayName,
      lastConnectionDateTime,
      state,
      version,
    } = context.req.valid("json")
    if (connectors.has(id)) {
      const conflict = failure("Conflict", `A connector with the id '${id}' already exists.`, [], ids)
      return context.body(JSON.stringify(conflict), 409, failedHeaders(ids))
    }
    const connector = { id, displayName, lastConnectionDateTime, state, version }
    connectors.set(id, connector)
    return context.body(JSON.stringify(entity(host, connector)), 201, createdHeaders(host, id, ids))
  },
)

serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, ({ port }) => {
  console.log(`listening on http://127.0.0.1:${port}`)
})
