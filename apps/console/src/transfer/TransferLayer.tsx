/** What lies over every section: the dialogs of imports and exports, and the page as a place to drop a file. */
import { useEffect, useState } from "preact/hooks"
import { canWrite } from "../api/Writes.ts"
import { notify } from "../ui/Notify.tsx"
import { ExportDialog } from "./ExportDialog.tsx"
import { ImportDialog } from "./ImportDialog.tsx"
import { openTransfer } from "./Transfers.ts"

const hasFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes("Files") === true

/** Whether files are over the page. Dropped files go to `onFiles`. */
const useDrop = (onFiles: (files: ReadonlyArray<File>) => void): boolean => {
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
      onFiles(Array.from(event.dataTransfer?.files ?? []))
    })
    return () => listening.abort()
  }, [onFiles])
  return isOver
}

const importFiles = ([file, ...others]: ReadonlyArray<File>) => {
  if (!canWrite("create")) notify("failed", "This server allows no creates, so the file can’t be imported.")
  else if (others.length > 0)
    notify("failed", "Several files were dropped, and none is imported. Drop one at a time.")
  else if (file !== undefined) openTransfer.value = { _tag: "Import", file }
}

export const TransferLayer = () => {
  const isOver = useDrop(importFiles)
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
