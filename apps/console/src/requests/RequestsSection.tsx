/** The section "Requests". */
import { Section } from "../ui/Section.tsx"

export const RequestsSection = () => <Section title="Requests">{null}</Section>
