/** The fault that makes the next request like a recorded one fail. */
import type { RequestSummary } from "../api/Live.ts"
import type { Outcome } from "../faults/OutcomeFields.tsx"
import { percentDecoded } from "../route/PercentDecoded.ts"

/** What else than the operation must be the same. */
interface Likeness {
  readonly connector: boolean
  readonly caller: boolean
}

/** The connector that the URL names. Faults can look at it; they do not know the id that a create will get. */
export const namedConnector = ({ path, connector }: RequestSummary): string | undefined =>
  connector !== undefined && percentDecoded(path).toLowerCase().includes(connector.toLowerCase())
    ? connector
    : undefined

/** A fault that strikes once. The request has an operation. */
export const faultLike = (request: RequestSummary, likeness: Likeness, outcome: Outcome) => {
  const id = likeness.connector ? namedConnector(request) : undefined
  const when = { ...(id !== undefined && { id }), ...(likeness.caller && request.caller) }
  return {
    on: request.operation,
    ...(Object.keys(when).length > 0 && { when }),
    times: 1,
    with: outcome,
  }
}
