/** What is shown of a tenant without connectors: the ways to get the first ones. */
import type { ComponentChildren } from "preact"
import type { Call } from "../api/Call.ts"
import { Button } from "../ui/Button.tsx"
import { CurlCommand } from "../ui/CurlCommand.tsx"

interface FirstStepsProps {
  /** A request that creates a connector. */
  readonly call: Call
  readonly onAdd: () => void
  /** The button that adds examples. */
  readonly examples: ComponentChildren
  readonly onImport: () => void
}

export const FirstSteps = ({ call, onAdd, examples, onImport }: FirstStepsProps) => (
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
        <p>JSON, NDJSON or CSV, such as an export. You can also drop the file anywhere on this page.</p>
        <div class="stack first-steps-buttons">
          <Button onClick={onImport}>Import a file</Button>
        </div>
      </section>
      <section class="card first-steps-curl">
        <h3>From a terminal</h3>
        <CurlCommand call={call} />
      </section>
    </div>
  </div>
)
