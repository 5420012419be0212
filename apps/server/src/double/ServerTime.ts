/** Handles requests at the time of a clock that a test can move. */
import { Clock, Effect } from "effect"
import type { ServerClock } from "../clock/ServerClock.ts"
import type { Wrap } from "../http/HttpMessage.ts"

/** Also dates the responses: the `Date` of Node.js would be the time of the machine. */
export const atTimeOf =
  ({ clock }: ServerClock): Wrap =>
  (handle) =>
  (request) =>
    Effect.map(Effect.provideService(handle(request), Clock.Clock, clock), (response) => ({
      ...response,
      headers: { ...response.headers, Date: new Date(clock.currentTimeMillisUnsafe()).toUTCString() },
    }))
