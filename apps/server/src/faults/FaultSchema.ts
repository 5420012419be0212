/** The JSON Schema of a text with faults, for editors and for other languages. */
import { Schema } from "effect"
import { Fault } from "./Fault.ts"

type Json = { readonly [name: string]: unknown }

const isDescription = (value: unknown): value is { readonly description: string } =>
  typeof value === "object" && value !== null && Object.keys(value).join() === "description"

/** Puts the description of a property beside its type, as editors show it. */
const described = (schema: unknown): unknown => {
  if (typeof schema !== "object" || schema === null) return schema
  if (Array.isArray(schema)) return schema.map(described)
  const { allOf, ...rest } = schema as Json
  const inner = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, described(value)]))
  if (!Array.isArray(allOf)) return inner
  const descriptions = allOf.filter(isDescription)
  const others = allOf.filter((member) => !isDescription(member)).map(described)
  return { ...inner, ...(others.length > 0 && { allOf: others }), ...descriptions.at(-1) }
}

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
  const { definitions } = Schema.toJsonSchemaDocument(Fault, { onExcessProperty: "error" })
  const one = { $ref: "#/$defs/Fault" }
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: "urn:odj:faults",
    title: "Faults of odj-server",
    description: "One fault, or an array of them",
    examples: [exampleFaults],
    anyOf: [one, { type: "array", items: one }],
    $defs: described(definitions),
  }
}
