/** How many requests a fault can still strike. */
import type { ArmedFault } from "../live/ControlState.ts"

/** `undefined` if there is no limit. A fault on the request with a number strikes once. */
export const strikesLeft = ({ fault: { nth, times }, struck }: ArmedFault): number | undefined => {
  const most = times ?? (nth === undefined ? undefined : 1)
  return typeof most === "number" ? Math.max(0, most - struck) : undefined
}
