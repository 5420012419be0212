/** Since when the server has recorded requests, and how many it no longer has. */

import { now } from "../api/Now.ts"
import { consoleSettings } from "../api/Settings.ts"
import { dropped, recordingSince } from "../live/Live.ts"
import { counted } from "../ui/Counted.ts"
import { timeText } from "./RequestText.ts"

export const Recording = () => {
  const since = recordingSince.value
  if (since === undefined) return null
  const count = dropped.value
  return (
    <p>
      <small>
        Recording since <time dateTime={since}>{timeText(since, now.value)}</time>.
        {consoleSettings.value?.recordsFromStart === false && (
          <>
            {" "}
            To record from the start, start the server with <code>--control</code>.
          </>
        )}
        {count > 0 && ` ${counted(count, "earlier request")} ${count === 1 ? "is" : "are"} no longer kept.`}
      </small>
    </p>
  )
}
