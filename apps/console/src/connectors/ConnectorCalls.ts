/** The requests for one connector. */
import type { DomainJoinConnectorPatchInput, NewDomainJoinConnectorInput } from "@odj/domain"
import { collectionPath, entityPath } from "@odj/graph-wire"
import type { Call } from "../api/Call.ts"

const pathOf = (id: string) => `/beta/${entityPath(id)}`

export const getCall = (id: string): Call => ({ method: "GET", path: pathOf(id) })

/** With a key, a retry creates nothing. */
export const createCall = (body: NewDomainJoinConnectorInput, key?: string): Call => ({
  method: "POST",
  path: `/beta/${collectionPath}`,
  headers: key === undefined ? undefined : { "Idempotency-Key": `"${key}"` },
  body,
})

export const updateCall = (id: string, body: DomainJoinConnectorPatchInput): Call => ({
  method: "PATCH",
  path: pathOf(id),
  body,
})

export const deleteCall = (id: string): Call => ({ method: "DELETE", path: pathOf(id) })
