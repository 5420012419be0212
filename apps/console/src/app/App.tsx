/** The frame of the page: its header, the navigation, and the section that is shown. */
import { ConnectorsSection } from "../connectors/ConnectorsSection.tsx"
import { FaultsSection } from "../faults/FaultsSection.tsx"
import { HealthSection } from "../health/HealthSection.tsx"
import { RequestsSection } from "../requests/RequestsSection.tsx"
import { hrefOf, route, type Section, sections } from "../route/Route.ts"
import { TokenSection } from "../token/TokenSection.tsx"
import { TransferLayer } from "../transfer/TransferLayer.tsx"
import { Confirmation } from "../ui/Confirm.tsx"
import { Notices } from "../ui/Notify.tsx"

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
      <header class="head">
        <div class="brand">
          <strong>odj-server</strong>
        </div>
        <nav class="tabs" aria-label="Sections">
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
      <div class="body">
        <main>
          <View />
        </main>
      </div>
      <TransferLayer />
      <Confirmation />
      <Notices />
    </>
  )
}
