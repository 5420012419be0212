/** Since when the server has recorded requests, and how many it no longer has. */
import { useEffect } from "preact/hooks"
import { dropped, recordingSince } from "../api/Live.ts"
import { now } from "../api/Now.ts"
import { loadStatus, status } from "../api/Status.ts"
import { timeText } from "./RequestText.ts"

/** A server that records from its start begins within this time after it, in milliseconds. */
const startTime = 5_000

export const Recording = () => {
  useEffect(() => {
    // Without the status, only the hint is missing.
    if (status.peek() === undefined) loadStatus().catch(() => undefined)
  }, [])
  const since = recordingSince.value
  if (since === undefined) return null
  const started = status.value?.started
  const isLate = started !== undefined && Date.parse(since) - Date.parse(started) > startTime
  return (
    <p>
      <small>
        Recording since <time dateTime={since}>{timeText(since, now.value)}</time>.
        {isLate && (
          <>
            {" "}
            With <code>--control</code>, a server records from its start.
          </>
        )}
        {dropped.value > 0 && ` ${dropped.value} earlier requests are no longer kept.`}
      </small>
    </p>
  )
}
