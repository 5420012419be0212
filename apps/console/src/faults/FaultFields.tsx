/** The fields of a form for an object of the schema of faults. */
import type { CallProblem } from "../api/CallFailed.ts"
import { describedBy, Field, FieldText } from "../ui/Field.tsx"
import { FaultControl } from "./FaultControl.tsx"
import { type FaultField, isGiven, withMember } from "./FaultNode.ts"
import { capital, subjectOf } from "./FaultSentence.ts"

/** A value in a form. `onChange` gets `undefined` if it is removed. */
interface Edited {
  readonly value: unknown
  readonly onChange: (value: unknown) => void
  /** What the server has said about the fault. */
  readonly problems: ReadonlyArray<CallProblem>
  /** The names that lead to the value, separated by `.`, as the server names them. */
  readonly path: string
  /** Tells the ids of two forms in a page apart. */
  readonly form: string
}

const idOf = ({ form, path }: Edited): string => `${form}-${path}`

/** What the server has said about the value, or about a part of it. */
const messagesOf = ({ problems, path }: Edited): ReadonlyArray<string> =>
  problems
    .filter(({ target }) => target.startsWith(path) && /^(?:$|[.[])/.test(target.slice(path.length)))
    .map(({ message }) => message)

/** Such as `Retry after`. */
const labelOf = (path: string): string =>
  capital((path.split(".").at(-1) ?? "").replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`))

interface OneFieldProps {
  readonly field: FaultField
  readonly edited: Edited
}

/** Some of several values, which are an array only if they are more than one. */
const Choices = ({ values, field, edited }: OneFieldProps & { readonly values: ReadonlyArray<string> }) => {
  const { value, onChange, path } = edited
  const chosen: ReadonlyArray<unknown> = value === undefined ? [] : [value].flat()
  const toggle = (name: string) => {
    const next = values.filter((other) => chosen.includes(other) !== (other === name))
    onChange(next.length > 1 ? next : next[0])
  }
  return (
    <fieldset class="field" aria-describedby={describedBy(idOf(edited))}>
      <legend>{labelOf(path)}</legend>
      <div class="fault-choices">
        {values.map((name) => (
          <label key={name} class="check" title={capital(subjectOf(name))}>
            <input
              type="checkbox"
              checked={chosen.includes(name)}
              disabled={field.isRequired && chosen.length === 1 && chosen.includes(name)}
              onChange={() => toggle(name)}
            />
            <code>{name}</code>
          </label>
        ))}
      </div>
      <FieldText id={idOf(edited)} hint={field.hint} problems={messagesOf(edited)} />
    </fieldset>
  )
}

const OneField = ({ field, edited }: OneFieldProps) => {
  const { node, hint, isRequired } = field
  const { value, onChange, path } = edited
  const id = idOf(edited)
  const messages = messagesOf(edited)
  if (node.kind === "many") return <Choices values={node.values} field={field} edited={edited} />
  if (node.kind === "object")
    return (
      <fieldset class="field fault-nested">
        <legend>{labelOf(path)}</legend>
        {hint !== undefined && <small>{hint}</small>}
        <FaultFields {...edited} fields={node.fields} />
      </fieldset>
    )
  if (node.kind === "one" && node.values.length === 1)
    return (
      <div class="field">
        <label class="check">
          <input
            type="checkbox"
            checked={value !== undefined}
            aria-describedby={describedBy(id)}
            onChange={({ currentTarget }) => onChange(currentTarget.checked ? node.values[0] : undefined)}
          />
          {labelOf(path)} {node.values[0]}
        </label>
        <FieldText id={id} hint={hint} problems={messages} />
      </div>
    )
  return (
    <Field id={id} label={labelOf(path)} hint={hint} problems={messages}>
      <FaultControl
        id={id}
        node={node}
        isRequired={isRequired}
        isInvalid={messages.length > 0}
        value={value}
        onChange={onChange}
      />
    </Field>
  )
}

interface FaultFieldsProps extends Edited {
  readonly fields: ReadonlyArray<FaultField>
}

export const FaultFields = ({ fields, ...edited }: FaultFieldsProps) => {
  const { value, onChange, path } = edited
  const members = (value ?? {}) as Readonly<Record<string, unknown>>
  return (
    <>
      {fields
        .filter((field) => !isGiven(field))
        .map((field) => (
          <OneField
            key={field.name}
            field={field}
            edited={{
              ...edited,
              path: path === "" ? field.name : `${path}.${field.name}`,
              value: members[field.name],
              onChange: (member) => onChange(withMember(members, field.name, member)),
            }}
          />
        ))}
    </>
  )
}
