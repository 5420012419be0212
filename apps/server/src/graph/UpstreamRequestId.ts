/**
 * The id that the service behind a gateway gave its last request for the request that a fiber handles, for the error body.
 *
 * A gateway provides it; other servers have none.
 */
import { Context } from "effect"

export const UpstreamRequestId = Context.Reference<() => string | undefined>(
  "@odj/server/UpstreamRequestId",
  { defaultValue: () => () => undefined },
)
