/** The controls of a test double, with promises. */
import type { Effect } from "effect"
import { runUnfaked } from "../clock/UnfakedScheduler.ts"
import type { DoubleControls } from "./TestDouble.ts"

/** The same member, with a promise in place of an effect. */
type Promised<Member> = Member extends (...args: infer Args) => Effect.Effect<infer A, infer _>
  ? (...args: Args) => Promise<A>
  : Member extends Effect.Effect<infer A, infer _>
    ? () => Promise<A>
    : Member

export type PromisedControls = { readonly [Name in keyof DoubleControls]: Promised<DoubleControls[Name]> }

export const promised = (controls: DoubleControls): PromisedControls => ({
  clock: controls.clock,
  requests: (query) => controls.requests(query),
  forget: () => controls.forget(),
  faults: () => controls.faults(),
  fail: (faults) => runUnfaked(controls.fail(faults)),
  disarm: (...id) => runUnfaked(controls.disarm(...id)),
  seed: (connectors, options) => runUnfaked(controls.seed(connectors, options)),
  snapshot: () => runUnfaked(controls.snapshot),
  restore: (snapshot) => runUnfaked(controls.restore(snapshot)),
  reset: () => runUnfaked(controls.reset),
})
