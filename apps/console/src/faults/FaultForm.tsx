/** The form for a fault. It follows the server's schema of faults. */
import { Field } from "../ui/Field.tsx"
import { family, fault, problems } from "./FaultDraft.ts"
import { FaultFields } from "./FaultFields.tsx"
import { type Family, families, fieldsOf, inFamily } from "./FaultNode.ts"
import type { FaultJson } from "./FaultSentence.ts"
import { useSchema } from "./LoadedSchema.ts"
import { type Outcome, OutcomeFields } from "./OutcomeFields.tsx"
import { canStrike } from "./PossibleFaults.ts"

const familyId = "fault-family"

/** The fields that most people want; the others are folded. */
const first = ["on", "times"]

export const FaultForm = () => {
  const schema = useSchema()
  if (schema === undefined) return <p class="late">Loading</p>
  const fields = fieldsOf(schema, family.value).filter(({ name }) => name !== "with")
  const edited = {
    value: fault.value,
    onChange: (value: unknown) => {
      fault.value = value as FaultJson
    },
    problems: problems.value,
    path: "",
    form: "fault",
  }
  return (
    <>
      <Field id={familyId} label="What fails">
        <select
          id={familyId}
          value={family.value}
          onChange={({ currentTarget }) => {
            family.value = currentTarget.value as Family
            fault.value = inFamily(schema, family.value, fault.value)
          }}
        >
          {Object.entries(families)
            .filter(([name]) => canStrike(name) || name === family.value)
            .map(([name, label]) => (
              <option key={name} value={name}>
                {label}
              </option>
            ))}
        </select>
      </Field>
      <FaultFields
        key={family.value}
        {...edited}
        fields={fields.filter(({ name }) => first.includes(name))}
      />
      <OutcomeFields
        family={family.value}
        form="fault"
        value={fault.value.with as Outcome}
        problems={problems.value}
        onChange={(outcome) => {
          fault.value = { ...fault.value, with: outcome }
        }}
      />
      <details>
        <summary>Name and further conditions</summary>
        <div class="stack">
          <FaultFields
            key={family.value}
            {...edited}
            fields={fields.filter(({ name }) => !first.includes(name))}
          />
        </div>
      </details>
    </>
  )
}
