/** An id that a click on its button copies. */
import { useState } from "preact/hooks"

export const CopyId = ({ id }: { readonly id: string }) => {
  const [isCopied, setCopied] = useState(false)
  const copy = async (event: Event) => {
    // Otherwise the click would also open the details of the row.
    event.stopPropagation()
    await navigator.clipboard.writeText(id)
    setCopied(true)
    setTimeout(() => setCopied(false), 2_000)
  }
  return (
    <span class="copy-id">
      <bdi class="mono">{id}</bdi>
      <button
        class="text-button"
        type="button"
        title="Copy the id"
        onClick={(event) => void copy(event)}
        onKeyDown={(event) => event.stopPropagation()}
      >
        {isCopied ? "Copied" : "Copy"}
      </button>
    </span>
  )
}
