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
export interface Variant {
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

/** The only value that a field can have. */
export const onlyValue = (node: FaultNode | undefined): string | undefined =>
  (node?.kind === "one" || node?.kind === "many") && node.values.length === 1 ? node.values[0] : undefined
