/** The coloured words about a request that the list and the details share. */
import type { RequestSummary } from "../live/RequestSummary.ts"
import { statusClassOf } from "./RequestFilter.ts"
import { isHiddenChange, outcomeText } from "./RequestText.ts"

export const MethodWord = ({ method }: { readonly method: string }) => (
  <span class={`method ${/^[A-Z]+$/.test(method) ? method.toLowerCase() : ""}`}>{method}</span>
)

/** Whether the client got no whole response, and will get none. */
const isBroken = ({ outcome }: RequestSummary) => outcome !== "response" && outcome !== "inFlight"

/** The status, with what the client got in words if that was no whole response. */
export const StatusWord = ({ request }: { readonly request: RequestSummary }) => (
  <span class="status" data-class={isBroken(request) ? "5" : statusClassOf(request)}>
    {outcomeText(request)}
  </span>
)

/** Whether the request changed something. */
export const ChangedMark = ({ request }: { readonly request: RequestSummary }) => {
  if (!request.committed) return null
  return isHiddenChange(request) ? (
    <span class="badge bad" title="It changed something, and the client does not know">
      changed anyway
    </span>
  ) : (
    <span class="badge good">changed</span>
  )
}
