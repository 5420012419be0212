/** The faults in force: what each does, how often it has struck, and how to disarm it. */
import type { Call } from "../api/Call.ts"
import type { ArmedFault } from "../live/ControlState.ts"
import { armed } from "../live/Live.ts"
import { Button } from "../ui/Button.tsx"
import { CallLine } from "../ui/CallLine.tsx"
import { CopyButton } from "../ui/CopyButton.tsx"
import { isolated } from "../ui/Isolated.ts"
import { Json } from "../ui/Json.tsx"
import { useKeptFocus } from "../ui/KeptFocus.ts"
import { perform } from "../ui/Perform.ts"
import { showForm } from "./ArmFault.tsx"
import { faultSentence } from "./FaultSentence.ts"
import { strikesLeft } from "./StrikesLeft.ts"

/** A program can add any number. */
const mostShown = 100

const disarmAll: Call = { method: "DELETE", path: "/_odj/faults" }

const Item = ({ item }: { readonly item: ArmedFault }) => {
  const { id, fault, matched, struck } = item
  const title = typeof fault.name === "string" ? fault.name : `Fault ${id}`
  const left = strikesLeft(item)
  const subject = `${fault.on === "connection" ? "connection" : "request"}${matched === 1 ? "" : "s"}`
  const call: Call = { method: "DELETE", path: `/_odj/faults/${encodeURIComponent(id)}` }
  return (
    <li class={left === 0 ? "card fault used-up" : "card fault"}>
      <div class="fault-head">
        <h3>
          <bdi>{title}</bdi>
        </h3>
        <Button onClick={() => perform(call, `Disarmed: ${isolated(title)}`)}>
          Disarm<span class="visually-hidden"> {title}</span>
        </Button>
      </div>
      <p>{faultSentence(fault, struck)}.</p>
      <div class="fault-foot">
        <small>
          Struck {struck} of {matched} matching {subject}
          {left !== undefined && (left === 0 ? ", used up" : `, ${left} left`)}
        </small>
        <details class="call">
          <summary>JSON</summary>
          <Json value={fault} />
          <CopyButton text={JSON.stringify(fault)} label="Copy JSON" />
        </details>
        <CallLine call={call} />
      </div>
    </li>
  )
}

export const FaultsInForce = () => {
  const all = armed.value
  const region = useKeptFocus()
  return (
    <section ref={region} class="stack" aria-label="Faults in force">
      <div class="section-head">
        <h2 tabIndex={-1}>In force</h2>
        {all.length > 0 && (
          <div class="actions">
            <Button onClick={showForm}>Arm another</Button>
            <Button onClick={() => perform(disarmAll, "Disarmed: all faults")}>Disarm all</Button>
          </div>
        )}
      </div>
      {all.length === 0 ? (
        <p class="faint">No fault is in force: every request gets its usual response.</p>
      ) : (
        <ul class="plain faults-in-force">
          {all.slice(0, mostShown).map((item) => (
            <Item key={item.id} item={item} />
          ))}
        </ul>
      )}
      {all.length > mostShown && <p>{all.length - mostShown} more faults are in force.</p>}
      {all.length > 0 && <CallLine call={disarmAll} />}
    </section>
  )
}
