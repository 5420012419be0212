/** Chooses which connectors are listed: by a part of the name, or by a `$filter`. */
import { silenceLimits } from "@odj/domain"
import { Duration } from "effect"
import type { RefObject } from "preact"
import { useEffect, useRef, useState } from "preact/hooks"
import { now } from "../api/Now.ts"
import { Button } from "../ui/Button.tsx"
import { describedBy, Field } from "../ui/Field.tsx"
import { timestampAt } from "./ConnectorTime.ts"
import { filterProblems } from "./ListChoice.ts"

/** How long the list waits for the next letter. */
const typingPause = 250

interface SearchFieldProps {
  readonly input: RefObject<HTMLInputElement | null>
  readonly search: string
  readonly onSearch: (text: string) => void
}

export const SearchField = ({ input, search, onSearch }: SearchFieldProps) => {
  const [text, setText] = useState(search)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const stop = () => clearTimeout(timer.current)
  useEffect(() => stop, [])
  // A search that this field has requested does not take back what is typed after it.
  const requested = useRef(search)
  useEffect(() => {
    if (search === requested.current) return
    requested.current = search
    stop()
    setText(search)
  }, [search])
  const request = (value: string) => {
    stop()
    requested.current = value
    onSearch(value)
  }
  return (
    <Field id="connector-search" label="Search names">
      <input
        ref={input}
        id="connector-search"
        type="search"
        dir="auto"
        autocomplete="off"
        spellcheck={false}
        placeholder="Part of a name ( / )"
        aria-describedby={describedBy("connector-search")}
        value={text}
        onInput={({ currentTarget: { value } }) => {
          setText(value)
          stop()
          timer.current = setTimeout(() => request(value), typingPause)
        }}
        onKeyDown={({ key }) => {
          if (key === "Enter") request(text)
        }}
      />
    </Field>
  )
}

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
  const id = "connector-filter"
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
