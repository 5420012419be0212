/** Arms faults. */
import type { Call } from "../api/Call.ts"
import type { CallProblem } from "../api/CallFailed.ts"
import { submit } from "../ui/Perform.ts"
import { type FaultJson, faultSentence } from "./FaultSentence.ts"

/** The request that arms one fault, or an array of them. */
export const armCall = (faults: unknown): Call => ({ method: "POST", path: "/_odj/faults", body: faults })

/** A sentence for each fault. */
export const sentencesOf = (faults: unknown): ReadonlyArray<string> =>
  [faults].flat().map((fault) => `${faultSentence(Object(fault) as FaultJson)}.`)

/** Arms one fault, or an array of them. Resolves with the problems: none if it is done. */
export const armFaults = (faults: unknown): Promise<ReadonlyArray<CallProblem>> =>
  submit(armCall(faults), `Armed: ${sentencesOf(faults).join(" ")}`)
