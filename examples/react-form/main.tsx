/** The page: the form, and below it the connector that was entered. */
import type { NewDomainJoinConnector } from "@odj/domain"
import { StrictMode, useState } from "react"
import { createRoot } from "react-dom/client"
import { ConnectorForm } from "./ConnectorForm.tsx"

function Page() {
  const [connector, setConnector] = useState<NewDomainJoinConnector>()
  return (
    <>
      <h1>A domain join connector</h1>
      <ConnectorForm onSubmit={setConnector} />
      <output>{connector && JSON.stringify(connector)}</output>
    </>
  )
}

createRoot(document.getElementById("root") as HTMLElement).render(
  <StrictMode>
    <Page />
  </StrictMode>,
)
