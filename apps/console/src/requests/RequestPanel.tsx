/** The details of a request beside the list, and the way to the next and the previous one. */
import { useEffect, useState } from "preact/hooks"
import type { Call } from "../api/Call.ts"
import { CallFailed } from "../api/CallFailed.ts"
import { send } from "../api/Send.ts"
import { go, route } from "../route/Route.ts"
import { Button } from "../ui/Button.tsx"
import { CallLine } from "../ui/CallLine.tsx"
import { FailureText } from "../ui/FailureText.tsx"
import { Panel } from "../ui/Panel.tsx"
import { useShortcuts } from "../ui/Shortcuts.ts"
import { FailNext } from "./FailNext.tsx"
import type { RecordedRequest } from "./RecordedRequest.ts"
import { RequestDetails } from "./RequestDetails.tsx"
import { rows, summaryOf } from "./ShownRequests.ts"

const openNumber = (number: number | undefined) => {
  if (number !== undefined) go({ ...route.peek(), id: String(number) }, true)
}

const close = () => go({ section: "requests", query: route.peek().query })

/** The number of the request this many rows below the given one. */
const numberBelow = (number: number, step: number) => {
  const index = rows.value.findIndex(({ request }) => request.number === number)
  return index < 0 ? undefined : rows.value[index + step]?.request.number
}

/** Loads a request, and loads it again when it has its response. */
const useRecorded = (call: Call, number: number) => {
  const [loaded, setLoaded] = useState<RecordedRequest>()
  const [failure, setFailure] = useState<CallFailed>()
  const summary = summaryOf(number)
  useEffect(() => {
    const controller = new AbortController()
    send(call, controller.signal).then(
      ({ body }) => {
        setLoaded(body as RecordedRequest)
        setFailure(undefined)
      },
      (error: unknown) => {
        if (controller.signal.aborted) return
        if (!(error instanceof CallFailed)) throw error
        setLoaded(undefined)
        setFailure(error)
      },
    )
    return () => controller.abort()
  }, [call.path, summary?.time, summary?.outcome])
  return { request: loaded?.number === number ? loaded : undefined, failure }
}

export const RequestPanel = ({ number }: { readonly number: number }) => {
  const call: Call = { method: "GET", path: `/_odj/requests/${number}` }
  const { request, failure } = useRecorded(call, number)
  const [isFailing, setFailing] = useState(false)
  const newer = numberBelow(number, -1)
  const older = numberBelow(number, 1)
  useShortcuts([
    { keys: "k", does: "Show the newer request", run: () => openNumber(newer) },
    { keys: "j", does: "Show the older request", run: () => openNumber(older) },
  ])
  return (
    <Panel
      title={`Request ${number}`}
      onClose={close}
      actions={
        <>
          <Button title="K" disabled={newer === undefined} onClick={() => openNumber(newer)}>
            Newer
          </Button>
          <Button title="J" disabled={older === undefined} onClick={() => openNumber(older)}>
            Older
          </Button>
          {request !== undefined && (
            <Button kind="main" onClick={() => setFailing(true)}>
              Fail the next one…
            </Button>
          )}
        </>
      }
    >
      {failure !== undefined && <FailureText failure={failure} />}
      {request !== undefined && <RequestDetails request={request} />}
      <CallLine call={call} />
      {isFailing && request !== undefined && <FailNext request={request} onClose={() => setFailing(false)} />}
    </Panel>
  )
}
