/** The JSON Schema of faults, which the server has. */
import { signal } from "@preact/signals"
import type { Call } from "../api/Call.ts"
import { send } from "../api/Send.ts"
import type { FaultSchema } from "./FaultNode.ts"

const call: Call = { method: "GET", path: "/_odj/schema" }

/** `undefined` until {@link loadSchema} has loaded it. */
export const faultSchema = signal<FaultSchema | undefined>(undefined)

/** Loads it once. Rejects with `CallFailed`. */
export const loadSchema = async (): Promise<void> => {
  if (faultSchema.value === undefined) faultSchema.value = (await send(call)).body as FaultSchema
}
