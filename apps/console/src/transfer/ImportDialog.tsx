/** Imports a file: chooses it, shows what it would create and every problem, creates, and reports the rows that failed. */

import { Result } from "effect"
import type { ComponentChildren } from "preact"
import { useEffect, useRef, useState } from "preact/hooks"
import { changes } from "../api/Live.ts"
import { send } from "../api/Send.ts"
import { Button } from "../ui/Button.tsx"
import { numberText } from "../ui/Counted.ts"
import { Dialog } from "../ui/Dialog.tsx"
import { FilePreview } from "./FilePreview.tsx"
import { type ImportJob, makeImport } from "./ImportJob.ts"
import { ImportResult } from "./ImportResult.tsx"
import { type FileContent, readFile } from "./ReadFile.ts"

type Step =
  | { readonly _tag: "Choose" }
  | { readonly _tag: "Read"; readonly name: string }
  | {
      readonly _tag: "Preview"
      readonly content: FileContent
      readonly name: string
      readonly job: ImportJob | undefined
    }
  | { readonly _tag: "Import"; readonly job: ImportJob; readonly name: string; readonly leftOut: number }

const counted = (count: number) => `${count.toLocaleString("en-US")} connector${count === 1 ? "" : "s"}`

interface ImportDialogProps {
  /** A file that was dropped. */
  readonly given: File | undefined
  readonly onClose: () => void
}

export const ImportDialog = ({ given, onClose }: ImportDialogProps) => {
  const [file, setFile] = useState(given)
  const [ignoreUnknown, setIgnoreUnknown] = useState(false)
  const [step, setStep] = useState<Step>({ _tag: "Choose" })
  const running = useRef<AbortController>(undefined)
  useEffect(() => () => running.current?.abort(), [])
  // A file that is dropped while another one is imported waits until that is cancelled or complete.
  useEffect(() => {
    if (running.current === undefined) setFile(given)
  }, [given])
  useEffect(() => {
    if (file === undefined) return
    let isCurrent = true
    setStep({ _tag: "Read", name: file.name })
    const show = (content: FileContent) => {
      if (!isCurrent) return
      const valid = Result.isSuccess(content) ? content.success.valid : []
      const job = valid.length === 0 ? undefined : makeImport(valid, send)
      setStep({ _tag: "Preview", content, name: file.name, job })
    }
    file
      .arrayBuffer()
      .then((bytes) => readFile(new Uint8Array(bytes), ignoreUnknown))
      .then(show, (error: unknown) => show(Result.fail(`It can't be read: ${String(error)}`)))
    return () => {
      isCurrent = false
    }
  }, [file, ignoreUnknown])

  const run = async ({ job, name, leftOut }: { job: ImportJob; name: string; leftOut: number }) => {
    const controller = new AbortController()
    running.current = controller
    setStep({ _tag: "Import", job, name, leftOut })
    await job.run(controller.signal)
    running.current = undefined
    changes.value += 1
  }

  const begin = async ({ job, name, content }: Extract<Step, { _tag: "Preview" }>) => {
    const leftOut = Result.isSuccess(content) ? content.success.invalid.length : 0
    if (job !== undefined) await run({ job, name, leftOut })
  }

  const isRunning = step._tag === "Import" && step.job.state.value.isRunning
  const actions = (main: ComponentChildren) => (
    <div class="actions">
      {isRunning ? (
        <Button onClick={() => running.current?.abort()}>Cancel</Button>
      ) : (
        <Button onClick={onClose}>{step._tag === "Import" ? "Close" : "Cancel"}</Button>
      )}
      {main}
    </div>
  )

  return (
    <Dialog title="Import connectors" onClose={onClose}>
      {step._tag !== "Import" && (
        <div class="file-choice">
          <label for="import-file">File</label>
          <input
            id="import-file"
            type="file"
            onChange={({ currentTarget }) => setFile(currentTarget.files?.[0])}
          />
          <small>
            JSON, NDJSON or CSV, as odj, Excel and PowerShell write it. You can also drop a file anywhere on
            this page. Nothing is sent before you press Import.
          </small>
        </div>
      )}
      {step._tag === "Read" && <p role="status">Reading {step.name}</p>}
      {step._tag === "Preview" && (
        <FilePreview
          name={step.name}
          content={step.content}
          ignoreUnknown={ignoreUnknown}
          onIgnoreUnknown={setIgnoreUnknown}
          call={step.job?.firstCall}
        />
      )}
      {step._tag === "Import" && <ImportResult job={step.job} name={step.name} leftOut={step.leftOut} />}
      {step._tag === "Preview"
        ? actions(
            step.job && (
              <Button kind="main" onClick={() => void begin(step)}>
                Import {counted(step.job.state.value.counts.Waiting)}
              </Button>
            ),
          )
        : actions(step._tag === "Import" && <TryAgain job={step.job} onRun={() => void run(step)} />)}
    </Dialog>
  )
}

/** Sends the rows that failed or were not sent yet. */
const TryAgain = ({ job, onRun }: { readonly job: ImportJob; readonly onRun: () => void }) => {
  const { counts, isRunning } = job.state.value
  const left = counts.Waiting + counts.Failed
  if (isRunning || left === 0) return null
  return (
    <Button kind="main" onClick={onRun}>
      {counts.Failed === 0 ? "Continue with" : "Try again with"} {numberText(left)}
    </Button>
  )
}
