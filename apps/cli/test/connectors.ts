/** Connectors for tests of commands. */
import { DomainJoinConnector, DomainJoinConnectorState, exampleConnector } from "@odj/domain"
import { Schema } from "effect"

const connector = Schema.decodeUnknownSync(
  Schema.Struct({ ...DomainJoinConnector.fields, state: DomainJoinConnectorState }),
)

export const berlin = connector({
  ...exampleConnector,
  id: "1",
  displayName: "Berlin",
  lastConnectionDateTime: "2026-01-31T13:30:00.123456789012+02:00",
  state: "active",
  version: "6.2504.2001.8",
})

export const paris = connector({
  ...exampleConnector,
  id: "2",
  displayName: "Paris",
  lastConnectionDateTime: "2026-01-26T12:00:00Z",
  state: "error",
  version: "6.2504.2001.10",
})

export const nameless = connector({
  ...exampleConnector,
  id: "3",
  displayName: null,
  lastConnectionDateTime: "0001-01-01T00:00:00Z",
  state: "inactive",
  version: "",
})
