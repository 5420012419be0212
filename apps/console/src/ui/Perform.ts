/** Sends the request of a button, and shows what it did or why it failed. */
import type { Call } from "../api/Call.ts"
import { CallFailed, type CallProblem, problemsOf } from "../api/CallFailed.ts"
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

/**
 * Sends the request of a form, and shows what it did. Resolves with the problems for the form to show: none if it did not fail.
 * `shown` is a request to show instead of a long one.
 */
export const submit = async (
  call: Call,
  done: string,
  shown: Call = call,
): Promise<ReadonlyArray<CallProblem>> => {
  try {
    await send(call)
    notify("done", done, shown)
    return []
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error
    return problemsOf(error)
  }
}
