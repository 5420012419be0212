/** The JSON Schema of faults, which the server has. */
import { signal } from "@preact/signals"
import { useEffect } from "preact/hooks"
import type { Call } from "../api/Call.ts"
import { reloads } from "../api/Link.ts"
import { send } from "../api/Send.ts"
import { report } from "../ui/Perform.ts"
import type { FaultSchema } from "./FaultNode.ts"

const call: Call = { method: "GET", path: "/_odj/schema" }

/** `undefined` until {@link useSchema} has loaded it. */
export const faultSchema = signal<FaultSchema | undefined>(undefined)

const load = async () => {
  if (faultSchema.value === undefined) faultSchema.value = (await send(call)).body as FaultSchema
}

/** Loads the schema if it is not there yet. */
export const useSchema = (): FaultSchema | undefined => {
  useEffect(() => void load().catch(report), [reloads.value])
  return faultSchema.value
}
