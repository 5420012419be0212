/** The faults in force: what each does, how often it has struck, and how to disarm it. */
import type { Call } from "../api/Call.ts"
import { type ArmedFault, armed } from "../api/Live.ts"
import { Button } from "../ui/Button.tsx"
import { CallLine } from "../ui/CallLine.tsx"
import { CopyButton } from "../ui/CopyButton.tsx"
import { Empty } from "../ui/Empty.tsx"
import { Json } from "../ui/Json.tsx"
import { perform } from "../ui/Perform.ts"
import { faultSentence } from "./FaultSentence.ts"

/** A program can add any number. */
const mostShown = 100

const disarmAll: Call = { method: "DELETE", path: "/_odj/faults" }

const leftOf = ({ fault: { nth, times }, struck }: ArmedFault): number | undefined => {
  const most = times ?? (nth === undefined ? undefined : 1)
  return typeof most === "number" ? Math.max(0, most - struck) : undefined
}

const Item = ({ item }: { readonly item: ArmedFault }) => {
  const { id, fault, matched, struck } = item
  const title = typeof fault.name === "string" ? fault.name : `Fault ${id}`
  const left = leftOf(item)
  const subject = `${fault.on === "connection" ? "connection" : "request"}${matched === 1 ? "" : "s"}`
  const call: Call = { method: "DELETE", path: `/_odj/faults/${encodeURIComponent(id)}` }
  return (
    <li class="card">
      <div class="fault-head">
        <h3>
          <bdi>{title}</bdi>
        </h3>
        <Button onClick={() => void perform(call, `Disarmed: ${title}`)}>
          Disarm<span class="visually-hidden"> {title}</span>
        </Button>
      </div>
      <p>{faultSentence(fault, struck)}.</p>
      <small>
        Struck {struck} of {matched} matching {subject}
        {left !== undefined && (left === 0 ? ", used up" : `, ${left} left`)}
      </small>
      <details>
        <summary>JSON</summary>
        <Json value={fault} />
        <CopyButton text={JSON.stringify(fault)} label="Copy JSON" />
      </details>
      <CallLine call={call} />
    </li>
  )
}

export const FaultsInForce = () => {
  const all = armed.value
  return (
    <section class="stack" aria-label="Faults in force">
      <div class="section-head">
        <h2>In force</h2>
        {all.length > 0 && (
          <Button kind="danger" onClick={() => void perform(disarmAll, "Disarmed: all faults")}>
            Disarm all
          </Button>
        )}
      </div>
      {all.length === 0 ? (
        <Empty title="No fault is in force">
          <p>Every request gets its usual response. Arm a fault below, or a preset.</p>
        </Empty>
      ) : (
        <ul class="plain stack">
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
