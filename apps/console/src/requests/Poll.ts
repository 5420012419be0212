/** Temporary. */
import { signal } from "@preact/signals"
import type { ConsoleSettings } from "../api/ConsoleSettings.ts"
import { type RequestSummary, recordingSince, requests } from "../api/Live.ts"
import { send } from "../api/Send.ts"
import { settings } from "../api/Settings.ts"
import type { RecordedRequest } from "./RecordedRequest.ts"

export const consoleSettings = signal<ConsoleSettings | undefined>(undefined)
settings().then((s) => {
  consoleSettings.value = s
})
export const dropped = signal(0)
export const status = signal<{ started: string } | undefined>(undefined)
const list = async () =>
  (await send({ method: "GET", path: "/_odj/requests?last=200" })).body as {
    requests: ReadonlyArray<RecordedRequest>
  }
setInterval(async () => {
  requests.value = (await list()).requests.toReversed() as ReadonlyArray<RequestSummary>
  recordingSince.value ??= new Date().toISOString()
}, 500)
export const load = async (number: number) => (await list()).requests.find((r) => r.number === number)
export const maxRequests = 200
