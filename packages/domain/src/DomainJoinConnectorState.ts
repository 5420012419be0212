/** The closed set of states that a connector can be in. */
import { Schema } from "effect"

const schema = Schema.Literals(["active", "error", "inactive"])

type Members = { readonly [State in typeof schema.Type]: State }

const members = Object.fromEntries(schema.literals.map((state) => [state, state])) as Members

/**
 * The state of a connector, as Intune sees it: a schema, with its members beside it as an enum has them.
 *
 * - `active`: the connector is calling Intune;
 * - `error`: it has not called for a while;
 * - `inactive`: it has not called for a long time. Intune removes it in the end.
 *
 * `silenceLimits` has these times, and `heartbeat` applies them.
 *
 * Source: the Graph reference of `deviceManagementDomainJoinConnectorState`. Its metadata numbers the members 0, 1 and 2
 * and does not mark the set as open.
 */
export const DomainJoinConnectorState = Object.assign(schema, members)
export type DomainJoinConnectorState = typeof DomainJoinConnectorState.Type
