import { describe, expectTypeOf, it } from "@effect/vitest"
import type { RequestSummary as ShownRequest } from "../../../console/src/api/RequestSummary.ts"
import type { RequestSummary } from "../../src/ledger/RecordedRequest.ts"

describe("The console's own types", () => {
  it("fit the requests in the control's events", () => {
    expectTypeOf<RequestSummary>().toExtend<ShownRequest>()
    expectTypeOf<keyof ShownRequest>().toEqualTypeOf<keyof RequestSummary>()
  })
})
