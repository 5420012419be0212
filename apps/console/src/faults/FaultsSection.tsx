/** The section "Faults and clock". */
import { controlToken, isControlRefused } from "../api/ControlAccess.ts"
import { consoleSettings } from "../api/Settings.ts"
import { ControlToken } from "../session/ControlToken.tsx"
import { ControlNeeded } from "../ui/ControlNeeded.tsx"
import { Section } from "../ui/Section.tsx"
import { ArmFault } from "./ArmFault.tsx"
import { FaultsInForce } from "./FaultsInForce.tsx"
import { MovingClock } from "./MovingClock.tsx"
import { PresetFaults } from "./PresetFaults.tsx"
import { ServerContents } from "./ServerContents.tsx"

const Content = () => {
  const control = consoleSettings.value?.control ?? "none"
  if (control === "none") return <ControlNeeded what="Faults and clock" />
  if (control === "token" && (controlToken.value === undefined || isControlRefused.value))
    return <ControlToken />
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

export const FaultsSection = () => (
  <Section title="Faults and clock">
    <Content />
  </Section>
)
