/** The faults of a server: those in force, and the layer that makes requests fail. */
import { identity } from "effect"
import type { Authenticate } from "../auth/Authenticator.ts"
import type { ServerClock } from "../clock/ServerClock.ts"
import type { Observe } from "../http/HttpMessage.ts"
import type { ArmedFault } from "./ArmedFaults.ts"
import type { Fault } from "./Fault.ts"

/** What a fault needs to know of the server's authentication. */
export interface Callers {
  /** Faults strike only requests that a caller is allowed to send. */
  readonly authenticate: Authenticate
  /** The address where clients sign in, by the origin that they use. */
  readonly signInAddress: (origin: string) => string
}

export interface Faults {
  /** Adds faults after those in force, and returns them. */
  readonly add: (faults: ReadonlyArray<Fault>) => ReadonlyArray<ArmedFault>
  readonly list: () => ReadonlyArray<ArmedFault>
  /** Removes the fault with this id, or all faults. */
  readonly remove: (id?: string) => void
  /** Goes back to the initial faults, none of which has matched a request. */
  readonly reset: () => void
  readonly around: (callers: Callers) => Observe
}

export const makeFaults = (_clock: ServerClock, initial: ReadonlyArray<Fault>): Faults => {
  let lastId = 0
  let armed: ReadonlyArray<ArmedFault> = []
  const arm = (faults: ReadonlyArray<Fault>) =>
    faults.map((fault): ArmedFault => ({ id: String(++lastId), fault, matched: 0, struck: 0 }))
  const reset = () => {
    lastId = 0
    armed = arm(initial)
  }
  reset()
  return {
    add: (faults) => {
      const added = arm(faults)
      armed = [...armed, ...added]
      return added
    },
    list: () => armed,
    remove: (id) => {
      armed = id === undefined ? [] : armed.filter((fault) => fault.id !== id)
    },
    reset,
    around: () => identity,
  }
}
