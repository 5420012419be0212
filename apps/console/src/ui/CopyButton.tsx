/** A button that copies a text. */
import { useState } from "preact/hooks"
import { Button } from "./Button.tsx"

interface CopyButtonProps {
  /** The text, or a function that gets it when the button is pressed. */
  readonly text: string | (() => Promise<string>)
  readonly label?: string
  readonly kind?: "main" | "plain"
}

export const CopyButton = ({ text, label = "Copy", kind }: CopyButtonProps) => {
  const [result, setResult] = useState<string>()
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(typeof text === "string" ? text : await text())
      setResult("Copied")
    } catch {
      setResult("Not copied")
    }
    setTimeout(() => setResult(undefined), 2_000)
  }
  return (
    <span>
      <Button kind={kind} onClick={() => void copy()}>
        {result ?? label}
      </Button>
      <span class="visually-hidden" role="status">
        {result}
      </span>
    </span>
  )
}
