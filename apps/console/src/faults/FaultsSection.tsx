/** The section "Faults and clock". */
import { useEffect, useState } from "preact/hooks"
import type { ConsoleSettings } from "../api/ConsoleSettings.ts"
import { settings } from "../api/Settings.ts"
import { ControlNeeded } from "../ui/ControlNeeded.tsx"
import { Section } from "../ui/Section.tsx"
import { ArmFault } from "./ArmFault.tsx"
import { FaultsInForce } from "./FaultsInForce.tsx"
import { MovingClock } from "./MovingClock.tsx"
import { poll } from "./Polling.ts"
import { PresetFaults } from "./PresetFaults.tsx"
import { ServerContents } from "./ServerContents.tsx"

const Controlled = () => {
  useEffect(poll, [])
  return (
    <div class="faults">
      <div class="stack">
        <FaultsInForce />
        <ArmFault />
        <PresetFaults />
      </div>
      <div class="stack">
        <MovingClock />
        <ServerContents />
      </div>
    </div>
  )
}

export const FaultsSection = () => {
  const [control, setControl] = useState<ConsoleSettings["control"]>()
  useEffect(() => {
    void settings().then((loaded) => setControl(loaded.control))
  }, [])
  return (
    <Section title="Faults and clock">
      {control === "none" && <ControlNeeded what="Faults and clock" />}
      {control !== undefined && control !== "none" && <Controlled />}
    </Section>
  )
}
