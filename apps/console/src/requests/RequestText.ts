/** What the list says about a request, in words. */
import type { RequestSummary } from "../live/RequestSummary.ts"
import { percentDecoded } from "../route/PercentDecoded.ts"

/** What the client got instead of a whole response. An outcome that this page does not know is shown as it is. */
const outcomes: Readonly<Record<string, string>> = {
  inFlight: "in flight",
  clientLeft: "client left",
  reset: "connection reset",
  close: "connection closed",
  noResponse: "no response",
  cutBody: "half of the body",
  wrongLength: "wrong length",
}

/** Such as `201`, `200, half of the body` or `connection reset`. */
export const outcomeText = ({ outcome, status }: RequestSummary): string =>
  [status, outcome === "response" ? undefined : (outcomes[outcome] ?? outcome)]
    .filter((part) => part !== undefined)
    .join(", ")

/** Whether the client can't know from its response that the request changed something. */
export const isHiddenChange = ({ committed, status, outcome }: RequestSummary): boolean =>
  committed && outcome !== "inFlight" && (outcome !== "response" || (status ?? 0) >= 400)

/** Path and query as a person reads them. The part that most requests have in common is left out. */
export const targetText = ({ path, query }: Pick<RequestSummary, "path" | "query">): string => {
  const short = path.replace(/^\/beta\/deviceManagement\/(?=.)/, "").replace(/^\/beta\/(?=.)/, "/")
  return percentDecoded(query === "" ? short : `${short}?${query}`)
}

/** The first part of a GUID, or the first characters of another text. */
export const shortened = (text: string): string => {
  if (/^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(text)) return text.slice(0, 8)
  return text.length > 12 ? `${text.slice(0, 11)}…` : text
}

/** Such as `app 8d2c71f0` or `user 41f08a5e`. */
export const callerText = (caller: RequestSummary["caller"] = {}): string => {
  const { application, user } = caller
  if (user !== undefined) return `user ${shortened(user)}`
  return application === undefined ? "" : `app ${shortened(application)}`
}

const two = (part: number) => String(part).padStart(2, "0")

/** A time of day of this computer's time zone, with the date unless it is that of `now` (in milliseconds since 1970). */
export const timeText = (time: string, now: number): string => {
  const date = new Date(time)
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":")
  if (date.toDateString() === new Date(now).toDateString()) return clock
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${clock}`
}

/** Such as `12 ms` or `3.2 s`; less than one is `< 1 ms`. */
export const durationText = (milliseconds: number): string => {
  if (milliseconds < 1) return "< 1 ms"
  return milliseconds < 1_000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1_000).toFixed(1)} s`
}

/** The name of a fault, or its number with a word before it. */
export const faultText = (fault: string): string => (/^\d+$/.test(fault) ? `Fault ${fault}` : fault)

/** Such as `812 bytes` or `1.5 KiB`. */
export const sizeText = (bytes: number): string => {
  if (bytes < 1_024) return `${bytes} ${bytes === 1 ? "byte" : "bytes"}`
  return bytes < 1_048_576 ? `${(bytes / 1_024).toFixed(1)} KiB` : `${(bytes / 1_048_576).toFixed(1)} MiB`
}
