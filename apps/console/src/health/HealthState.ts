/** The state of the section "Health": loads all connectors, and assesses them again when they or the clock change. */
import { DateTimeOffset, type DomainJoinConnector, type UnreadableConnector } from "@odj/domain"
import { effect, signal, untracked } from "@preact/signals"
import { CallFailed } from "../api/CallFailed.ts"
import { inSlices } from "../api/InSlices.ts"
import { allCall } from "../api/ListCalls.ts"
import { clockOffset } from "../api/Now.ts"
import { pagesFrom } from "../api/Pages.ts"
import { changes } from "../live/Changes.ts"
import { makeQuietReload } from "../live/QuietReload.ts"
import { type Assessment, makeAssessment } from "./Assessment.ts"

/** The shortest pause between two loads that changes cause, in milliseconds. After a long load, it is longer. */
const shortestPause = 3_000

/** How often ages are counted again, without a request. */
const ageInterval = 60_000

export interface Progress {
  readonly done: number
  /** Unknown until the first page is there. */
  readonly total: number | undefined
}

/** What the section shows, from when it is opened until {@link HealthState.close}. */
export const openHealth = () => {
  const assessment = signal<Assessment | undefined>(undefined)
  const progress = signal<Progress | undefined>(undefined)
  const failure = signal<CallFailed | undefined>(undefined)
  const closing = new AbortController()
  const { signal: closed } = closing
  let connectors: ReadonlyArray<DomainJoinConnector> | undefined
  let unreadable: ReadonlyArray<UnreadableConnector> = []
  let assessing: AbortController | undefined

  /** A newer assessment cancels an older one. */
  const assess = async () => {
    if (connectors === undefined) return
    assessing?.abort()
    assessing = new AbortController()
    const options = { signal: AbortSignal.any([closed, assessing.signal]) }
    const at = DateTimeOffset.make(new Date(Date.now() + clockOffset.peek()).toISOString())
    const { add, addUnreadable, end } = makeAssessment(at)
    await inSlices(connectors, add, options)
    await inSlices(unreadable, addUnreadable, options)
    assessment.value = end()
  }

  const readAll = async () => {
    const read: Array<DomainJoinConnector> = []
    const bad: Array<UnreadableConnector> = []
    let total: number | undefined
    for await (const page of pagesFrom(allCall(), closed)) {
      read.push(...page.connectors)
      bad.push(...(page.unreadable ?? []))
      total ??= page.count
      progress.value = { done: read.length + bad.length, total }
    }
    connectors = read
    unreadable = bad
  }

  /** Being cancelled is no failure. */
  const run = (task: () => Promise<void>) =>
    task().catch((error: unknown) => {
      if (!(error instanceof DOMException && error.name === "AbortError")) throw error
    })

  const load = async () => {
    progress.value = { done: 0, total: undefined }
    try {
      await readAll()
      failure.value = undefined
      await run(assess)
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error
      failure.value = error
    } finally {
      progress.value = undefined
    }
  }

  const quietReload = makeQuietReload(load, (took) => Math.max(shortestPause, 5 * took))
  const reload = () => run(() => quietReload(true))

  const interval = setInterval(() => run(assess), ageInterval)
  reload()
  const seen = changes.peek()
  const stopChanges = effect(() => {
    if (changes.value !== seen) untracked(() => run(quietReload))
  })
  const stopClock = effect(() => {
    void clockOffset.value
    run(assess)
  })

  const close = () => {
    stopChanges()
    stopClock()
    clearInterval(interval)
    closing.abort()
    // The pause after a load may last longer than the section.
    connectors = undefined
  }
  return { assessment, progress, failure, reload, close }
}

export type HealthState = ReturnType<typeof openHealth>
