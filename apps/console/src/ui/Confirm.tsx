/** Asks before something is lost. */
import { signal } from "@preact/signals"
import type { Call } from "../api/Call.ts"
import { Button } from "./Button.tsx"
import { CallLine } from "./CallLine.tsx"
import { Dialog } from "./Dialog.tsx"

interface Question {
  readonly title: string
  /** What will be lost. */
  readonly text: string
  /** The label of the button that does it. */
  readonly action: string
  readonly call?: Call | undefined
}

interface Asked extends Question {
  readonly id: number
  readonly answer: (yes: boolean) => void
}

const asked = signal<Asked | undefined>(undefined)

let last = 0

/** Resolves with whether the person agrees. */
export const confirm = (question: Question): Promise<boolean> =>
  new Promise((answer) => {
    close(false)
    asked.value = { ...question, answer, id: ++last }
  })

const close = (yes: boolean) => {
  asked.value?.answer(yes)
  asked.value = undefined
}

/** Shows the question. The frame of the page has it once. */
export const Confirmation = () => {
  const question = asked.value
  if (question === undefined) return null
  const { id, title, text, action, call } = question
  return (
    <Dialog key={id} title={title} onClose={() => close(false)}>
      <p>{text}</p>
      {call && <CallLine call={call} />}
      <div class="actions">
        <Button autoFocus onClick={() => close(false)}>
          Cancel
        </Button>
        <Button kind="danger" onClick={() => close(true)}>
          {action}
        </Button>
      </div>
    </Dialog>
  )
}
