/** The form for a fault that strikes the next request like a recorded one. */
import { useState } from "preact/hooks"
import type { Call } from "../api/Call.ts"
import { CallFailed, type CallProblem, problemsOf } from "../api/CallFailed.ts"
import { send } from "../api/Send.ts"
import { faultSentence } from "../faults/FaultSentence.ts"
import { type Outcome, OutcomeFields } from "../faults/OutcomeFields.tsx"
import type { ArmedFault } from "../live/ControlState.ts"
import { armed } from "../live/Live.ts"
import type { RequestSummary } from "../live/RequestSummary.ts"
import { hrefOf } from "../route/Route.ts"
import { Button } from "../ui/Button.tsx"
import { CallLine } from "../ui/CallLine.tsx"
import { Dialog } from "../ui/Dialog.tsx"
import { notify } from "../ui/Notify.tsx"
import { faultLike, namedConnector } from "./FaultLike.ts"
import { isIssuer } from "./RequestFilter.ts"

interface FailNextProps {
  readonly request: RequestSummary
  readonly onClose: () => void
}

interface CheckProps {
  readonly label: string
  readonly isOn: boolean
  readonly onChange: (isOn: boolean) => void
}

const Check = ({ label, isOn, onChange }: CheckProps) => (
  <label class="check">
    <input type="checkbox" checked={isOn} onChange={({ currentTarget }) => onChange(currentTarget.checked)} />
    <bdi>{label}</bdi>
  </label>
)

const canStrike = ({ fault: { times }, struck }: ArmedFault) => typeof times !== "number" || struck < times

const Unmatched = ({ request: { method, path }, onClose }: FailNextProps) => (
  <Dialog title="No fault can strike this request" onClose={onClose}>
    <p>
      Faults strike operations of Graph’s API and endpoints of the issuer. The server knows none for {method}{" "}
      <bdi>{path}</bdi>.
    </p>
  </Dialog>
)

const Form = ({ request, onClose }: FailNextProps) => {
  const [outcome, setOutcome] = useState<Outcome>({ status: 429, retryAfter: 5 })
  const [common, setCommon] = useState({ connector: true, caller: false })
  const [problems, setProblems] = useState<ReadonlyArray<CallProblem>>([])
  const connector = namedConnector(request)
  const fault = faultLike(request, common, outcome)
  const call: Call = { method: "POST", path: "/_odj/faults", body: fault }
  const [isArming, setArming] = useState(false)
  const arm = async () => {
    setArming(true)
    try {
      await send(call)
      notify("done", `Armed: ${faultSentence(fault)}.`, call)
      onClose()
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error
      setProblems(problemsOf(error))
    } finally {
      setArming(false)
    }
  }
  return (
    <Dialog title="Fail the next one like this" onClose={onClose}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault()
          void arm()
        }}
      >
        <OutcomeFields
          family={isIssuer(request) ? "IssuerFault" : "GraphFault"}
          value={outcome}
          onChange={setOutcome}
          problems={problems}
          form="fail-next"
        />
        {connector !== undefined && (
          <Check
            label={`Only for connector ${connector}`}
            isOn={common.connector}
            onChange={(isOn) => setCommon({ ...common, connector: isOn })}
          />
        )}
        {request.caller !== undefined && (
          <Check
            label="Only for the same caller"
            isOn={common.caller}
            onChange={(isOn) => setCommon({ ...common, caller: isOn })}
          />
        )}
        <p>{faultSentence(fault)}.</p>
        {armed.value.some(canStrike) && (
          <p class="faint">
            Other faults are armed. One that strikes the same request decides what happens.{" "}
            <a href={hrefOf({ section: "faults" })}>Faults</a>
          </p>
        )}
        {problems
          .filter(({ target }) => target === "")
          .map(({ message }) => (
            <p class="problem" key={message}>
              {message}
            </p>
          ))}
        <CallLine call={call} />
        <div class="actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="main" type="submit" disabled={isArming}>
            Arm
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

export const FailNext = (props: FailNextProps) =>
  props.request.operation === undefined ? <Unmatched {...props} /> : <Form {...props} />
