/** Adds a connector by a form. */
import { go, route } from "../route/Route.ts"
import { Dialog } from "../ui/Dialog.tsx"
import { createConnector } from "./ConnectorActions.ts"
import { createCall } from "./ConnectorCalls.ts"
import { shownNames } from "./ConnectorColumns.tsx"
import { ConnectorForm } from "./ConnectorForm.tsx"
import { serverTime } from "./ConnectorTime.ts"
import { makeCreateKeys } from "./CreateKeys.ts"
import { createBody, createProblems, type Draft, newDraft } from "./Draft.ts"
import { makeKeptDrafts } from "./KeptDrafts.ts"

const creates = makeKeptDrafts<Draft>()

/** There is one form for all new connectors of a tenant. */
const place = "new"

/** They are kept with what is typed, so that a create whose outcome is unknown can be retried when the form is opened again. */
let keys = makeCreateKeys()

export const AddDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const { draft, isTyped, change, discard } = creates.useDraft(place, newDraft(serverTime() ?? ""))
  const body = createBody(draft)
  const text = JSON.stringify(body)
  const key = keys.keyOf(text)
  const done = () => {
    discard()
    keys = makeCreateKeys()
    onClose()
  }
  const add = async () => {
    keys.sent(text)
    const connector = await createConnector(body, key)
    done()
    if (connector !== undefined) go({ ...route.value, section: "connectors", id: connector.id })
  }
  return (
    <Dialog title="Add a connector" onClose={onClose}>
      <ConnectorForm
        names={shownNames}
        draft={draft}
        problems={createProblems(draft)}
        call={createCall(body, key)}
        action="Create"
        isTyped={isTyped}
        onDraft={change}
        onSend={add}
        onCancel={done}
      />
    </Dialog>
  )
}
