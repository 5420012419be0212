/** Loads the status of the server. */
import { signal } from "@preact/signals"
import { send } from "./Send.ts"
import type { ServerStatus } from "./ServerStatus.ts"

/** The status, once it is loaded. */
export const status = signal<ServerStatus | undefined>(undefined)

/** Loads the status. Rejects with `CallFailed`. */
export const loadStatus = async (): Promise<void> => {
  const { body } = await send({ method: "GET", path: "/_odj/status" })
  status.value = body as ServerStatus
}
