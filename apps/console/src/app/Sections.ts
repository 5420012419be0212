/** The sections of the page: their names, and what they show. */
import { ConnectorsSection } from "../connectors/ConnectorsSection.tsx"
import { FaultsSection } from "../faults/FaultsSection.tsx"
import { HealthSection } from "../health/HealthSection.tsx"
import { RequestsSection } from "../requests/RequestsSection.tsx"
import type { Section } from "../route/Route.ts"
import { TokenSection } from "../token/TokenSection.tsx"

interface ShownSection {
  readonly title: string
  /** Shows the section after `g`. */
  readonly key: string
  readonly View: () => preact.JSX.Element
}

export const shownSections: Readonly<Record<Section, ShownSection>> = {
  connectors: { title: "Connectors", key: "c", View: ConnectorsSection },
  health: { title: "Health", key: "h", View: HealthSection },
  requests: { title: "Requests", key: "r", View: RequestsSection },
  faults: { title: "Faults and clock", key: "f", View: FaultsSection },
  token: { title: "Token", key: "t", View: TokenSection },
}
