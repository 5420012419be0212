/** A JSON value with its syntax in colours. Long lists and deep values are folded. */
import type { ComponentChildren } from "preact"
import { useState } from "preact/hooks"
import { Button } from "./Button.tsx"
import { counted } from "./Counted.ts"

/** How many entries of a value, and characters of a string, are shown at first. */
const entriesAtFirst = 100
const charactersAtFirst = 5_000

const Text = ({ value }: { readonly value: string }) => {
  const [all, setAll] = useState(value.length <= charactersAtFirst)
  return (
    <>
      <span class="string">{JSON.stringify(all ? value : value.slice(0, charactersAtFirst))}</span>
      {!all && <Button onClick={() => setAll(true)}>Show all {counted(value.length, "character")}</Button>}
    </>
  )
}

interface ListProps {
  readonly entries: ReadonlyArray<readonly [name: string | undefined, value: unknown]>
  readonly indent: string
}

const Entries = ({ entries, indent }: ListProps) => {
  const [all, setAll] = useState(entries.length <= entriesAtFirst)
  return (
    <>
      {entries.slice(0, all ? undefined : entriesAtFirst).map(([name, value], index) => (
        <span key={name ?? index}>
          {`\n${indent}  `}
          {name !== undefined && (
            <>
              <span class="name">{JSON.stringify(name)}</span>:{" "}
            </>
          )}
          <Value value={value} indent={`${indent}  `} />
          {index < entries.length - 1 && ","}
        </span>
      ))}
      {!all && (
        <Button onClick={() => setAll(true)}>Show all {counted(entries.length, "entry", "entries")}</Button>
      )}
      {`\n${indent}`}
    </>
  )
}

/** A value four levels deep is folded: by then the line is short. */
const Braces = ({
  open,
  close,
  indent,
  entries,
}: ListProps & { readonly open: string; readonly close: string }) => {
  const [unfolded, setUnfolded] = useState(indent.length < 8)
  if (entries.length === 0) return `${open}${close}`
  const inside: ComponentChildren = unfolded ? (
    <Entries entries={entries} indent={indent} />
  ) : (
    <button class="text-button" type="button" onClick={() => setUnfolded(true)}>
      {counted(entries.length, "entry", "entries")}
    </button>
  )
  return (
    <>
      {open}
      {inside}
      {close}
    </>
  )
}

const Value = ({ value, indent }: { readonly value: unknown; readonly indent: string }) => {
  if (typeof value === "string") return <Text value={value} />
  if (typeof value === "number") return <span class="number">{value}</span>
  if (value === undefined || value === null || typeof value !== "object")
    return <span class="word">{String(value)}</span>
  return Array.isArray(value) ? (
    <Braces open="[" close="]" indent={indent} entries={value.map((item) => [undefined, item] as const)} />
  ) : (
    <Braces open="{" close="}" indent={indent} entries={Object.entries(value)} />
  )
}

export const Json = ({ value }: { readonly value: unknown }) => (
  <pre class="json">
    <Value value={value} indent="" />
  </pre>
)
