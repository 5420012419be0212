/** The requests of the section. */
import type { DomainJoinConnectorPatchInput, NewDomainJoinConnectorInput } from "@odj/domain"
import { collectionPath, entityPath } from "@odj/graph-wire"
import type { Call } from "../api/Call.ts"
import { type ListChoice, listPath, nextPath } from "./ListChoice.ts"

export const listCall = (choice: ListChoice): Call => ({ method: "GET", path: listPath(choice) })

export const nextPageCall = (nextLink: string): Call => ({ method: "GET", path: nextPath(nextLink) })

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
