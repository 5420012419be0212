/** The presets: lists of faults, each with what it does and what it follows. */
import { useEffect, useState } from "preact/hooks"
import { reloads } from "../api/Link.ts"
import { armed } from "../live/Live.ts"
import { Button } from "../ui/Button.tsx"
import { CallLine } from "../ui/CallLine.tsx"
import { counted } from "../ui/Counted.ts"
import { Json } from "../ui/Json.tsx"
import { perform } from "../ui/Perform.ts"
import { armCall } from "./Arming.ts"
import { type FaultJson, faultSentence } from "./FaultSentence.ts"

interface Preset {
  readonly name: string
  readonly description: string
  readonly source: string
  readonly faults: ReadonlyArray<FaultJson>
}

const Item = ({ preset: { name, description, source, faults } }: { readonly preset: Preset }) => {
  const call = armCall(faults)
  const inForce = new Set(armed.value.map(({ fault }) => JSON.stringify(fault)))
  return (
    <li class="card">
      <div class="fault-head">
        <h3>{name}</h3>
        {faults.every((fault) => inForce.has(JSON.stringify(fault))) && (
          <span class="badge warn">in force</span>
        )}
        <Button onClick={() => perform(call, `Armed: ${name}`)}>
          Arm<span class="visually-hidden"> {name}</span>
        </Button>
      </div>
      <p>{description}.</p>
      <small>{source}</small>
      <div class="fault-foot">
        <details class="call">
          <summary>{counted(faults.length, "fault")}</summary>
          <ul>
            {faults.map((fault) => (
              <li key={String(fault.name)}>{faultSentence(fault)}.</li>
            ))}
          </ul>
          <Json value={faults} />
        </details>
        <CallLine call={call} />
      </div>
    </li>
  )
}

export const PresetFaults = () => {
  const [presets, setPresets] = useState<ReadonlyArray<Preset>>([])
  useEffect(() => {
    void perform({ method: "GET", path: "/_odj/presets" }).then(
      (received) => received && setPresets(received.body as ReadonlyArray<Preset>),
    )
  }, [reloads.value])
  return (
    <section class="stack" aria-label="Presets">
      <h2>Presets</h2>
      <ul class="plain cards">
        {presets.map((preset) => (
          <Item key={preset.name} preset={preset} />
        ))}
      </ul>
    </section>
  )
}
