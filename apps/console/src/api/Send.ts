/** Sends the requests of the page. */
import type { Call } from "./Call.ts"
import { CallFailed } from "./CallFailed.ts"
import { askControl } from "./ControlAccess.ts"
import { exchange, type Received } from "./Exchange.ts"
import { graphToken } from "./Session.ts"

export type { Received } from "./Exchange.ts"

/**
 * Rejects with `CallFailed` if there is no response, or if it is an error; and with the reason of `signal` if that is aborted.
 *
 * A request whose token is refused is retried once with a new token: the server has refused it before it ran.
 */
export const send = async (call: Call, signal?: AbortSignal): Promise<Received> => {
  if (call.path.startsWith("/_odj")) return askControl(call, signal)
  if (!call.path.startsWith("/beta/")) return exchange(call, undefined, signal)
  const token = await graphToken()
  try {
    return await exchange(call, token, signal)
  } catch (error) {
    if (!(error instanceof CallFailed) || error.status !== 401 || token === undefined) throw error
    const other = await graphToken(token)
    if (other === undefined) throw error
    return exchange(call, other, signal)
  }
}
