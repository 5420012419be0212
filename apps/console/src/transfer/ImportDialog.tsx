/** Imports a file: chooses it, shows what it would create and every problem, creates, and reports the rows that failed. */
import { Result } from "effect"
import { useEffect, useRef, useState } from "preact/hooks"
import { send } from "../api/Send.ts"
import { noteChange } from "../live/Changes.ts"
import { Button } from "../ui/Button.tsx"
import { counted, numberText } from "../ui/Counted.ts"
import { Dialog } from "../ui/Dialog.tsx"
import { notify } from "../ui/Notify.tsx"
import { shortenMiddle } from "../ui/ShortenMiddle.ts"
import { FileInput } from "./FileInput.tsx"
import { FilePreview } from "./FilePreview.tsx"
import { type ImportJob, makeImport } from "./ImportJob.ts"
import { ImportResult } from "./ImportResult.tsx"
import { type FileContent, readFile } from "./ReadFile.ts"

interface Importing {
  readonly _tag: "Import"
  readonly name: string
  readonly job: ImportJob
  /** How many rows of the file are invalid. */
  readonly leftOut: number
}

type Step =
  | { readonly _tag: "Choose" }
  | { readonly _tag: "Read"; readonly name: string }
  | {
      readonly _tag: "Preview"
      readonly name: string
      readonly content: FileContent
      /** Absent if nothing can be created. */
      readonly next: Importing | undefined
    }
  | Importing

/** What follows the preview of a file. */
const importingOf = (name: string, content: FileContent): Importing | undefined => {
  if (Result.isFailure(content) || content.success.valid.length === 0) return undefined
  const { valid, invalid } = content.success
  return { _tag: "Import", name, job: makeImport(valid, send), leftOut: invalid.length }
}

/** More of a name would fill the dialog. */
const longestName = 60

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
      if (isCurrent) setStep({ _tag: "Preview", name, content, next: importingOf(name, content) })
    })
    return () => {
      isCurrent = false
    }
  }, [file, ignoreUnknown])

  const run = async (importing: Importing) => {
    const controller = new AbortController()
    running.current = controller
    setStep(importing)
    await importing.job.run(controller.signal)
    running.current = undefined
    noteChange()
  }

  // An import that runs is cancelled first, so that what became of its rows stays in view.
  const isRunning = step._tag === "Import" && step.job.state.value.isRunning
  const leave = isRunning ? () => running.current?.abort() : onClose
  const next = step._tag === "Preview" ? step.next : undefined

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
          call={next?.job.firstCall}
        />
      )}
      {step._tag === "Import" && <ImportResult job={step.job} name={step.name} leftOut={step.leftOut} />}
      <div class="actions">
        <Button onClick={leave}>{step._tag === "Import" && !isRunning ? "Close" : "Cancel"}</Button>
        {next !== undefined && (
          <Button kind="main" onClick={() => void run(next)}>
            Import {counted(next.job.state.value.counts.Waiting, "connector")}
          </Button>
        )}
        {step._tag === "Import" && <TryAgain job={step.job} onRun={() => void run(step)} />}
      </div>
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
