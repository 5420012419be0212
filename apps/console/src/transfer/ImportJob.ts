/**
 * Creates the connectors of an import by batches, one after the other, and keeps what became of each row.
 *
 * Each row has a key from the start, so a retry creates nothing twice: neither after a failure, nor after a cancel or a lost
 * response. If the service knows no keys, rows whose outcome is unknown are never retried.
 */
import type { NewDomainJoinConnector } from "@odj/domain"
import { maxBatchRequests } from "@odj/graph-wire"
import { type ReadonlySignal, signal } from "@preact/signals"
import type { Call } from "../api/Call.ts"
import { CallFailed } from "../api/CallFailed.ts"
import type { Received } from "../api/Send.ts"
import { batchCall, type Outcome, outcomesOf } from "./BatchCreate.ts"

/** A row of the file. */
interface RowToCreate {
  /** Counted from 1. */
  readonly row: number
  readonly connector: NewDomainJoinConnector
}

type State = { readonly _tag: "Waiting" } | Exclude<Outcome, { readonly _tag: "KeyRefused" }>

interface ImportState {
  readonly counts: Readonly<Record<State["_tag"], number>>
  readonly isRunning: boolean
  /** Why the last run ended early. The rows that wait are sent by the next run. */
  readonly failure: string | undefined
}

/** A row that was not created. */
export interface NotCreated {
  readonly row: number
  readonly state: Exclude<State, { readonly _tag: "Waiting" | "Created" }>
}

export interface ImportJob {
  readonly state: ReadonlySignal<ImportState>
  /** Creates the rows that wait, and those that failed. */
  readonly run: (signal: AbortSignal) => Promise<void>
  readonly notCreated: () => ReadonlyArray<NotCreated>
  /** The request that is sent first. */
  readonly firstCall: Call
}

const waiting: State = { _tag: "Waiting" }

interface Item extends RowToCreate {
  readonly key: string
  state: State
}

export const makeImport = (
  rows: ReadonlyArray<RowToCreate>,
  send: (call: Call, signal: AbortSignal) => Promise<Received>,
  makeKey: () => string = () => crypto.randomUUID(),
): ImportJob => {
  const items = rows.map((row): Item => ({ ...row, key: makeKey(), state: waiting }))
  let usesKeys = true
  const creationsOf = (chunk: ReadonlyArray<Item>) =>
    chunk.map(({ connector, key }) => ({ connector, key: usesKeys ? key : undefined }))
  const current = (isRunning: boolean, failure?: string): ImportState => {
    const counts = { Waiting: 0, Created: 0, Exists: 0, Failed: 0, Unknown: 0 }
    for (const { state } of items) counts[state._tag] += 1
    return { counts, isRunning, failure }
  }
  const state = signal(current(false))

  const sendChunk = async (chunk: ReadonlyArray<Item>, cancel: AbortSignal): Promise<void> => {
    const creations = creationsOf(chunk)
    let outcomes: ReadonlyArray<Outcome>
    try {
      outcomes = outcomesOf(creations, (await send(batchCall(creations), cancel)).body)
    } catch (error) {
      // An error response to the whole batch means that nothing was created.
      const isLost = !(error instanceof CallFailed) || error.status === undefined
      if (isLost && !usesKeys) for (const item of chunk) item.state = { _tag: "Unknown" }
      throw error
    }
    const refused: Array<Item> = []
    outcomes.forEach((outcome, index) => {
      const item = chunk[index]
      if (item === undefined) return
      if (outcome._tag === "KeyRefused") refused.push(item)
      else item.state = outcome
    })
    if (refused.length === 0) return
    usesKeys = false
    await sendChunk(refused, cancel)
  }

  const run = async (cancel: AbortSignal) => {
    for (const item of items) if (item.state._tag === "Failed") item.state = waiting
    const pending = items.filter((item) => item.state === waiting)
    state.value = current(true)
    let failure: string | undefined
    try {
      for (let start = 0; start < pending.length && !cancel.aborted; start += maxBatchRequests) {
        await sendChunk(pending.slice(start, start + maxBatchRequests), cancel)
        state.value = current(true)
      }
    } catch (error) {
      if (!cancel.aborted && !(error instanceof CallFailed)) throw error
      if (!cancel.aborted) failure = (error as CallFailed).message
    } finally {
      state.value = current(false, failure)
    }
  }

  const notCreated = () =>
    items.flatMap(({ row, state }) =>
      state._tag === "Waiting" || state._tag === "Created" ? [] : [{ row, state }],
    )

  return { state, run, notCreated, firstCall: batchCall(creationsOf(items.slice(0, maxBatchRequests))) }
}
