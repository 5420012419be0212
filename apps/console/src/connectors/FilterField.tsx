/** Filters connectors by the text of a `$filter`. */
import { silenceLimits } from "@odj/domain"
import { Duration } from "effect"
import { useEffect, useState } from "preact/hooks"
import { now } from "../api/Now.ts"
import { Button } from "../ui/Button.tsx"
import { describedBy, Field } from "../ui/Field.tsx"
import { timestampAt } from "./ConnectorTime.ts"
import { filterProblems } from "./ListChoice.ts"

const id = "connector-filter"

const examples = (millis: number): ReadonlyArray<string> => [
  "state eq 'error'",
  `lastConnectionDateTime lt ${timestampAt(millis - Duration.toMillis(silenceLimits.inactive))}`,
  "startswith(displayName,'HQ')",
  "not startswith(version,'6.25')",
  "displayName eq null",
]

interface FilterFieldProps {
  readonly filter: string
  readonly onFilter: (text: string) => void
  /** What the server says about the filter that is applied. */
  readonly refusal: string | undefined
}

export const FilterField = ({ filter, onFilter, refusal }: FilterFieldProps) => {
  const [text, setText] = useState(filter)
  useEffect(() => setText(filter), [filter])
  const isApplied = text === filter
  const hints = isApplied ? [] : filterProblems(text, timestampAt(now.value))
  const problems = isApplied && refusal !== undefined ? [refusal] : hints
  return (
    <form
      class="filter"
      onSubmit={(event) => {
        event.preventDefault()
        onFilter(text)
      }}
    >
      <Field id={id} label="$filter" problems={problems}>
        <div class="with-button">
          <input
            id={id}
            class="mono"
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            placeholder="state eq 'error'"
            aria-describedby={describedBy(id)}
            aria-invalid={problems.length > 0}
            value={text}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
          />
          <Button type="submit">Apply</Button>
        </div>
      </Field>
      <details class="examples">
        <summary>Examples</summary>
        <ul class="plain">
          {examples(now.value).map((example) => (
            <li key={example}>
              <button class="text-button mono" type="button" onClick={() => onFilter(example)}>
                {example}
              </button>
            </li>
          ))}
        </ul>
      </details>
    </form>
  )
}
