/** Filters, an order and connectors for tests of lists. */
import { ConnectorFilter, type DomainJoinConnector, OrderBy } from "@odj/domain"
import { stored } from "./seed.ts"

export const collection = new URL("https://graph.example/beta/deviceManagement/domainJoinConnectors")

export const inState = (state: string) => ConnectorFilter.equals(ConnectorFilter.property("state"), state)

export const byName = [OrderBy.ascending("displayName")]

/** A connector with that id and name. */
export const named = (id: string, displayName: string | null = id): DomainJoinConnector => ({
  ...stored,
  id,
  displayName,
})
