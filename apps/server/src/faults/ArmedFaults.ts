/** The faults that are in force, and how often each has struck. */
import { Duration } from "effect"
import { operationNames } from "../graph/Operation.ts"
import type { RequestedOperation } from "../requested/RequestedOperation.ts"
import type { Fault } from "./Fault.ts"
import type { FaultCaller } from "./FaultSubject.ts"
import { makeTrigger, type Trigger } from "./Trigger.ts"

/** A fault in force. */
export interface ArmedFault {
  readonly id: string
  readonly fault: Fault
  /** How many requests `on` and `when` have matched. */
  readonly matched: number
  /** How many of them the fault has struck. */
  readonly struck: number
}

/** A fault in force, as it counts. */
export interface Armed<F extends Fault = Fault> {
  readonly id: string
  readonly fault: F
  readonly on: ReadonlySet<RequestedOperation | "connection">
  readonly trigger: Trigger
  matched: number
}

export const arm = (number: number, fault: Fault): Armed => ({
  id: String(number),
  fault,
  on: new Set([fault.on ?? operationNames].flat()),
  trigger: makeTrigger(fault, number),
  matched: 0,
})

export const counted = ({ id, fault, matched, trigger }: Armed): ArmedFault => ({
  id,
  fault,
  matched,
  struck: trigger.struck(),
})

/** What has struck a request or a connection. */
export interface Struck<F extends Fault> {
  /** The names of the faults, or the ids of those without a name. */
  readonly names: ReadonlyArray<string>
  /** The sum of the delays, in milliseconds. */
  readonly delay: number
  /** The fault that decides the response, and the rest of the window of its limit, in milliseconds. */
  readonly deciding?: { readonly fault: F; readonly rest: number | undefined } | undefined
}

/** Whether a fault only delays. */
const isDelay = ({ with: outcome }: Fault) =>
  typeof outcome === "object" && Object.keys(outcome).every((name) => name === "delay")

const delayOf = ({ with: outcome }: Fault) =>
  typeof outcome === "object" && "delay" in outcome && outcome.delay !== undefined
    ? Duration.toMillis(outcome.delay)
    : 0

/** Counts a request with the faults that match it, and returns what strikes it. */
export const strike = <F extends Fault>(
  matching: ReadonlyArray<Armed<F>>,
  caller: FaultCaller,
  now: number,
): Struck<F> => {
  const names: Array<string> = []
  let delay = 0
  let deciding: Struck<F>["deciding"]
  for (const armed of matching) {
    const { id, fault, trigger } = armed
    armed.matched++
    const strike = trigger.pull(caller, now, deciding !== undefined && !isDelay(fault))
    if (strike === undefined) continue
    names.push(fault.name ?? id)
    delay += delayOf(fault)
    if (!isDelay(fault)) deciding = { fault, rest: strike.rest }
  }
  return { names, delay, deciding }
}
