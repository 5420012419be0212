/** The fields of a form for a connector: one for each property, with its problems. */
import {
  type ConnectorProperty,
  connectorProperties,
  DomainJoinConnectorState,
  propertyOf,
} from "@odj/domain"
import { printed } from "../ui/Apostrophes.ts"
import { Button } from "../ui/Button.tsx"
import { Check } from "../ui/Check.tsx"
import { describedBy, Field } from "../ui/Field.tsx"
import { serverTime } from "./ConnectorTime.ts"
import type { Draft, DraftProblems } from "./Draft.ts"
import { propertyTitles } from "./PropertyTitles.ts"

interface ConnectorFieldsProps {
  readonly names: ReadonlyArray<ConnectorProperty>
  readonly draft: Draft
  readonly problems: DraftProblems
  readonly onChange: (draft: Draft) => void
}

interface ControlProps {
  readonly id: string
  readonly name: ConnectorProperty
  readonly value: string | null
  readonly isInvalid: boolean
  readonly onValue: (value: string | null) => void
}

const StateControl = ({ id, value, isInvalid, onValue }: ControlProps) => {
  const states: ReadonlyArray<string> = DomainJoinConnectorState.literals
  return (
    <select
      id={id}
      aria-describedby={describedBy(id)}
      aria-invalid={isInvalid}
      value={value ?? ""}
      onChange={({ currentTarget }) => onValue(currentTarget.value)}
    >
      {(value === null || states.includes(value) ? states : [value, ...states]).map((state) => (
        <option key={state} value={state}>
          {state}
        </option>
      ))}
    </select>
  )
}

const TextControl = ({ id, name, value, isInvalid, onValue }: ControlProps) => (
  <input
    id={id}
    class={name === "displayName" ? undefined : "mono"}
    dir="auto"
    autocomplete="off"
    spellcheck={false}
    aria-describedby={describedBy(id)}
    aria-invalid={isInvalid}
    disabled={value === null}
    value={value ?? ""}
    onInput={({ currentTarget }) => onValue(currentTarget.value)}
  />
)

const Control = (props: ControlProps) => {
  const { name, value, onValue } = props
  const { kind, isNullable } = propertyOf(name)
  if (kind === "state") return <StateControl {...props} />
  if (kind === "timestamp") {
    return (
      <div class="with-button">
        <TextControl {...props} />
        <Button title="Sets the server’s time" onClick={() => onValue(serverTime() ?? "")}>
          Now
        </Button>
      </div>
    )
  }
  return (
    <>
      <TextControl {...props} />
      {isNullable && (
        <Check isOn={value === null} onChange={(isOn) => onValue(isOn ? null : "")}>
          No {propertyTitles[name].toLowerCase()} (null)
        </Check>
      )}
    </>
  )
}

export const ConnectorFields = ({ names, draft, problems, onChange }: ConnectorFieldsProps) => (
  <>
    {names.map((name) => {
      const id = `connector-${name}`
      const own = problems[name]
      return (
        <Field
          key={name}
          id={id}
          label={propertyTitles[name]}
          hint={printed(connectorProperties[name].description)}
          problems={own}
        >
          <Control
            id={id}
            name={name}
            value={draft[name]}
            isInvalid={own !== undefined}
            onValue={(value) => onChange({ ...draft, [name]: value })}
          />
        </Field>
      )
    })}
  </>
)
