/** The fields for what a fault does to a request: the common outcomes in one row, and every other below it. */
import type { CallProblem } from "../api/CallFailed.ts"
import { describedBy, Field } from "../ui/Field.tsx"
import { FaultFields } from "./FaultFields.tsx"
import { type Family, outcomeLike, outcomesOf, variantOf } from "./FaultNode.ts"
import { useSchema } from "./LoadedSchema.ts"
import { canHappen } from "./PossibleFaults.ts"

/** The member `with` of a fault. */
export type Outcome = string | Readonly<Record<string, unknown>>

/** Those that most people want, with their labels. */
const commonOutcomes: ReadonlyArray<readonly [label: string, outcome: Outcome]> = [
  ["429", { status: 429, retryAfter: 5 }],
  ["503", { status: 503 }],
  ["504 after commit", { status: 504, after: "commit" }],
  ["Reset", { connection: "reset" }],
  ["Slow", { delay: "3 seconds" }],
]

const isEqual = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)

/** The labels of the shapes of an outcome. A shape that this page does not know has its name. */
const labels: Readonly<Record<string, string>> = {
  status: "A status",
  connection: "A broken connection",
  delay: "Only a delay",
  token: "A wrong token",
  certificate: "A wrong certificate",
  text: "A broken connection",
}

interface OutcomeFieldsProps {
  readonly family: Family
  readonly value: Outcome | undefined
  readonly onChange: (outcome: Outcome) => void
  /** What the server has said about the fault. */
  readonly problems: ReadonlyArray<CallProblem>
  /** Tells the ids of two forms in a page apart. */
  readonly form: string
}

export const OutcomeFields = ({ family, value, onChange, problems, form }: OutcomeFieldsProps) => {
  const schema = useSchema()
  const variants = schema === undefined ? [] : outcomesOf(schema, family)
  const variant = variantOf(variants, value)
  const shapeId = `${form}-shape`
  const isCommon = family === "GraphFault" || family === "IssuerFault"
  const edited = {
    problems,
    path: "with",
    form,
    onChange: (next: unknown) => onChange((next ?? {}) as Outcome),
  }
  return (
    <div class="stack">
      {isCommon && (
        <fieldset class="field">
          <legend>What happens</legend>
          <div class="line">
            {commonOutcomes.map(([label, outcome]) => (
              <button
                key={label}
                type="button"
                class="button"
                aria-pressed={isEqual(outcome, value)}
                onClick={() => onChange(outcome)}
              >
                {label}
              </button>
            ))}
          </div>
        </fieldset>
      )}
      {schema !== undefined && (
        <details open={!isCommon}>
          <summary>{isCommon ? "Everything that can happen" : "What happens"}</summary>
          <div class="stack">
            <Field id={shapeId} label="The client gets" hint={variant?.hint}>
              <select
                id={shapeId}
                aria-describedby={describedBy(shapeId)}
                value={variant?.name ?? ""}
                onChange={({ currentTarget }) => {
                  const chosen = variants.find(({ name }) => name === currentTarget.value)
                  if (chosen !== undefined) onChange(outcomeLike(chosen))
                }}
              >
                {variant === undefined && <option value="">—</option>}
                {variants
                  .filter(({ name }) => canHappen(name) || name === variant?.name)
                  .map(({ name }) => (
                    <option key={name} value={name}>
                      {labels[name] ?? name}
                    </option>
                  ))}
              </select>
            </Field>
            {variant?.node.kind === "object" && (
              <FaultFields {...edited} key={variant.name} fields={variant.node.fields} value={value} />
            )}
            {variant?.node.kind === "one" && (
              <FaultFields
                {...edited}
                path=""
                fields={[{ name: "with", hint: undefined, isRequired: true, node: variant.node }]}
                value={{ with: value }}
                onChange={(next) => onChange((next as { readonly with: Outcome }).with)}
              />
            )}
          </div>
        </details>
      )}
    </div>
  )
}
