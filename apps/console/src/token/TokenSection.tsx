/** The section "Token". */
import { Section } from "../ui/Section.tsx"

export const TokenSection = () => <Section title="Token">{null}</Section>
