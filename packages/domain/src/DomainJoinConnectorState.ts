/** The states that this version knows. Inputs can have only these; a service may return others. */
import { Schema } from "effect"

const schema = Schema.Literals(["active", "error", "inactive"])

type Members = { readonly [State in typeof schema.Type]: State }

const members = Object.fromEntries(schema.literals.map((state) => [state, state])) as Members

/**
 * The state of a connector, as Intune sees it. This is a schema, with a property for each state as in an enum.
 *
 * - `active`: the connector calls Intune;
 * - `error`: it has not called for an hour;
 * - `inactive`: it has not called for five days. After thirty days Intune removes it.
 *
 * `silenceLimits` has these times, and `heartbeat` applies them.
 *
 * Source: the Graph reference of `deviceManagementDomainJoinConnectorState`. Graph's metadata numbers the states 0, 1 and 2,
 * and announces no others.
 *
 * @example
 * ```ts
 * import { DomainJoinConnectorState } from "@odj/domain"
 * import { Schema } from "effect"
 *
 * console.log(DomainJoinConnectorState.active) // => active
 * console.log(DomainJoinConnectorState.literals.join(", ")) // => active, error, inactive
 * console.log(Schema.is(DomainJoinConnectorState)("activ")) // => false
 * ```
 */
export const DomainJoinConnectorState = Object.assign(schema, members)
export type DomainJoinConnectorState = typeof DomainJoinConnectorState.Type
