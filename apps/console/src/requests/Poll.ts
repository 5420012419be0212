/** Temporary. */
import { type RequestSummary, recordingSince, requests } from "../api/Live.ts"
import { send } from "../api/Send.ts"
import type { RecordedRequest } from "./RecordedRequest.ts"

const list = async () =>
  (await send({ method: "GET", path: "/_odj/requests?last=200" })).body as {
    requests: ReadonlyArray<RecordedRequest>
  }
setInterval(async () => {
  requests.value = (await list()).requests.toReversed() as ReadonlyArray<RequestSummary>
  recordingSince.value ??= new Date().toISOString()
}, 500)
export const load = async (number: number) => (await list()).requests.find((r) => r.number === number)
