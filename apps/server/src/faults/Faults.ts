/** The faults of a server: those in force, and the layer that makes requests fail. */
import type { ServerClock } from "../clock/ServerClock.ts"
import type { Wrap } from "../http/HttpMessage.ts"
import { type Armed, type ArmedFault, arm, counted, type Struck, strike } from "./ArmedFaults.ts"
import type { Fault, RequestFault, SocketFault } from "./Fault.ts"
import { type Callers, makeFaultLayer } from "./FaultLayer.ts"

export interface Faults {
  /** Adds faults after those in force, and returns them. */
  readonly add: (faults: ReadonlyArray<Fault>) => ReadonlyArray<ArmedFault>
  readonly list: () => ReadonlyArray<ArmedFault>
  /** Removes the fault with this id, if there is one. Without an argument, removes all faults. */
  readonly remove: (...id: [] | [id: string]) => void
  /** Goes back to the initial faults, none of which has matched a request. */
  readonly reset: () => void
  /** Counts a new connection, and returns what strikes it. */
  readonly strikeConnection: () => Struck<SocketFault>
  /** Makes requests fail, also those of a batch. Without faults for requests, it only checks that, and whether a request is a batch. */
  readonly around: (callers: Callers, publicUrl: string | undefined) => Wrap
}

const isOfConnections = (armed: Armed): armed is Armed<SocketFault> => armed.fault.on === "connection"
const isOfRequests = (armed: Armed): armed is Armed<RequestFault> => !isOfConnections(armed)

export const makeFaults = (clock: ServerClock, initial: ReadonlyArray<Fault>): Faults => {
  let lastId = 0
  let armed: ReadonlyArray<Armed> = []
  let ofRequests: ReadonlyArray<Armed<RequestFault>> = []
  let ofConnections: ReadonlyArray<Armed<SocketFault>> = []

  const set = (faults: ReadonlyArray<Armed>) => {
    armed = faults
    ofRequests = faults.filter(isOfRequests)
    ofConnections = faults.filter(isOfConnections)
  }

  const armAll = (faults: ReadonlyArray<Fault>) => faults.map((fault) => arm(++lastId, fault))

  const reset = () => {
    lastId = 0
    set(armAll(initial))
  }

  reset()
  return {
    add: (faults) => {
      const added = armAll(faults)
      set([...armed, ...added])
      return added.map(counted)
    },
    list: () => armed.map(counted),
    // An `undefined` that a program without types gives is no reason to remove all.
    remove: (...ids) => set(ids.length === 0 ? [] : armed.filter((fault) => fault.id !== ids[0])),
    reset,
    strikeConnection: () => strike(ofConnections, {}, clock.clock.currentTimeMillisUnsafe()),
    around: makeFaultLayer(clock, () => ofRequests),
  }
}
