/** The control for a value of a fault: a choice, a text, a number, or lines of names with values. */
import { useState } from "preact/hooks"
import { describedBy } from "../ui/Field.tsx"
import type { FaultNode } from "./FaultNode.ts"

const textOf = (text: string): unknown => text || undefined

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

interface FaultControlProps {
  readonly id: string
  readonly node: FaultNode
  readonly isRequired: boolean
  readonly isInvalid: boolean
  readonly value: unknown
  /** Gets `undefined` if the value is removed. */
  readonly onChange: (value: unknown) => void
}

const attributesOf = ({ id, isInvalid }: FaultControlProps) => ({
  id,
  "aria-describedby": describedBy(id),
  "aria-invalid": isInvalid,
})

const Lines = (props: FaultControlProps) => {
  const [text, setText] = useState(() =>
    Object.entries(props.value ?? {})
      .map(([name, member]) => `${name}: ${member}`)
      .join("\n"),
  )
  return (
    <textarea
      {...attributesOf(props)}
      rows={2}
      placeholder="Name: value"
      value={text}
      onInput={({ currentTarget }) => {
        setText(currentTarget.value)
        props.onChange(mapOf(currentTarget.value))
      }}
    />
  )
}

export const FaultControl = (props: FaultControlProps) => {
  const { node, isRequired, value, onChange } = props
  if (node.kind === "map") return <Lines {...props} />
  if (node.kind === "one")
    return (
      <select
        {...attributesOf(props)}
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
  const [whenTyped, whenLeft] = node.kind === "text" ? [textOf, textOf] : [whileTyping, numberOf]
  return (
    <input
      {...attributesOf(props)}
      type="text"
      dir="auto"
      autocomplete="off"
      inputMode={node.kind === "number" ? "decimal" : "text"}
      value={String(value ?? "")}
      onInput={({ currentTarget }) => onChange(whenTyped(currentTarget.value))}
      onChange={({ currentTarget }) => onChange(whenLeft(currentTarget.value))}
    />
  )
}
