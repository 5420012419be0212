/** JSON Schemas of what people write by hand, for editors and for other languages. */
import { Schema } from "effect"

export type Json = { readonly [name: string]: unknown }

/** The draft of the schemas. */
export const draft = "https://json-schema.org/draft/2020-12/schema"

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

/** The `$defs` of a schema with an identifier, and of those inside it. */
export const definitionsOf = (schema: Schema.Top): unknown =>
  described(Schema.toJsonSchemaDocument(schema, { onExcessProperty: "error" }).definitions)
