/** Cuts many connectors into portions, each of which one statement can bear. */
import { type DomainJoinConnector, textLength } from "@odj/domain"

const rowsAtOnce = 500
const charactersAtOnce = 4_000_000

/** The connectors in portions that one statement can bear, whatever the length of their texts. */
export const portionsOf = (
  connectors: ReadonlyArray<DomainJoinConnector>,
): ReadonlyArray<ReadonlyArray<DomainJoinConnector>> => {
  const portions: Array<Array<DomainJoinConnector>> = []
  let characters = 0
  for (const connector of connectors) {
    const size = textLength(connector)
    const last = portions.at(-1)
    if (last === undefined || last.length === rowsAtOnce || characters + size > charactersAtOnce) {
      portions.push([connector])
      characters = size
    } else {
      last.push(connector)
      characters += size
    }
  }
  return portions
}
