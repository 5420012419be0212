/** The section "Health". */
import { Section } from "../ui/Section.tsx"

export const HealthSection = () => <Section title="Health">{null}</Section>
