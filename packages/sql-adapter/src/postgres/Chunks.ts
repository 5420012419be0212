/** Divides many connectors into chunks for one statement each. */
import { type DomainJoinConnector, textLength } from "@odj/domain"

const maxRows = 500
const maxCharacters = 4_000_000

/** The connectors in chunks, whose size is limited in rows and in characters. */
export const chunksOf = (
  connectors: ReadonlyArray<DomainJoinConnector>,
): ReadonlyArray<ReadonlyArray<DomainJoinConnector>> => {
  const chunks: Array<Array<DomainJoinConnector>> = []
  let characters = 0
  for (const connector of connectors) {
    const size = textLength(connector)
    const last = chunks.at(-1)
    if (last === undefined || last.length === maxRows || characters + size > maxCharacters) {
      chunks.push([connector])
      characters = size
    } else {
      last.push(connector)
      characters += size
    }
  }
  return chunks
}
