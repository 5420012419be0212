/** Asks the server for the faults in force and the time, every second. */
import { type ArmedFault, armed, clockOffset } from "../api/Live.ts"
import { send } from "../api/Send.ts"

export const poll = (): (() => void) => {
  const load = async () => {
    armed.value = (await send({ method: "GET", path: "/_odj/faults" })).body as ReadonlyArray<ArmedFault>
    clockOffset.value = (
      (await send({ method: "GET", path: "/_odj/clock" })).body as { offset: number }
    ).offset
  }
  const timer = setInterval(() => void load().catch(() => {}), 1_000)
  void load().catch(() => {})
  return () => clearInterval(timer)
}
