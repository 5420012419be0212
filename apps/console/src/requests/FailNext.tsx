/** The form for a fault that strikes the next request like a recorded one. */
import { useState } from "preact/hooks"
import type { CallProblem } from "../api/CallFailed.ts"
import { armCall, armFaults } from "../faults/Arming.ts"
import { faultSentence } from "../faults/FaultSentence.ts"
import { type Outcome, OutcomeFields } from "../faults/OutcomeFields.tsx"
import { Problems } from "../faults/Problems.tsx"
import { strikesLeft } from "../faults/StrikesLeft.ts"
import { armed } from "../live/Live.ts"
import type { RequestSummary } from "../live/RequestSummary.ts"
import { hrefOf } from "../route/Route.ts"
import { Button } from "../ui/Button.tsx"
import { CallLine } from "../ui/CallLine.tsx"
import { Check } from "../ui/Check.tsx"
import { Dialog } from "../ui/Dialog.tsx"
import { faultLike, namedConnector } from "./FaultLike.ts"
import { isIssuer } from "./RequestFilter.ts"

interface FailNextProps {
  readonly request: RequestSummary
  readonly onClose: () => void
}

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
  const [isArming, setArming] = useState(false)
  const arm = async () => {
    setArming(true)
    const found = await armFaults(fault).finally(() => setArming(false))
    setProblems(found)
    if (found.length === 0) onClose()
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
          <Check isOn={common.connector} onChange={(isOn) => setCommon({ ...common, connector: isOn })}>
            Only for connector <bdi>{connector}</bdi>
          </Check>
        )}
        {request.caller !== undefined && (
          <Check isOn={common.caller} onChange={(isOn) => setCommon({ ...common, caller: isOn })}>
            Only for the same caller
          </Check>
        )}
        <p>{faultSentence(fault)}.</p>
        {armed.value.some((other) => strikesLeft(other) !== 0) && (
          <p class="faint">
            Other faults are armed. One that strikes the same request decides what happens.{" "}
            <a href={hrefOf({ section: "faults" })}>Faults</a>
          </p>
        )}
        <Problems problems={problems} />
        <CallLine call={armCall(fault)} />
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
