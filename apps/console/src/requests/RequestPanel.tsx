/** The details of a request beside the list, and the way to the next and the previous one. */
import { useEffect, useState } from "preact/hooks"
import type { Call } from "../api/Call.ts"
import { go, route } from "../route/Route.ts"
import { Button } from "../ui/Button.tsx"
import { CallLine } from "../ui/CallLine.tsx"
import { Panel } from "../ui/Panel.tsx"
import { FailNext } from "./FailNext.tsx"
import { load } from "./Poll.ts"
import type { RecordedRequest } from "./RecordedRequest.ts"
import { RequestDetails } from "./RequestDetails.tsx"
import { rows, summaryOf } from "./ShownRequests.ts"

const openNumber = (number: number) => go({ ...route.peek(), id: String(number) }, true)

const close = () => go({ section: "requests", query: route.peek().query })

/** The request in the list this many rows below the given one. */
const neighbour = (number: number, step: number) => {
  const index = rows.value.findIndex(({ request }) => request.number === number)
  return index < 0 ? undefined : rows.value[index + step]?.request.number
}

/** J and K show the next and the previous row, unless a person writes a text or answers a dialog. */
const useKeys = (number: number) =>
  useEffect(() => {
    const onKeyDown = ({ key, target, altKey, ctrlKey, metaKey }: KeyboardEvent) => {
      if (altKey || ctrlKey || metaKey || (target as Element).closest("input, select, textarea, dialog"))
        return
      const next = key === "j" ? neighbour(number, 1) : key === "k" ? neighbour(number, -1) : undefined
      if (next !== undefined) openNumber(next)
    }
    document.addEventListener("keydown", onKeyDown)
    return () => document.removeEventListener("keydown", onKeyDown)
  }, [number])

/** Loads a request, and loads it again when it has its response. */
const useRecorded = (call: Call, number: number) => {
  const [loaded, setLoaded] = useState<RecordedRequest>()
  const [problem, setProblem] = useState<string>()
  const summary = summaryOf(number)
  useEffect(() => {
    const controller = new AbortController()
    load(number).then(
      (body) => {
        if (controller.signal.aborted) return
        setLoaded(body as RecordedRequest)
        setProblem(undefined)
      },
      (error: Error) => {
        if (controller.signal.aborted) return
        setLoaded(undefined)
        setProblem(error.message)
      },
    )
    return () => controller.abort()
  }, [call.path, summary?.time, summary?.outcome])
  return { request: loaded?.number === number ? loaded : undefined, problem }
}

export const RequestPanel = ({ number }: { readonly number: number }) => {
  const call: Call = { method: "GET", path: `/_odj/requests/${number}` }
  const { request, problem } = useRecorded(call, number)
  const [isFailing, setFailing] = useState(false)
  useKeys(number)
  const step = (label: string, key: string, by: number) => {
    const to = neighbour(number, by)
    return (
      <Button
        title={`Press ${key}`}
        disabled={to === undefined}
        onClick={() => to !== undefined && openNumber(to)}
      >
        {label}
      </Button>
    )
  }
  return (
    <Panel
      title={`Request ${number}`}
      onClose={close}
      actions={
        <>
          {step("Newer", "K", -1)}
          {step("Older", "J", 1)}
          {request !== undefined && (
            <Button kind="main" onClick={() => setFailing(true)}>
              Make the next one fail…
            </Button>
          )}
        </>
      }
    >
      {problem !== undefined && <p class="problem">{problem}</p>}
      {request !== undefined && <RequestDetails request={request} />}
      <CallLine call={call} />
      {isFailing && request !== undefined && <FailNext request={request} onClose={() => setFailing(false)} />}
    </Panel>
  )
}
