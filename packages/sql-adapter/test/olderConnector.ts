/** The connectors of rows that are older than some columns, which are null for them. */
import { type NewDomainJoinConnector, propertyNames } from "@odj/domain"

const nulls = Object.fromEntries(propertyNames.map((name) => [name, null]))

export const olderConnector = (properties: object) =>
  ({ ...nulls, ...properties }) as unknown as Required<NewDomainJoinConnector>
