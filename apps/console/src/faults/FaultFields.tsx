/** The fields of a form for an object of the schema of faults. */
import { useState } from "preact/hooks"
import type { CallProblem } from "../api/CallFailed.ts"
import { describedBy, Field, FieldText } from "../ui/Field.tsx"
import type { FaultField, FaultNode } from "./FaultNode.ts"
import { isGiven, withMember } from "./FaultNode.ts"
import { capital, subjectOf } from "./FaultSentence.ts"

/** A value in a form. `onChange` gets `undefined` if it is removed. */
interface Edited {
  readonly value: unknown
  readonly onChange: (value: unknown) => void
  /** What the server has said about the fault. */
  readonly problems: ReadonlyArray<CallProblem>
  /** The names that lead to the value, separated by `.`, as the server names them; also its id in the page, with the form's name before it. */
  readonly path: string
  readonly form: string
}

/** Such as `Retry after`. */
const labelOf = (path: string): string =>
  capital((path.split(".").at(-1) ?? "").replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`))

const numberOf = (text: string): unknown =>
  text.trim() === "" ? undefined : Number.isFinite(Number(text)) ? Number(text) : text

/** A number that is not yet complete, such as `0.`, stays a text until the field is left. */
const whileTyping = (text: string): unknown =>
  String(numberOf(text)) === text ? numberOf(text) : text || undefined

/** The lines `Name: value` as an object. */
const mapOf = (text: string): unknown =>
  Object.fromEntries(
    text
      .split("\n")
      .filter((line) => line.trim() !== "")
      .map((line) => {
        const [name = "", ...rest] = line.split(":")
        return [name.trim(), rest.join(":").trim()]
      }),
  )

interface Attributes {
  readonly id: string
  readonly "aria-describedby": string
  readonly "aria-invalid": boolean
}

const MapArea = ({
  attributes,
  value,
  onChange,
}: { attributes: Attributes } & Pick<Edited, "value" | "onChange">) => {
  const [text, setText] = useState(() =>
    Object.entries(value ?? {})
      .map(([name, member]) => `${name}: ${member}`)
      .join("\n"),
  )
  return (
    <textarea
      {...attributes}
      rows={2}
      placeholder="Name: value"
      value={text}
      onInput={({ currentTarget }) => {
        setText(currentTarget.value)
        onChange(mapOf(currentTarget.value))
      }}
    />
  )
}

const control = (
  node: FaultNode,
  isRequired: boolean,
  attributes: Attributes,
  { value, onChange }: Pick<Edited, "value" | "onChange">,
) => {
  if (node.kind === "map") return <MapArea attributes={attributes} value={value} onChange={onChange} />
  if (node.kind === "one")
    return (
      <select
        {...attributes}
        value={String(value ?? "")}
        onChange={({ currentTarget }) => onChange(currentTarget.value || undefined)}
      >
        {(!isRequired || value === undefined) && <option value="">—</option>}
        {node.values.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    )
  const read = node.kind === "text" ? (text: string) => text || undefined : numberOf
  return (
    <input
      {...attributes}
      type="text"
      dir="auto"
      autocomplete="off"
      inputMode={node.kind === "number" ? "decimal" : "text"}
      value={String(value ?? "")}
      onInput={({ currentTarget }) =>
        onChange(node.kind === "text" ? read(currentTarget.value) : whileTyping(currentTarget.value))
      }
      onChange={({ currentTarget }) => onChange(read(currentTarget.value))}
    />
  )
}

const Choices = ({
  values,
  isRequired,
  hint,
  messages,
  edited: { value, onChange, path, form },
}: {
  readonly values: ReadonlyArray<string>
  readonly isRequired: boolean
  readonly hint: string | undefined
  readonly messages: ReadonlyArray<string>
  readonly edited: Edited
}) => {
  const chosen: ReadonlyArray<unknown> = value === undefined ? [] : [value].flat()
  const toggle = (name: string) => {
    const next = values.filter((other) => chosen.includes(other) !== (other === name))
    onChange(next.length > 1 ? next : next[0])
  }
  return (
    <fieldset class="field" aria-describedby={describedBy(`${form}-${path}`)}>
      <legend>{labelOf(path)}</legend>
      <div class="fault-choices">
        {values.map((name) => (
          <label key={name} class="fault-choice" title={capital(subjectOf(name))}>
            <input
              type="checkbox"
              checked={chosen.includes(name)}
              disabled={isRequired && chosen.length === 1 && chosen.includes(name)}
              onChange={() => toggle(name)}
            />
            <code>{name}</code>
          </label>
        ))}
      </div>
      <FieldText id={`${form}-${path}`} hint={hint} problems={messages} />
    </fieldset>
  )
}

const OneField = ({ field, edited }: { readonly field: FaultField; readonly edited: Edited }) => {
  const { node, hint, isRequired } = field
  const { value, onChange, problems, path, form } = edited
  const id = `${form}-${path}`
  const messages = problems
    .filter(
      ({ target }) => target === path || (/^[.[]/.test(target.slice(path.length)) && target.startsWith(path)),
    )
    .map(({ message }) => message)
  if (node.kind === "many")
    return (
      <Choices values={node.values} isRequired={isRequired} hint={hint} messages={messages} edited={edited} />
    )
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
        <label class="fault-choice">
          <input
            type="checkbox"
            checked={value !== undefined}
            aria-describedby={describedBy(id)}
            onChange={({ currentTarget }) => onChange(currentTarget.checked ? node.values[0] : undefined)}
          />
          {labelOf(path)} {node.values[0]}
        </label>
        <small id={describedBy(id)}>{hint}</small>
      </div>
    )
  return (
    <Field id={id} label={labelOf(path)} hint={hint} problems={messages}>
      {control(
        node,
        isRequired,
        { id, "aria-describedby": describedBy(id), "aria-invalid": messages.length > 0 },
        edited,
      )}
    </Field>
  )
}

export const FaultFields = ({
  fields,
  ...edited
}: Edited & { readonly fields: ReadonlyArray<FaultField> }) => {
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
