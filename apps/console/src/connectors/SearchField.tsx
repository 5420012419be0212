/** Searches the names of connectors while a person types. */
import type { RefObject } from "preact"
import { useEffect, useRef, useState } from "preact/hooks"
import { describedBy, Field } from "../ui/Field.tsx"

const id = "connector-search"

/** How long the list waits for the next letter, in milliseconds. */
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
    <Field id={id} label="Search names">
      <input
        ref={input}
        id={id}
        type="search"
        dir="auto"
        autocomplete="off"
        spellcheck={false}
        placeholder="Part of a name ( / )"
        aria-describedby={describedBy(id)}
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
