/** A button that adds 25 connectors to try things with. */
import { validate } from "@odj/core"
import { Result } from "effect"
import { useState } from "preact/hooks"
import { clockOffset } from "../api/Now.ts"
import { send } from "../api/Send.ts"
import { canWrite } from "../api/Writes.ts"
import { noteChange } from "../live/Changes.ts"
import { Button } from "../ui/Button.tsx"
import { notify } from "../ui/Notify.tsx"
import { exampleConnectors } from "./Examples.ts"
import { makeImport } from "./ImportJob.ts"

const rows = () =>
  exampleConnectors(Date.now() + clockOffset.value).map((example, index) => ({
    row: index + 1,
    connector: Result.getOrThrow(validate(example)),
  }))

/** The last try, if it failed: another one creates only what is missing. */
let unfinished: ReturnType<typeof makeImport> | undefined

const add = async () => {
  const job = unfinished ?? makeImport(rows(), send)
  unfinished = job
  await job.run(new AbortController().signal)
  const { counts, failure } = job.state.value
  noteChange()
  if (counts.Created === 25) {
    unfinished = undefined
    notify("done", "25 examples were added.", job.firstCall)
    return
  }
  const [first] = job.notCreated()
  const reason = failure ?? (first?.state._tag === "Failed" ? first.state.message : "")
  notify(
    "failed",
    `${counts.Created} of 25 examples were added. ${reason} Add them again: only the missing ones are created.`,
    job.firstCall,
  )
}

/** It is there only if the server allows creates. */
export const AddExamples = () => {
  const [isBusy, setBusy] = useState(false)
  if (!canWrite("create")) return null
  return (
    <Button
      disabled={isBusy}
      onClick={() => {
        setBusy(true)
        void add().finally(() => setBusy(false))
      }}
    >
      Add 25 examples
    </Button>
  )
}
