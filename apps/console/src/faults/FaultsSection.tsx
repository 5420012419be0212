/** The section "Faults and clock". */
import { Section } from "../ui/Section.tsx"

export const FaultsSection = () => <Section title="Faults and clock">{null}</Section>
