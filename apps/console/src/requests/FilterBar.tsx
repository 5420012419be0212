/** The filters of the list. */
import { requests } from "../live/Live.ts"
import { go, route } from "../route/Route.ts"
import { Field } from "../ui/Field.tsx"
import { Recording } from "./Recording.tsx"
import type { RequestFilter } from "./RequestFilter.ts"
import { shortened } from "./RequestText.ts"
import { filter } from "./ShownRequests.ts"

const set = (change: RequestFilter) => {
  const query = Object.entries({ ...filter.peek(), ...change }).filter(([, value]) => value !== undefined)
  go({ ...route.peek(), query: Object.fromEntries(query) as Record<string, string> }, true)
}

interface ChoiceProps {
  readonly name: "method" | "status"
  readonly label: string
  readonly plural: string
  readonly values: ReadonlyArray<readonly [value: string, text: string]>
}

const Choice = ({ name, label, plural, values }: ChoiceProps) => (
  <Field id={`requests-${name}`} label={label}>
    <select
      id={`requests-${name}`}
      value={filter.value[name] ?? ""}
      onChange={({ currentTarget: { value } }) => set({ [name]: value || undefined })}
    >
      <option value="">All {plural}</option>
      {values.map(([value, text]) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </select>
  </Field>
)

interface ChipProps {
  readonly label: string
  readonly isOn: boolean
  readonly onChange: (isOn: boolean) => void
}

const Chip = ({ label, isOn, onChange }: ChipProps) => (
  <button type="button" class="button chip" aria-pressed={isOn} onClick={() => onChange(!isOn)}>
    {label}
  </button>
)

const statuses = [
  ["2", "2xx: success"],
  ["3", "3xx"],
  ["4", "4xx: refused"],
  ["5", "5xx: failed"],
  ["none", "No response"],
] as const

const usualMethods = ["GET", "POST", "PATCH", "PUT", "DELETE"]

const methods = () =>
  [...new Set([...usualMethods, ...requests.value.map(({ method }) => method)])].map(
    (method) => [method, method] as const,
  )

export const FilterBar = () => {
  const { text, connector, changed, struck, issuer, own } = filter.value
  return (
    <>
      <search class="toolbar requests-toolbar">
        <div class="grow">
          <Field id="requests-text" label="Search">
            <input
              id="requests-text"
              type="search"
              placeholder="Path, status, caller, id, key or fault"
              value={text ?? ""}
              onInput={({ currentTarget: { value } }) => set({ text: value || undefined })}
            />
          </Field>
        </div>
        <Choice name="method" label="Method" plural="methods" values={methods()} />
        <Choice name="status" label="Status" plural="statuses" values={statuses} />
      </search>
      <div class="line filters-line">
        <fieldset class="line filters">
          <legend class="visually-hidden">Filters</legend>
          <Chip
            label="Changed"
            isOn={changed === "only"}
            onChange={(isOn) => set({ changed: isOn ? "only" : undefined })}
          />
          <Chip
            label="Struck by faults"
            isOn={struck === "only"}
            onChange={(isOn) => set({ struck: isOn ? "only" : undefined })}
          />
          <Chip
            label="Issuer’s requests"
            isOn={issuer === undefined}
            onChange={(isOn) => set({ issuer: isOn ? undefined : "hidden" })}
          />
          <Chip
            label="This page’s requests"
            isOn={own === "shown"}
            onChange={(isOn) => set({ own: isOn ? "shown" : undefined })}
          />
          {connector !== undefined && (
            <Chip
              label={`Connector ${shortened(connector)} ✕`}
              isOn={true}
              onChange={() => set({ connector: undefined })}
            />
          )}
        </fieldset>
        <Recording />
      </div>
    </>
  )
}
