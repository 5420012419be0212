/** Asks for the token of the control. It is kept until the tab is closed. */
import { useState } from "preact/hooks"
import { CallFailed } from "../api/CallFailed.ts"
import { controlToken, isControlRefused, tryControlToken } from "../api/ControlAccess.ts"
import { Button } from "../ui/Button.tsx"
import { describedBy, Field } from "../ui/Field.tsx"

const id = "control-token"

const wrong = "This is not the control token of this server."

export const ControlToken = () => {
  const [text, setText] = useState("")
  const [problem, setProblem] = useState<string>()
  const isRefused = isControlRefused.value && controlToken.value !== undefined
  const shown = problem ?? (isRefused ? wrong : undefined)
  const submit = async () => {
    setProblem(undefined)
    try {
      await tryControlToken(text.trim())
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error
      setProblem(error.status === 401 ? wrong : error.message)
    }
  }
  return (
    <form
      class="card stack session-prompt"
      onSubmit={(event) => {
        event.preventDefault()
        if (text.trim() === "") setProblem("Enter the token.")
        else void submit()
      }}
    >
      <h1>Control token</h1>
      <Field
        id={id}
        label="Token"
        hint="The value of --control-token. It is kept until this tab is closed."
        problems={shown === undefined ? [] : [shown]}
      >
        <input
          id={id}
          type="password"
          autocomplete="off"
          spellcheck={false}
          value={text}
          aria-describedby={describedBy(id)}
          aria-invalid={shown !== undefined}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
      </Field>
      <div class="line">
        <Button kind="main" type="submit">
          Use this token
        </Button>
      </div>
    </form>
  )
}
