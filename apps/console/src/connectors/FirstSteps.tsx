/** What is shown of a tenant without connectors: the ways to get the first ones. */
import { useState } from "preact/hooks"
import { AddExamples } from "../transfer/AddExamples.tsx"
import { openTransfer } from "../transfer/Transfers.ts"
import { Button } from "../ui/Button.tsx"
import { CurlCommand } from "../ui/CurlCommand.tsx"
import { createCall } from "./ConnectorCalls.ts"
import { serverTime } from "./ConnectorTime.ts"
import { createBody, newDraft } from "./Draft.ts"

/** A request without a key: each run of the command creates a connector. */
const exampleCall = () =>
  createCall(createBody({ ...newDraft(serverTime() ?? ""), displayName: "HQ, first floor" }))

const importFile = () => {
  openTransfer.value = { _tag: "Import", file: undefined }
}

export const FirstSteps = ({ onAdd }: { readonly onAdd: () => void }) => {
  // The command keeps its time, so that it can be selected and copied.
  const [call] = useState(exampleCall)
  return (
    <div class="stack first-steps">
      <h2>No connectors yet</h2>
      <p class="faint">A connector appears here as soon as a program creates one. Or start like this:</p>
      <div class="cards">
        <section class="card">
          <h3>From this page</h3>
          <p>Fill in a form, or add a lot at once to see what the page can do.</p>
          <div class="stack first-steps-buttons">
            <Button kind="main" onClick={onAdd}>
              Add a connector
            </Button>
            <AddExamples />
          </div>
        </section>
        <section class="card">
          <h3>From a file</h3>
          <p>JSON, NDJSON or CSV, such as an export. You can also drop the file anywhere on this page.</p>
          <div class="stack first-steps-buttons">
            <Button onClick={importFile}>Import a file</Button>
          </div>
        </section>
        <section class="card first-steps-curl">
          <h3>From a terminal</h3>
          <CurlCommand call={call} />
        </section>
      </div>
    </div>
  )
}
