/** Sends the request of a button, and shows what it did or why it failed. */
import type { Call } from "../api/Call.ts"
import { CallFailed } from "../api/CallFailed.ts"
import { type Received, send } from "../api/Send.ts"
import { notify } from "./Notify.tsx"

/** Shows why a request failed. Throws anything else than a failed request. */
export const report = (error: unknown): void => {
  if (!(error instanceof CallFailed)) throw error
  notify("failed", error.message, error.call)
}

/** `undefined` if it failed. `done` is what to show if it did not. */
export const perform = async (call: Call, done?: string): Promise<Received | undefined> => {
  try {
    const received = await send(call)
    if (done !== undefined) notify("done", done, call)
    return received
  } catch (error) {
    report(error)
    return undefined
  }
}
