import type { DateTimeOffset, NewDomainJoinConnector } from "@odj/domain"

/** A connector of that id and number. */
export const connector = (id: string, number = 0): Required<NewDomainJoinConnector> => ({
  id,
  displayName: `HQ connector ${number}`,
  lastConnectionDateTime: "2016-12-31T23:58:36.6670033-08:00" as DateTimeOffset,
  state: "active",
  version: "6.2504.2001.8",
})
