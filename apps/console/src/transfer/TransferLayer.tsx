/** What lies over every section: the dialogs of imports and exports, and the page as a place to drop a file. */

import { useEffect, useState } from "preact/hooks"
import { canWrite } from "../api/Writes.ts"
import { notify } from "../ui/Notify.tsx"
import { ExportDialog } from "./ExportDialog.tsx"
import { ImportDialog } from "./ImportDialog.tsx"
import { openTransfer } from "./Transfers.ts"

const hasFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes("Files") === true

/** Whether a file is over the page. A dropped file goes to `onFile`. */
const useDrop = (onFile: (file: File) => void): boolean => {
  const [isOver, setOver] = useState(false)
  useEffect(() => {
    const listening = new AbortController()
    const on = (type: "dragover" | "dragleave" | "drop", handle: (event: DragEvent) => void) =>
      addEventListener(type, handle, { signal: listening.signal })
    on("dragover", (event) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      setOver(true)
    })
    // Without a related element, the pointer has left the page.
    on("dragleave", ({ relatedTarget }) => relatedTarget === null && setOver(false))
    on("drop", (event) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      setOver(false)
      const [file] = Array.from(event.dataTransfer?.files ?? [])
      if (file !== undefined) onFile(file)
    })
    return () => listening.abort()
  }, [onFile])
  return isOver
}

const importFile = (file: File) => {
  if (canWrite("create")) openTransfer.value = { _tag: "Import", file }
  else notify("failed", "This server allows no creates, so the file can't be imported.")
}

export const TransferLayer = () => {
  const isOver = useDrop(importFile)
  const transfer = openTransfer.value
  const close = () => {
    openTransfer.value = undefined
  }
  return (
    <>
      {transfer?._tag === "Import" && <ImportDialog given={transfer.file} onClose={close} />}
      {transfer?._tag === "Export" && <ExportDialog filter={transfer.filter} onClose={close} />}
      {isOver && (
        <div class="drop-cover" aria-hidden="true">
          <p>
            {canWrite("create") ? "Drop the file to import its connectors" : "This server allows no creates"}
          </p>
        </div>
      )}
    </>
  )
}
