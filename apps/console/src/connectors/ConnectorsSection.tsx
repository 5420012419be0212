/** The section "Connectors". */
import { Section } from "../ui/Section.tsx"

export const ConnectorsSection = () => <Section title="Connectors">{null}</Section>
