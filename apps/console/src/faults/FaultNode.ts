/** What a form needs to know of the JSON Schema of faults: the members of a value, and which values they can have. */

/** A part of the schema, as far as the schema of faults uses JSON Schema. */
interface JsonSchema {
  readonly $ref?: string
  readonly type?: string
  readonly enum?: ReadonlyArray<string>
  readonly anyOf?: ReadonlyArray<JsonSchema>
  readonly allOf?: ReadonlyArray<JsonSchema>
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>
  readonly required?: ReadonlyArray<string>
  readonly description?: string
}

export interface FaultSchema {
  readonly $defs: Readonly<Record<string, JsonSchema>>
}

export interface FaultField {
  readonly name: string
  readonly hint: string | undefined
  readonly isRequired: boolean
  readonly node: FaultNode
}

/** One of the shapes that a value can have. */
interface Variant {
  /** The member that identifies an object, or `text` for a value that is a text. */
  readonly name: string
  readonly hint: string | undefined
  readonly node: FaultNode
}

export type FaultNode =
  | { readonly kind: "text" | "number" | "textOrNumber" | "map" }
  /** One of these texts. */
  | { readonly kind: "one"; readonly values: ReadonlyArray<string> }
  /** One of these texts, or an array of them. */
  | { readonly kind: "many"; readonly values: ReadonlyArray<string> }
  | { readonly kind: "object"; readonly fields: ReadonlyArray<FaultField> }
  | { readonly kind: "variants"; readonly variants: ReadonlyArray<Variant> }

const resolved = (schema: JsonSchema, root: FaultSchema): JsonSchema => {
  const [only] = schema.allOf ?? []
  const target = schema.$ref === undefined ? only : root.$defs[schema.$ref.replace("#/$defs/", "")]
  return target === undefined ? schema : resolved(target, root)
}

const nameOf = (node: FaultNode, { required = [] }: JsonSchema) =>
  node.kind === "object" ? (required[0] ?? "") : "text"

const unionNode = (members: ReadonlyArray<JsonSchema>, root: FaultSchema): FaultNode => {
  const nodes = members.map((member) => nodeOf(member, root))
  const [first] = nodes
  if (nodes.length === 1 && first !== undefined) return first
  if (first?.kind === "one" && members.some(({ type }) => type === "array"))
    return { kind: "many", values: first.values }
  if (nodes.every(({ kind }) => kind === "text" || kind === "number")) return { kind: "textOrNumber" }
  const variants = members.flatMap((member, index): ReadonlyArray<Variant> => {
    const node = nodes[index]
    return node === undefined ? [] : [{ name: nameOf(node, member), hint: member.description, node }]
  })
  // A text such as "reset" is short for { "connection": "reset" }, so a form needs only one of the two.
  return {
    kind: "variants",
    variants: variants.some(({ name }) => name === "connection")
      ? variants.filter(({ name }) => name !== "text")
      : variants,
  }
}

/** Reads a part of the schema. */
const nodeOf = (schema: JsonSchema, root: FaultSchema): FaultNode => {
  const { type, enum: values, anyOf, properties, patternProperties, required = [] } = resolved(schema, root)
  if (anyOf !== undefined)
    return unionNode(
      anyOf.map((member) => resolved(member, root)).filter((member) => member.type !== "null"),
      root,
    )
  if (values !== undefined) return { kind: "one", values }
  if (properties !== undefined)
    return {
      kind: "object",
      fields: Object.entries(properties).map(([name, property]) => ({
        name,
        hint: property.description,
        isRequired: required.includes(name),
        node: nodeOf(property, root),
      })),
    }
  if (patternProperties !== undefined) return { kind: "map" }
  return { kind: type === "number" || type === "integer" ? "number" : "text" }
}

/** The kinds of faults, as their definitions in the schema are called. */
export const families = {
  GraphFault: "Requests to Graph's API",
  IssuerFault: "Requests to the sign-in",
  TokenFault: "Tokens",
  SocketFault: "New connections",
} as const

export type Family = keyof typeof families

