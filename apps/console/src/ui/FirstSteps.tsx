/** What is shown of a tenant without connectors: the ways to get the first ones. */
import type { ComponentChildren } from "preact"
import type { Call } from "../api/Call.ts"
import { curlOf, exportToken } from "../api/Curl.ts"
import { Button } from "./Button.tsx"
import { CopyButton } from "./CopyButton.tsx"

interface FirstStepsProps {
  /** A request that creates a connector. */
  readonly call: Call
  /** A token for that request; absent if the server needs none, or if a person has to get one elsewhere. */
  readonly token?: (() => Promise<string>) | undefined
  readonly onAdd: () => void
  /** The button that adds examples. */
  readonly examples: ComponentChildren
  readonly onImport: () => void
}

export const FirstSteps = ({ call, token, onAdd, examples, onImport }: FirstStepsProps) => {
  const command = curlOf(call)
  const withToken = token && (async () => `${exportToken(await token())}\n${command}`)
  return (
    <div class="first-steps">
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
            {examples}
          </div>
        </section>
        <section class="card">
          <h3>From a file</h3>
          <p>JSON, JSON Lines or CSV, such as what an export has written. You can also drop the file here.</p>
          <div class="stack first-steps-buttons">
            <Button onClick={onImport}>Import a file</Button>
          </div>
        </section>
        <section class="card first-steps-curl">
          <h3>From a terminal</h3>
          <pre>{command}</pre>
          <div class="line">
            {withToken && <CopyButton text={withToken} label="Copy with a token" />}
            <CopyButton text={command} label={withToken ? "Copy without" : "Copy"} />
          </div>
        </section>
      </div>
    </div>
  )
}
