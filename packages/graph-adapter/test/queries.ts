/** Filters and an order, and connectors to try them on. */
import type { ConnectorFilter, ConnectorOrder, DomainJoinConnector } from "@odj/domain"
import { stored } from "./seed.ts"

export const collection = new URL("https://graph.example/beta/deviceManagement/domainJoinConnectors")

export const inState = (state: string): ConnectorFilter => ({
  _tag: "Compare",
  operator: "eq",
  left: { _tag: "Property", property: "state" },
  right: { _tag: "Literal", value: state },
})

export const byName: ConnectorOrder = [{ property: "displayName", descending: false }]

/** A connector of that id and name. */
export const named = (id: string, displayName: string | null = id): DomainJoinConnector => ({
  ...stored,
  id,
  displayName,
})
