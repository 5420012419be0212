/** Adds a connector by a form. */
import { useState } from "preact/hooks"
import { go, route } from "../route/Route.ts"
import { Dialog } from "../ui/Dialog.tsx"
import { createConnector } from "./ConnectorActions.ts"
import { createCall } from "./ConnectorCalls.ts"
import { shownNames } from "./ConnectorColumns.tsx"
import { ConnectorForm } from "./ConnectorForm.tsx"
import { serverTime } from "./ConnectorTime.ts"
import { makeCreateKeys } from "./CreateKeys.ts"
import { createBody, createProblems, type Draft, newDraft } from "./Draft.ts"

export const AddDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const [keys] = useState(makeCreateKeys)
  const [initial] = useState(() => newDraft(serverTime() ?? ""))
  const add = async (draft: Draft) => {
    const body = createBody(draft)
    const text = JSON.stringify(body)
    const key = keys.keyOf(text)
    keys.sent(text)
    const connector = await createConnector(body, key)
    onClose()
    if (connector !== undefined) go({ ...route.value, section: "connectors", id: connector.id })
  }
  return (
    <Dialog title="Add a connector" onClose={onClose}>
      <ConnectorForm
        names={shownNames}
        initial={initial}
        action="Create"
        callOf={(draft) => {
          const body = createBody(draft)
          return createCall(body, keys.keyOf(JSON.stringify(body)))
        }}
        problemsOf={createProblems}
        onSend={add}
        onCancel={onClose}
      />
    </Dialog>
  )
}
