/** Arms a fault: by a form that follows the server's schema, or as JSON. The same request is always beside it. */
import { signal } from "@preact/signals"
import { CallFailed, problemsOf, problemText } from "../api/CallFailed.ts"
import { curlOf } from "../api/Curl.ts"
import { send } from "../api/Send.ts"
import { Button } from "../ui/Button.tsx"
import { CopyButton } from "../ui/CopyButton.tsx"
import { describedBy, Field } from "../ui/Field.tsx"
import { Json } from "../ui/Json.tsx"
import { notify } from "../ui/Notify.tsx"
import {
  armCall,
  drafted,
  family,
  fault,
  mode,
  problems,
  syntaxProblems,
  text,
  toForm,
  toJson,
} from "./FaultDraft.ts"
import { FaultFields } from "./FaultFields.tsx"
import { type Family, families, fieldsOf, inFamily } from "./FaultNode.ts"
import { type FaultJson, faultSentence } from "./FaultSentence.ts"
import { useSchema } from "./LoadedSchema.ts"
import { type Outcome, OutcomeFields } from "./OutcomeFields.tsx"
import { canStrike } from "./PossibleFaults.ts"
import { testCodeOf } from "./TestCode.ts"

/** The fields that most people want; the others are folded. */
const first = ["on", "times"]

const isArming = signal(false)

const arm = async (): Promise<void> => {
  const call = armCall.value
  problems.value = syntaxProblems()
  if (call === undefined) return
  isArming.value = true
  try {
    await send(call)
    notify("done", `Armed: ${sentences(call.body).join(" ")}`, call)
    problems.value = []
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error
    problems.value = problemsOf(error)
  } finally {
    isArming.value = false
  }
}

const sentences = (faults: unknown): ReadonlyArray<string> =>
  [faults].flat().map((one) => `${faultSentence(Object(one) as FaultJson)}.`)

const FaultForm = () => {
  const schema = useSchema()
  if (schema === undefined) return <p>Loading the schema of faults…</p>
  const fields = fieldsOf(schema, family.value).filter(({ name }) => name !== "with")
  const edited = {
    value: fault.value,
    onChange: (value: unknown) => {
      fault.value = value as FaultJson
    },
    problems: problems.value,
    path: "",
    form: "fault",
  }
  return (
    <>
      <div class="field">
        <label for="fault-family">What fails</label>
        <select
          id="fault-family"
          value={family.value}
          onChange={({ currentTarget }) => {
            family.value = currentTarget.value as Family
            fault.value = inFamily(schema, family.value, fault.value)
          }}
        >
          {Object.entries(families)
            .filter(([name]) => canStrike(name) || name === family.value)
            .map(([name, label]) => (
              <option key={name} value={name}>
                {label}
              </option>
            ))}
        </select>
      </div>
      <FaultFields
        key={family.value}
        {...edited}
        fields={fields.filter(({ name }) => first.includes(name))}
      />
      <OutcomeFields
        family={family.value}
        form="fault"
        value={fault.value.with as Outcome}
        problems={problems.value}
        onChange={(outcome) => {
          fault.value = { ...fault.value, with: outcome }
        }}
      />
      <details>
        <summary>Name and further conditions</summary>
        <div class="stack">
          <FaultFields
            key={family.value}
            {...edited}
            fields={fields.filter(({ name }) => !first.includes(name))}
          />
        </div>
      </details>
    </>
  )
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
  const call = armCall.value
  if (call === undefined) return <p class="faint">The text is not JSON yet.</p>
  return (
    <>
      {sentences(call.body).map((sentence) => (
        <p key={sentence}>
          <strong>{sentence}</strong>
        </p>
      ))}
      <h3>JSON</h3>
      <Json value={drafted.value} />
      <h3>As a command</h3>
      <pre>{curlOf(call)}</pre>
      <CopyButton text={curlOf(call)} label="Copy command" />
      <h3>In a test</h3>
      <pre>{testCodeOf(drafted.value)}</pre>
      <CopyButton text={testCodeOf(drafted.value)} label="Copy code" />
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
        class="fault-form"
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
        {mode.value === "form" && problems.value.length > 0 && (
          <div role="alert">
            {problems.value.map(problemText).map((problem) => (
              <p key={problem} class="problem">
                {problem}
              </p>
            ))}
          </div>
        )}
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
