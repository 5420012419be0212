/** The frame of the page: its header, the navigation, and the section that is shown. */
import { ConnectorsSection } from "../connectors/ConnectorsSection.tsx"
import { FaultsSection } from "../faults/FaultsSection.tsx"
import { HealthSection } from "../health/HealthSection.tsx"
import { RequestsSection } from "../requests/RequestsSection.tsx"
import { TokenSection } from "../token/TokenSection.tsx"
import { hrefOf, route, type Section, sections } from "./Route.ts"

const content: Readonly<
  Record<Section, { readonly title: string; readonly View: () => preact.JSX.Element }>
> = {
  connectors: { title: "Connectors", View: ConnectorsSection },
  health: { title: "Health", View: HealthSection },
  requests: { title: "Requests", View: RequestsSection },
  faults: { title: "Faults and clock", View: FaultsSection },
  token: { title: "Token", View: TokenSection },
}

export const App = () => {
  const { section } = route.value
  const { View } = content[section]
  return (
    <>
      <header>
        <strong>odj-server</strong>
        <nav>
          {sections.map((name) => (
            <a
              key={name}
              href={hrefOf({ section: name })}
              aria-current={name === section ? "page" : undefined}
            >
              {content[name].title}
            </a>
          ))}
          <a href="docs">API reference</a>
        </nav>
      </header>
      <main>
        <View />
      </main>
    </>
  )
}
