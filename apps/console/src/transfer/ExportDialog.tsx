/** Exports connectors to a file. */
import { type TransferFormat, transferFormats } from "@odj/command-line/rows"
import { useEffect, useRef, useState } from "preact/hooks"
import { CallFailed } from "../api/CallFailed.ts"
import { allCall } from "../api/ListCalls.ts"
import { Button } from "../ui/Button.tsx"
import { CallLine } from "../ui/CallLine.tsx"
import { Check } from "../ui/Check.tsx"
import { counted, numberText } from "../ui/Counted.ts"
import { Dialog } from "../ui/Dialog.tsx"
import { type ExportedFile, exportFile } from "./ExportFile.ts"

const titles: Readonly<Record<TransferFormat, string>> = {
  ndjson: "NDJSON, one object per line",
  json: "JSON, one array",
  csv: "CSV; a spreadsheet runs a name that begins with = as a formula",
}

type Step =
  | { readonly _tag: "Choose"; readonly problem?: string }
  | { readonly _tag: "Load"; readonly done: number; readonly total: number | undefined }
  | { readonly _tag: "Done"; readonly file: ExportedFile; readonly url: string; readonly name: string }

interface ExportDialogProps {
  readonly filter: string | undefined
  readonly onClose: () => void
}

export const ExportDialog = ({ filter, onClose }: ExportDialogProps) => {
  const [format, setFormat] = useState<TransferFormat>("ndjson")
  const [step, setStep] = useState<Step>({ _tag: "Choose" })
  const [onlyShown, setOnlyShown] = useState(filter !== undefined)
  const closing = useRef(new AbortController())
  const download = useRef<HTMLAnchorElement>(null)
  useEffect(() => () => closing.current.abort(), [])
  useEffect(() => {
    if (step._tag !== "Done") return
    download.current?.click()
    return () => URL.revokeObjectURL(step.url)
  }, [step])
  const chosen = onlyShown ? filter : undefined

  const start = async () => {
    setStep({ _tag: "Load", done: 0, total: undefined })
    try {
      const file = await exportFile(format, chosen, closing.current.signal, (done, total) =>
        setStep({ _tag: "Load", done, total }),
      )
      setStep({ _tag: "Done", file, url: URL.createObjectURL(file.blob), name: `connectors.${format}` })
    } catch (error) {
      if (closing.current.signal.aborted) return
      if (!(error instanceof CallFailed)) throw error
      setStep({ _tag: "Choose", problem: `The connectors could not be loaded: ${error.message}` })
    }
  }

  return (
    <Dialog title="Export connectors" onClose={onClose}>
      {step._tag === "Choose" && (
        <>
          <fieldset>
            <legend>Format</legend>
            {transferFormats.map((each) => (
              <label key={each} class="check">
                <input
                  type="radio"
                  name="export-format"
                  checked={each === format}
                  onChange={() => setFormat(each)}
                />
                {titles[each]}
              </label>
            ))}
          </fieldset>
          {filter !== undefined && (
            <Check isOn={onlyShown} onChange={setOnlyShown}>
              Only those that match <code>{filter}</code>
            </Check>
          )}
          {step.problem !== undefined && (
            <p class="problem" role="alert">
              {step.problem}
            </p>
          )}
        </>
      )}
      {step._tag === "Load" && (
        <div class="load-progress" role="status">
          <progress aria-label="Connectors loaded" value={step.done} max={step.total ?? 1} />
          <span>
            {counted(step.done, "connector")} loaded
            {step.total !== undefined && ` of ${numberText(step.total)}`}
          </span>
        </div>
      )}
      {step._tag === "Done" && (
        <div class="stack" role="status">
          <p>
            <a ref={download} href={step.url} download={step.name}>
              {step.name}
            </a>{" "}
            has {counted(step.file.connectors, "connector")}, as <code>odj export</code> writes them. If it
            was not saved, press the link.
          </p>
          {step.file.unreadable > 0 && (
            <p class="problem">
              {counted(step.file.unreadable, "connector")} can’t be read, and are missing in the file.
            </p>
          )}
        </div>
      )}
      <CallLine call={allCall(chosen)} />
      <div class="actions">
        <Button onClick={onClose}>{step._tag === "Done" ? "Close" : "Cancel"}</Button>
        {step._tag !== "Done" && (
          <Button kind="main" disabled={step._tag === "Load"} onClick={() => void start()}>
            Export
          </Button>
        )}
      </div>
    </Dialog>
  )
}
