import { describe, expectTypeOf, it } from "@effect/vitest"
import type { ServerStatus } from "@odj/console/api/ServerStatus"
import type { ControlState, ArmedFault as ShownFault } from "@odj/console/live/ControlState"
import type { RequestSummary as ShownRequest } from "@odj/console/live/RequestSummary"
import type { RecordedRequest as OpenedRequest } from "@odj/console/requests/RecordedRequest"
import type { Effect } from "effect"
import type { stateOf } from "../../src/control/EventFeed.ts"
import type { makeStatus } from "../../src/control/Status.ts"
import type { ArmedFault } from "../../src/faults/ArmedFaults.ts"
import type { RecordedRequest, RequestSummary } from "../../src/ledger/RecordedRequest.ts"

/** What a client reads of a value that is sent as JSON. */
type Read<T> = T extends Date ? string : T extends object ? { readonly [K in keyof T]: Read<T[K]> } : T

type State = ReturnType<typeof stateOf>
type Status = Read<Effect.Success<ReturnType<ReturnType<typeof makeStatus>>>>

describe("The console's own types", () => {
  it("fit the requests in the control's events", () => {
    expectTypeOf<RequestSummary>().toExtend<ShownRequest>()
    expectTypeOf<keyof ShownRequest>().toEqualTypeOf<keyof RequestSummary>()
  })

  it("fit a request with its messages", () => {
    expectTypeOf<RecordedRequest>().toExtend<OpenedRequest>()
    expectTypeOf<keyof OpenedRequest>().toEqualTypeOf<keyof RecordedRequest>()
    type Message = NonNullable<RecordedRequest["response"]>
    expectTypeOf<keyof NonNullable<OpenedRequest["response"]>>().toEqualTypeOf<keyof Message>()
  })

  it("fit the state in the control's events", () => {
    expectTypeOf<State>().toExtend<ControlState>()
    expectTypeOf<keyof ControlState>().toEqualTypeOf<keyof State>()
    expectTypeOf<keyof ControlState["clock"]>().toEqualTypeOf<keyof State["clock"]>()
  })

  it("fit a fault in force", () => {
    expectTypeOf<ArmedFault>().toExtend<ShownFault>()
    expectTypeOf<keyof ShownFault>().toEqualTypeOf<keyof ArmedFault>()
  })

  it("fit the status of the server", () => {
    expectTypeOf<Status>().toExtend<ServerStatus>()
    expectTypeOf<keyof ServerStatus>().toEqualTypeOf<keyof Status>()
    type Issuer = NonNullable<Status["issuer"]>
    expectTypeOf<keyof NonNullable<ServerStatus["issuer"]>>().toEqualTypeOf<keyof Issuer>()
  })
})
