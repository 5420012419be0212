/** Loads the list of connectors, page by page. */
import { signal } from "@preact/signals"
import type { Call } from "../api/Call.ts"
import { CallFailed } from "../api/CallFailed.ts"
import { listCall, nextCall } from "../api/ListCalls.ts"
import { readPage } from "../api/Pages.ts"
import { makeQuietReload } from "../live/QuietReload.ts"
import { type ListChoice, optionsOf } from "./ListChoice.ts"
import { emptyList, type ListEvent, nextList } from "./ListState.ts"

export const list = signal(emptyList)

export const happened = (event: ListEvent): void => {
  list.value = nextList(list.value, event)
}

/** The request for the first page of the list that is shown. */
let firstCall: Call | undefined

/** Aborted when another list, or another page, is requested. */
let latest = new AbortController()

let inFlight = Promise.resolve()

const load = (call: Call, page: "first" | "more") => {
  latest.abort()
  latest = new AbortController()
  const { signal } = latest
  happened({ _tag: "Loading", page })
  inFlight = readPage(call, signal)
    .then((received): ListEvent => ({ _tag: page === "first" ? "FirstPage" : "NextPage", page: received }))
    .catch(
      (error: unknown): ListEvent => ({
        _tag: "Failed",
        failure: error instanceof CallFailed ? error : new CallFailed(call, String(error)),
      }),
    )
    .then((event) => {
      if (!signal.aborted) happened(event)
    })
}

/** Loads the first page of a list in place of the one that is shown. */
export const openList = (choice: ListChoice): void => {
  firstCall = listCall(optionsOf(choice))
  load(firstCall, "first")
}

/** Loads the first page again. */
export const reloadList = (): void => {
  if (firstCall !== undefined) load(firstCall, "first")
}

/** Loads the next page, also after it has failed. */
export const retryPage = (): void => {
  const { nextLink, pages } = list.value
  if (pages > 0 && nextLink !== undefined) load(nextCall(nextLink), "more")
  else reloadList()
}

/** Loads the next page if there is one and the person need not decide anything before. */
export const loadMore = (): void => {
  const { loading, failure, nextLink } = list.value
  if (loading === undefined && failure === undefined && nextLink !== undefined) retryPage()
}

/**
 * After a change elsewhere. A list that is loaded in one page, and whose beginning is in view, is loaded again: a tester sees
 * at once what the program under test does. Otherwise rows would move while they are read, so the list is only marked.
 */
export const makeListReload = (isAtTop: () => boolean): (() => Promise<void>) => {
  const isQuiet = () => list.value.pages <= 1 && isAtTop()
  return makeQuietReload(async () => {
    await inFlight
    const { signal } = latest
    if (firstCall === undefined) return
    const page = isQuiet() ? await readPage(firstCall, signal).catch(() => undefined) : undefined
    if (signal.aborted) return
    happened(page !== undefined && isQuiet() ? { _tag: "FirstPage", page } : { _tag: "ChangedElsewhere" })
  })
}
