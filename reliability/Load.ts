/** Creates many connectors at once on a server that fails meanwhile, and retries the creates with an unknown outcome. */
import { setTimeout } from "node:timers/promises"
import type { Intent } from "./Intent.ts"
import type { Ledger } from "./Ledger.ts"
import type { CreateResponse, ServerProcess } from "./ServerProcess.ts"

const writers = 16

/** Whether a create must be retried after the response. */
const isRetryable = ({ status, code }: CreateResponse) =>
  [500, 503, 507].includes(status) || (status === 409 && code === "RequestInProgress")

/**
 * Creates connectors. After `responses` responses it calls `fail`, and continues until `fail` has returned or there are no
 * more responses. A create that fails before the call is a fault.
 */
export const writeUntilFailure = async (
  { create }: ServerProcess,
  ledger: Ledger,
  next: () => Intent,
  responses: number,
  fail: () => Promise<void>,
) => {
  let count = 0
  let failing: Promise<void> | undefined
  let isDone = false
  const write = async () => {
    while (!isDone) {
      const intent = next()
      ledger.sent(intent)
      const response = await create(intent)
      if (response?.connector !== undefined) ledger.acknowledged(intent, response.connector)
      else if (failing === undefined || (response !== undefined && !isRetryable(response))) {
        ledger.faults.push(`${intent.connector.displayName} fails with ${response?.status} ${response?.code}`)
      }
      if (response === undefined) return
      if (++count === responses) {
        failing = fail().finally(() => {
          isDone = true
        })
      }
    }
  }
  await Promise.all(Array.from({ length: writers }, write))
  await failing
}

/** Retries the open creates with their keys, many times: a restarted database may not respond at once. */
export const retryOpen = async ({ create }: ServerProcess, ledger: Ledger) => {
  const retry = async (intent: Intent) => {
    for (let attempt = 0; attempt < 200; attempt++) {
      const response = await create(intent)
      if (response?.connector !== undefined) return ledger.acknowledged(intent, response.connector)
      if (response !== undefined && !isRetryable(response)) break
      await setTimeout(50)
    }
    ledger.faults.push(`${intent.connector.displayName} keeps failing when it is retried`)
  }
  await Promise.all(ledger.open.map(retry))
}

/** Repeats acknowledged creates. The response must be the same, and nothing may be created. */
export const repeat = (server: ServerProcess, ledger: Ledger, intents: ReadonlyArray<Intent>) =>
  Promise.all(
    intents.map(async (intent) => {
      const response = await server.create(intent)
      if (response?.connector !== undefined) ledger.acknowledged(intent, response.connector)
      else
        ledger.faults.push(
          `${intent.connector.displayName} fails with ${response?.status} when it is repeated`,
        )
    }),
  )
