/** The section "Faults and clock". */
import { ControlGate } from "../session/ControlGate.tsx"
import { Section } from "../ui/Section.tsx"
import { ArmFault } from "./ArmFault.tsx"
import { FaultsInForce } from "./FaultsInForce.tsx"
import { MovingClock } from "./MovingClock.tsx"
import { PresetFaults } from "./PresetFaults.tsx"
import { ServerContents } from "./ServerContents.tsx"

export const FaultsSection = () => (
  <Section title="Faults and clock">
    <ControlGate what="Faults and clock">
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
    </ControlGate>
  </Section>
)
