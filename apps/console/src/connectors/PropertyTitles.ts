/** The properties in the words of the page. */
import type { ConnectorProperty } from "@odj/domain"

export const propertyTitles: Readonly<Record<ConnectorProperty, string>> = {
  id: "Id",
  displayName: "Name",
  lastConnectionDateTime: "Last contact",
  state: "State",
  version: "Version",
}
