/** The fault that makes the next request like a recorded one fail. */

import type { Outcome } from "../faults/OutcomeFields.tsx"
import type { RequestSummary } from "../live/RequestSummary.ts"
import { percentDecoded } from "../route/PercentDecoded.ts"

/** What a request must have in common with the first one, besides the operation. */
interface InCommon {
  readonly connector: boolean
  readonly caller: boolean
}

/** The connector that the URL names. Faults can look at it; they do not know the id that a create will get. */
export const namedConnector = ({ path, connector }: RequestSummary): string | undefined =>
  connector !== undefined && percentDecoded(path).toLowerCase().includes(connector.toLowerCase())
    ? connector
    : undefined

/** A fault that strikes once. The request has an operation. */
export const faultLike = (request: RequestSummary, common: InCommon, outcome: Outcome) => {
  const id = common.connector ? namedConnector(request) : undefined
  const when = { ...(id !== undefined && { id }), ...(common.caller && request.caller) }
  return {
    on: request.operation,
    ...(Object.keys(when).length > 0 && { when }),
    times: 1,
    with: outcome,
  }
}
