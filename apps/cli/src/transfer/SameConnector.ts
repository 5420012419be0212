/** When two connectors are the same but for their ids: what a service can't tell apart, an import can't either. */
import { DateTimeOffset, type DomainJoinConnector, type NewDomainJoinConnector } from "@odj/domain"

/** A text that two connectors share when they have the same values; the same instant is one, however it is written. */
export const likeness = ({
  displayName,
  lastConnectionDateTime,
  state,
  version,
}: NewDomainJoinConnector | DomainJoinConnector): string =>
  JSON.stringify([displayName, DateTimeOffset.sortKey(lastConnectionDateTime), state, version])
