/** Imports a file: chooses it, shows what it would create and every problem, creates, and reports the rows that failed. */

import { Result } from "effect"
import type { ComponentChildren } from "preact"
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks"
import { send } from "../api/Send.ts"
import { noteChange } from "../live/Changes.ts"
import { Button } from "../ui/Button.tsx"
import { counted, numberText } from "../ui/Counted.ts"
import { Dialog } from "../ui/Dialog.tsx"
import { describedBy, Field } from "../ui/Field.tsx"
import { notify } from "../ui/Notify.tsx"
import { shortenMiddle } from "../ui/ShortenMiddle.ts"
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

/** More of a name would fill the dialog. */
const longestName = 60

interface FileInputProps {
  readonly file: File | undefined
  readonly onFile: (file: File) => void
}

/** Names the file also if it was dropped on the page. */
const FileInput = ({ file, onFile }: FileInputProps) => {
  const id = "import-file"
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
  useEffect(() => {
    if (running.current === undefined) setFile(given)
    else notify("failed", "Another import runs. Drop the file again when that is complete.")
  }, [given])
  useEffect(() => {
    if (file === undefined) return
    let isCurrent = true
    const name = shortenMiddle(file.name, longestName)
    setStep({ _tag: "Read", name })
    void readFile(file, ignoreUnknown).then((content) => {
      if (!isCurrent) return
      const valid = Result.isSuccess(content) ? content.success.valid : []
      const job = valid.length === 0 ? undefined : makeImport(valid, send)
      setStep({ _tag: "Preview", content, name, job })
    })
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
    noteChange()
  }

  const begin = async ({ job, name, content }: Extract<Step, { _tag: "Preview" }>) => {
    const leftOut = Result.isSuccess(content) ? content.success.invalid.length : 0
    if (job !== undefined) await run({ job, name, leftOut })
  }

  // An import that runs is cancelled first, so that what became of its rows stays in view.
  const isRunning = step._tag === "Import" && step.job.state.value.isRunning
  const leave = isRunning ? () => running.current?.abort() : onClose
  const actions = (main: ComponentChildren) => (
    <div class="actions">
      <Button onClick={leave}>{step._tag === "Import" && !isRunning ? "Close" : "Cancel"}</Button>
      {main}
    </div>
  )

  return (
    <Dialog title="Import connectors" onClose={leave}>
      {step._tag !== "Import" && <FileInput file={file} onFile={setFile} />}
      {step._tag === "Read" && (
        <p role="status">
          Reading <bdi>{step.name}</bdi>
        </p>
      )}
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
                Import {counted(step.job.state.value.counts.Waiting, "connector")}
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
