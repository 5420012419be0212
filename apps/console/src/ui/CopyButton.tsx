/** A button that copies a text. */
import { useRef, useState } from "preact/hooks"
import { Button } from "./Button.tsx"

interface CopyButtonProps {
  /** The text, or a function that gets it when the button is pressed. */
  readonly text: string | (() => Promise<string>)
  readonly label?: string
  readonly kind?: "main" | "plain"
}

/** Copies as a person does by keyboard, for pages that may not use the clipboard: those of other hosts without TLS. */
const copySelected = (text: string, beside: HTMLElement): boolean => {
  const area = document.createElement("textarea")
  area.value = text
  area.className = "visually-hidden"
  beside.append(area)
  area.select()
  const copied = document.execCommand("copy")
  area.remove()
  return copied
}

const copyText = (text: string, beside: HTMLElement): Promise<boolean> => {
  const selected = () => copySelected(text, beside)
  return navigator.clipboard === undefined
    ? Promise.resolve(selected())
    : navigator.clipboard.writeText(text).then(() => true, selected)
}

export const CopyButton = ({ text, label = "Copy", kind }: CopyButtonProps) => {
  const ref = useRef<HTMLSpanElement>(null)
  const [result, setResult] = useState<string>()
  const copy = async () => {
    const copied =
      ref.current !== null && (await copyText(typeof text === "string" ? text : await text(), ref.current))
    setResult(copied ? "Copied" : "Not copied")
    setTimeout(() => setResult(undefined), 2_000)
  }
  return (
    <span ref={ref}>
      <Button kind={kind} onClick={() => void copy().catch(() => setResult("Not copied"))}>
        {result ?? label}
      </Button>
      <span class="visually-hidden" role="status">
        {result}
      </span>
    </span>
  )
}