/** The members of a kind of fault. */
export const fieldsOf = (schema: FaultSchema, family: Family): ReadonlyArray<FaultField> => {
  const node = nodeOf({ $ref: `#/$defs/${family}` }, schema)
  return node.kind === "object" ? node.fields : []
}

/** What a kind of fault can fail with. */
export const outcomesOf = (schema: FaultSchema, family: Family): ReadonlyArray<Variant> => {
  const node = fieldsOf(schema, family).find(({ name }) => name === "with")?.node
  if (node?.kind === "variants") return node.variants
  if (node?.kind !== "object") return []
  return [{ name: node.fields[0]?.name ?? "", hint: undefined, node }]
}

/** The shape that a value has. Every outcome may have a delay, so a delay alone is the last choice. */
export const variantOf = (variants: ReadonlyArray<Variant>, value: unknown): Variant | undefined => {
  const named = (isIt: (name: string) => boolean) => variants.find(({ name }) => isIt(name))
  if (typeof value === "string") return named((name) => name === "text")
  if (typeof value !== "object" || value === null) return undefined
  return named((name) => name !== "delay" && name in value) ?? named((name) => name in value)
}

/** What an outcome of this shape begins with. */
export const outcomeLike = ({ name, node }: Variant): string | Readonly<Record<string, unknown>> => {
  if (node.kind === "one") return node.values[0] ?? ""
  const field = node.kind === "object" ? node.fields.find((field) => field.name === name) : undefined
  if (field?.node.kind === "one") return { [name]: field.node.values[0] }
  return { [name]: name === "status" ? 503 : "3 seconds" }
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || (typeof value === "object" && value !== null && Object.keys(value).length === 0)

/** The value with another member; without it if it is empty. */
export const withMember = (
  value: Readonly<Record<string, unknown>>,
  name: string,
  member: unknown,
): Readonly<Record<string, unknown>> => {
  if (!isEmpty(member)) return { ...value, [name]: member }
  const { [name]: _, ...others } = value
  return others
}

/** Whether a field leaves no choice. */
export const isGiven = ({ node, isRequired }: FaultField): boolean =>
  isRequired && (node.kind === "one" || node.kind === "many") && node.values.length === 1

const namesOf = (schema: FaultSchema, family: Family): ReadonlyArray<string> => {
  const node = fieldsOf(schema, family).find(({ name }) => name === "on")?.node
  return node?.kind === "one" || node?.kind === "many" ? node.values : []
}

/** The kind of a fault. */
export const familyOf = (schema: FaultSchema, fault: Readonly<Record<string, unknown>>): Family => {
  const [on] = [fault.on].flat()
  if (on === "connection") return "SocketFault"
  if (!namesOf(schema, "IssuerFault").includes(String(on))) return "GraphFault"
  return variantOf(outcomesOf(schema, "TokenFault"), fault.with)?.name === "token"
    ? "TokenFault"
    : "IssuerFault"
}

/** The fault as the form has it: a text such as `"reset"` is short for `{ "connection": "reset" }`, if there are both. */
export const asInForm = (
  schema: FaultSchema,
  fault: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> =>
  typeof fault.with === "string" &&
  variantOf(outcomesOf(schema, familyOf(schema, fault)), fault.with) === undefined
    ? { ...fault, with: { connection: fault.with } }
    : fault

/** The fault as one of another kind: what it is on begins anew, and it keeps its outcome if that kind has it. */
export const inFamily = (
  schema: FaultSchema,
  family: Family,
  { name, times, with: outcome }: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> => {
  const names = namesOf(schema, family)
  const variants = outcomesOf(schema, family)
  const usual = variants.find((variant) => variant.name !== "delay")
  return {
    ...(name !== undefined && { name }),
    // Without `on`, it would be a fault of Graph's API.
    ...(family !== "GraphFault" && { on: names.includes("token") ? "token" : names[0] }),
    ...(times !== undefined && { times }),
    with: variantOf(variants, outcome) === undefined ? usual && outcomeLike(usual) : outcome,
  }
}
