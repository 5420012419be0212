/** The JSON Schema of a text with faults, for editors and for other languages. */
import { definitionsOf, draft, type Json } from "../input/JsonSchema.ts"
import { Fault } from "./Fault.ts"

/** Faults as one would write them. */
export const exampleFaults: ReadonlyArray<Fault> = [
  { name: "committed, then 504", on: "create", times: 1, with: { status: 504, after: "commit" } },
  { on: "list", nth: 2, with: { status: 429, retryAfter: 2 } },
  { on: ["update", "delete"], when: { displayName: "Lab" }, with: "reset" },
  { rate: 0.1, seed: 7, with: { delay: "300 millis" } },
  { on: "token", with: { token: "expired" } },
  { on: "connection", with: { certificate: "expired" } },
]

/** The schema of one fault or an array of them, in the draft 2020-12. */
export const faultSchema = (): Json => {
  const one = { $ref: "#/$defs/Fault" }
  return {
    $schema: draft,
    $id: "urn:odj:faults",
    title: "Faults of odj-server",
    description: "One fault, or an array of them",
    examples: [exampleFaults],
    anyOf: [one, { type: "array", items: one }],
    $defs: definitionsOf(Fault),
  }
}
