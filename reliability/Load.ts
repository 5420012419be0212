/** Many creates at once on a server, of which some have no answer when something is struck, and are settled later. */
import { setTimeout } from "node:timers/promises"
import type { Intent } from "./Intent.ts"
import type { Ledger } from "./Ledger.ts"
import type { Answer, ServerProcess } from "./ServerProcess.ts"

const writers = 16

/** Whether an answer leaves something to be settled, as it may once something was struck. */
const isOpen = ({ status, code }: Answer) =>
  [500, 503, 507].includes(status) || (status === 409 && code === "RequestInProgress")

/**
 * Writes until so many answers have come; then strikes, and goes on until that is done, or no answer comes any more. What
 * fails before it is a fault.
 */
export const writeUntilStruck = async (
  { create }: ServerProcess,
  ledger: Ledger,
  next: () => Intent,
  answers: number,
  strike: () => Promise<void>,
) => {
  let count = 0
  let striking: Promise<void> | undefined
  let isDone = false
  const write = async () => {
    while (!isDone) {
      const intent = next()
      ledger.sent(intent)
      const answer = await create(intent)
      if (answer?.connector !== undefined) ledger.answered(intent, answer.connector)
      else if (striking === undefined || (answer !== undefined && !isOpen(answer))) {
        ledger.faults.push(`${intent.connector.displayName} fails with ${answer?.status} ${answer?.code}`)
      }
      if (answer === undefined) return
      if (++count === answers) {
        striking = strike().finally(() => {
          isDone = true
        })
      }
    }
  }
  await Promise.all(Array.from({ length: writers }, write))
  await striking
}

/** Sends again, with the same keys, what is open: a database that was started again may take its time to answer. */
export const settle = async ({ create }: ServerProcess, ledger: Ledger) => {
  const settleOne = async (intent: Intent) => {
    for (let attempt = 0; attempt < 200; attempt++) {
      const answer = await create(intent)
      if (answer?.connector !== undefined) return ledger.answered(intent, answer.connector)
      if (answer !== undefined && !isOpen(answer)) break
      await setTimeout(50)
    }
    ledger.faults.push(`${intent.connector.displayName} can't be settled`)
  }
  await Promise.all(ledger.open.map(settleOne))
}

/** Asks again for some of what was created: it is the same answer, and nothing is created. */
export const repeat = (server: ServerProcess, ledger: Ledger, intents: ReadonlyArray<Intent>) =>
  Promise.all(
    intents.map(async (intent) => {
      const answer = await server.create(intent)
      if (answer?.connector !== undefined) ledger.answered(intent, answer.connector)
      else ledger.faults.push(`${intent.connector.displayName} is answered with ${answer?.status} again`)
    }),
  )
