/** The reference's example, as a caller creates it and as a service answers it. */
import { DomainJoinConnector, NewDomainJoinConnector } from "@odj/domain"
import { Schema } from "effect"

const example = {
  displayName: "Display Name value",
  lastConnectionDateTime: "2016-12-31T23:58:36.6670033-08:00",
  state: "error",
  version: "Version value",
} as const

export const seed = Schema.decodeSync(NewDomainJoinConnector)(example)

export const stored = Schema.decodeSync(DomainJoinConnector)({
  id: "5d5bd8c1-d8c1-5d5b-c1d8-5b5dc1d85b5d",
  ...example,
})
