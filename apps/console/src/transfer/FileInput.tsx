/** The field with the file of an import. It names the file also if it was dropped on the page. */
import { useLayoutEffect, useRef } from "preact/hooks"
import { describedBy, Field } from "../ui/Field.tsx"

const id = "import-file"

interface FileInputProps {
  readonly file: File | undefined
  readonly onFile: (file: File) => void
}

export const FileInput = ({ file, onFile }: FileInputProps) => {
  const input = useRef<HTMLInputElement>(null)
  useLayoutEffect(() => {
    const files = new DataTransfer()
    if (file !== undefined) files.items.add(file)
    if (input.current !== null) input.current.files = files.files
  }, [file])
  return (
    <Field
      id={id}
      label="File"
      hint="JSON, NDJSON or CSV, as odj, Excel and PowerShell write it. You can also drop a file anywhere on this page. Nothing is created before you press Import."
    >
      <input
        ref={input}
        id={id}
        aria-describedby={describedBy(id)}
        type="file"
        // Without a value, a file that was corrected can be chosen again.
        onClick={({ currentTarget }) => {
          currentTarget.value = ""
        }}
        onChange={({ currentTarget }) => {
          const [chosen] = Array.from(currentTarget.files ?? [])
          if (chosen !== undefined) onFile(chosen)
        }}
      />
    </Field>
  )
}
