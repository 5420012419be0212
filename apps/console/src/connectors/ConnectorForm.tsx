/** A form for a connector: its fields with their problems, and the request as it will be sent. */
import { type ConnectorProperty, type Problem, problemText } from "@odj/domain"
import { useLayoutEffect, useRef, useState } from "preact/hooks"
import type { Call } from "../api/Call.ts"
import { CallFailed, problemsOf } from "../api/CallFailed.ts"
import { Button } from "../ui/Button.tsx"
import { CallLine } from "../ui/CallLine.tsx"
import { FailureText } from "../ui/FailureText.tsx"
import { Json } from "../ui/Json.tsx"
import { report } from "../ui/Perform.ts"
import { ConnectorFields } from "./ConnectorFields.tsx"
import { byProperty, type Draft, type DraftProblems } from "./Draft.ts"

interface ConnectorFormProps {
  readonly names: ReadonlyArray<ConnectorProperty>
  readonly draft: Draft
  /** The problems of the draft, which are shown once a person tries to send it. */
  readonly problems: DraftProblems
  /** The request that sends the draft. */
  readonly call: Call
  /** Why there is nothing to send. */
  readonly idle?: string | undefined
  /** The label of the button that sends it. */
  readonly action: string
  /** Whether a person has typed something, which is kept when the form is closed. */
  readonly isTyped: boolean
  readonly onDraft: (draft: Draft) => void
  /** Sends the draft. Rejects with `CallFailed`, whose problems are shown beside their fields. */
  readonly onSend: () => Promise<void>
  /** Discards what is typed, and closes the form. */
  readonly onCancel: () => void
}

/** The service's problems. That a given id exists has no target, but a status. */
const refusedOf = (failure: CallFailed): ReadonlyArray<Problem> =>
  problemsOf(failure).map(({ target, message }) => ({
    path: target !== "" ? target.split("/") : failure.status === 409 ? ["id"] : [],
    message,
  }))

export const ConnectorForm = ({
  names,
  draft,
  problems,
  call,
  idle,
  action,
  isTyped,
  onDraft,
  onSend,
  onCancel,
}: ConnectorFormProps) => {
  const [isSending, setSending] = useState(false)
  const [failure, setFailure] = useState<CallFailed>()

  const form = useRef<HTMLFormElement>(null)
  useLayoutEffect(() => form.current?.querySelector("input")?.focus(), [])
  // The first field that has a problem is the one to correct.
  const [tries, setTries] = useState(0)
  useLayoutEffect(
    () => form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus(),
    [tries, failure],
  )

  const refused = failure === undefined ? [] : refusedOf(failure)
  const others = refused.filter(({ path }) => !names.some((name) => name === path[0]))

  const submit = async (event: Event) => {
    event.preventDefault()
    setTries(tries + 1)
    if (isSending || idle !== undefined || Object.keys(problems).length > 0) return
    setSending(true)
    setFailure(undefined)
    try {
      await onSend()
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error
      if (form.current === null) report(error)
      else setFailure(error)
    } finally {
      setSending(false)
    }
  }

  return (
    <form class="form" ref={form} noValidate onSubmit={(event) => void submit(event)}>
      <ConnectorFields
        names={names}
        draft={draft}
        problems={{ ...byProperty(refused), ...(tries > 0 && problems) }}
        onChange={(changed) => {
          onDraft(changed)
          setFailure(undefined)
        }}
      />
      {failure !== undefined && others.length > 0 && (
        <FailureText failure={failure} message={others.map(problemText).join("; ")} />
      )}
      <div class="stack connector-request">
        <CallLine call={call} />
        <Json value={call.body} />
      </div>
      {idle !== undefined && <small>{idle}</small>}
      <div class="actions">
        <Button onClick={onCancel}>{isTyped ? "Discard" : "Cancel"}</Button>
        <Button kind="main" type="submit" disabled={isSending || idle !== undefined}>
          {isSending ? "Sending" : action}
        </Button>
      </div>
    </form>
  )
}
