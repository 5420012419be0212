/** Edits a connector by a form. */
import { changeableNames, type DomainJoinConnector } from "@odj/domain"
import { updateConnector } from "./ConnectorActions.ts"
import { updateCall } from "./ConnectorCalls.ts"
import { shownNames } from "./ConnectorColumns.tsx"
import { ConnectorForm } from "./ConnectorForm.tsx"
import { updateBody, updateProblems } from "./Draft.ts"
import { makeKeptDrafts } from "./KeptDrafts.ts"

const changeable = shownNames.filter((name) => (changeableNames as ReadonlyArray<string>).includes(name))

/** What is typed, by the id of the connector. */
export const edits = makeKeptDrafts<DomainJoinConnector>()

interface EditFormProps {
  readonly connector: DomainJoinConnector
  /** With the new JSON; `undefined` if nothing has changed here. */
  readonly onDone: (json?: unknown) => void
}

export const EditForm = ({ connector, onDone }: EditFormProps) => {
  const { id } = connector
  // What changes elsewhere in the meantime is neither sent nor overwritten.
  const { base, draft, isTyped, change, discard } = edits.useDraft(id, connector)
  const body = updateBody(draft, base)
  const done = (json?: unknown) => {
    discard()
    onDone(json)
  }
  return (
    <ConnectorForm
      names={changeable}
      draft={draft}
      problems={updateProblems(draft, base)}
      call={updateCall(id, body)}
      idle={Object.keys(body).length === 0 ? "Nothing is changed yet." : undefined}
      action="Save"
      isTyped={isTyped}
      onDraft={change}
      onSend={async () => done(await updateConnector(base, body))}
      onCancel={() => done()}
    />
  )
}
