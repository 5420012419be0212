/** Arms faults: by a form, or as JSON. What the faults do and the request are always shown beside it. */
import { signal } from "@preact/signals"
import { problemText } from "../api/CallFailed.ts"
import { curlOf } from "../api/Curl.ts"
import { Button } from "../ui/Button.tsx"
import { CopyButton } from "../ui/CopyButton.tsx"
import { describedBy, Field } from "../ui/Field.tsx"
import { Json } from "../ui/Json.tsx"
import { armCall, armFaults, sentencesOf } from "./Arming.ts"
import { drafted, mode, problems, syntaxProblems, text, toForm, toJson } from "./FaultDraft.ts"
import { FaultForm } from "./FaultForm.tsx"
import { Problems } from "./Problems.tsx"
import { testCodeOf } from "./TestCode.ts"

const isArming = signal(false)

const arm = async (): Promise<void> => {
  problems.value = syntaxProblems()
  if (drafted.value === undefined) return
  isArming.value = true
  problems.value = await armFaults(drafted.value).finally(() => {
    isArming.value = false
  })
}

const FaultText = () => (
  <Field
    id="fault-text"
    label="Faults as JSON"
    hint="One fault, or an array of them. GET /_odj/schema has the schema for editors."
    problems={problems.value.map(problemText)}
  >
    <textarea
      id="fault-text"
      class="mono"
      rows={12}
      spellcheck={false}
      aria-describedby={describedBy("fault-text")}
      aria-invalid={problems.value.length > 0}
      value={text.value}
      onInput={({ currentTarget }) => {
        text.value = currentTarget.value
      }}
    />
  </Field>
)

const Preview = () => {
  const faults = drafted.value
  if (faults === undefined) return <p class="faint">The text is not JSON yet.</p>
  const command = curlOf(armCall(faults))
  const code = testCodeOf(faults)
  return (
    <>
      {sentencesOf(faults).map((sentence) => (
        <p key={sentence}>
          <strong>{sentence}</strong>
        </p>
      ))}
      <h3>JSON</h3>
      <Json value={faults} />
      <h3>As a command</h3>
      <pre>{command}</pre>
      <CopyButton text={command} label="Copy command" />
      <h3>In a test</h3>
      <pre>{code}</pre>
      <CopyButton text={code} label="Copy code" />
    </>
  )
}

/** Leads to the form, below any number of faults. */
export const showForm = (): void => {
  const form = document.querySelector(".fault-form")
  form?.closest("section")?.scrollIntoView()
  form?.querySelector<HTMLElement>("select, textarea")?.focus({ preventScroll: true })
}

export const ArmFault = () => (
  <section class="stack" aria-label="Arm a fault">
    <h2>Arm a fault</h2>
    <div class="fault-arm">
      <form
        class="stack fault-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void arm()
        }}
      >
        <div class="tabs">
          <button type="button" aria-pressed={mode.value === "form"} onClick={toForm}>
            Form
          </button>
          <button type="button" aria-pressed={mode.value === "json"} onClick={toJson}>
            JSON
          </button>
        </div>
        {mode.value === "form" ? <FaultForm /> : <FaultText />}
        {mode.value === "form" && <Problems problems={problems.value} />}
        <div class="actions">
          <Button type="submit" kind="main" disabled={isArming.value}>
            Arm
          </Button>
        </div>
      </form>
      <div class="stack fault-preview">
        <Preview />
      </div>
    </div>
  </section>
)
