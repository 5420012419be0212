/** The connectors of a server at one time, as JSON. */
import type { DomainJoinConnector } from "@odj/domain"

export interface Snapshot {
  /** The time of the server's clock, such as `2026-01-31T12:00:00.000Z`. */
  readonly time: string
  /** The connectors by tenant, in the order of their creation. */
  readonly tenants: Readonly<Record<string, ReadonlyArray<DomainJoinConnector>>>
}
