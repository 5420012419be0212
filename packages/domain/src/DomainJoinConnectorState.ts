/** The closed set of states that a connector can be in. */
import { Schema } from "effect"

/**
 * The state of a connector, as Intune sees it.
 *
 * - `active`: the connector is calling Intune;
 * - `error`: it has not called for a while;
 * - `inactive`: it has not called for long. Intune removes it in the end.
 *
 * `silenceLimits` says after how long, and `heartbeat` decides it.
 *
 * Source: the Graph reference of `deviceManagementDomainJoinConnectorState`, whose metadata numbers the members
 * 0, 1 and 2 and declares no further one to come.
 */
export const DomainJoinConnectorState = Schema.Literals(["active", "error", "inactive"])
export type DomainJoinConnectorState = typeof DomainJoinConnectorState.Type
