/** The report of a service about a failure. */
import { Schema } from "effect"

/**
 * The service's own message about a failure, and the ids by which the operator of the service finds the request.
 * `clientRequestId` is the id that the request was sent with. `requestId` is the service's own id, if it gives one.
 * `activityId` is the id that Intune, the service behind Graph, gave the request. `host` is the host that was unreachable or
 * whose response can't be used, with its port unless that is the default one.
 */
export const ServiceReport = Schema.Struct({
  code: Schema.optionalKey(Schema.String),
  message: Schema.String,
  requestId: Schema.optionalKey(Schema.String),
  clientRequestId: Schema.optionalKey(Schema.String),
  activityId: Schema.optionalKey(Schema.String),
  host: Schema.optionalKey(Schema.String),
})
export interface ServiceReport extends Schema.Schema.Type<typeof ServiceReport> {}

/** The report on one line: the service's code, if it gives one, and its message. */
export const reportText = ({ code, message }: ServiceReport): string =>
  code === undefined ? message : `${code}: ${message}`
