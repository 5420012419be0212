/** A button that copies a text. */
import { useState } from "preact/hooks"
import { Button } from "./Button.tsx"

export const CopyButton = ({ text, label = "Copy" }: { readonly text: string; readonly label?: string }) => {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), 2_000)
  }
  return <Button onClick={() => void copy()}>{copied ? "Copied" : label}</Button>
}
