/** Pauses, resumes and clears the list of requests. */
import type { Call } from "../api/Call.ts"
import { maxRequests } from "../live/LiveUpdates.ts"
import { go, route } from "../route/Route.ts"
import { Button } from "../ui/Button.tsx"
import { confirm } from "../ui/Confirm.tsx"
import { perform } from "../ui/Perform.ts"
import { isPaused, missed, pause, resume } from "./ShownRequests.ts"

const clearCall: Call = { method: "DELETE", path: "/_odj/requests" }

const clear = async () => {
  const isSure = await confirm({
    title: "Clear the recorded requests?",
    text: "The server forgets them too, and counts from 1 again. A test that looks at them fails.",
    action: "Clear",
    call: clearCall,
  })
  if (!isSure) return
  if ((await perform(clearCall, "The recorded requests were cleared.")) === undefined) return
  resume()
  go({ section: "requests", query: route.value.query }, true)
}

const countText = (count: number) => (count >= maxRequests ? `${count} or more` : String(count))

export const ListActions = () => (
  <>
    {isPaused.value && (
      <span class="faint" role="status">
        Paused: {countText(missed.value)} new
      </span>
    )}
    {isPaused.value ? (
      <Button kind="main" onClick={resume}>
        Resume
      </Button>
    ) : (
      <Button onClick={pause} title="Keeps what is shown while new requests arrive">
        Pause
      </Button>
    )}
    <Button onClick={clear}>Clear…</Button>
  </>
)
