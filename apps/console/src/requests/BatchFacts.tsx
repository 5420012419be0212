/** The batch of a request, or the requests of a batch. */

import { requests } from "../live/Live.ts"
import type { RequestSummary } from "../live/RequestSummary.ts"
import { hrefOf, route } from "../route/Route.ts"
import { Fact } from "../ui/Fact.tsx"
import { targetText } from "./RequestText.ts"
import { MethodWord, StatusWord } from "./RequestWords.tsx"

const Link = ({ request }: { readonly request: RequestSummary }) => (
  <li>
    <a href={hrefOf({ ...route.value, id: String(request.number) })}>Request {request.number}</a>:{" "}
    <MethodWord method={request.method} /> <bdi>{targetText(request)}</bdi> <StatusWord request={request} />
  </li>
)

export const BatchFacts = ({ request }: { readonly request: RequestSummary }) => {
  const { batch, operation, requestId } = request
  const related = requests.value.filter((other) =>
    batch === undefined
      ? operation === "batch" && requestId !== undefined && other.batch === requestId
      : other.requestId === batch && other.operation === "batch",
  )
  if (related.length === 0) return null
  return (
    <Fact name={batch === undefined ? "Its requests" : "In the batch"}>
      <ul class="plain">
        {related.toReversed().map((other) => (
          <Link key={other.number} request={other} />
        ))}
      </ul>
    </Fact>
  )
}
