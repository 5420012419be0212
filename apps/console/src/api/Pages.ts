/** Reads the list of connectors, page by page. */
import type { DomainJoinConnector, UnreadableConnector } from "@odj/domain"
import { type Collection, decodeCollection, decodeEntity } from "@odj/graph-wire"
import { Option, Predicate, Result } from "effect"
import type { Call } from "./Call.ts"
import { CallFailed } from "./CallFailed.ts"
import { inSlices } from "./InSlices.ts"
import { nextCall } from "./ListCalls.ts"
import { send } from "./Send.ts"

/**
 * Reads a page. Its entities are decoded in slices: there may be a thousand. Rejects with `CallFailed`, or with the reason of the
 * signal.
 */
export const readPage = async (call: Call, signal: AbortSignal): Promise<Collection> => {
  const { body } = await send(call, signal)
  const entities = Predicate.hasProperty(body, "value") && Array.isArray(body.value) ? body.value : undefined
  const rest = decodeCollection(Predicate.isObject(body) && { ...body, value: entities && [] })
  if (Option.isNone(rest) || entities === undefined)
    throw new CallFailed(call, "The response is not a list of connectors.")
  const connectors: Array<DomainJoinConnector> = []
  const unreadable: Array<UnreadableConnector> = [...(rest.value.unreadable ?? [])]
  await inSlices(
    entities,
    (entity) => {
      const decoded = decodeEntity(entity)
      if (Result.isSuccess(decoded)) connectors.push(decoded.success)
      else unreadable.push(decoded.failure)
    },
    { signal },
  )
  return { ...rest.value, connectors, unreadable }
}

/** The pages from a call on. Rejects as {@link readPage} does. */
export async function* pagesFrom(first: Call, signal: AbortSignal): AsyncGenerator<Collection, void> {
  for (let call: Call | undefined = first; call !== undefined; ) {
    const page = await readPage(call, signal)
    yield page
    call = page.nextLink === undefined ? undefined : nextCall(page.nextLink)
  }
}
