/** The details of one connector: what is known of it, its JSON as Graph responds with it, and what can be done. */
import { readConnector, unreadableText } from "@odj/domain"
import { Result } from "effect"
import { useEffect, useState } from "preact/hooks"
import { CallFailed } from "../api/CallFailed.ts"
import { send } from "../api/Send.ts"
import { canWrite } from "../api/Writes.ts"
import { changes } from "../live/Changes.ts"
import { makeQuietReload } from "../live/QuietReload.ts"
import { Button } from "../ui/Button.tsx"
import { CallLine } from "../ui/CallLine.tsx"
import { FailureText } from "../ui/FailureText.tsx"
import { Json } from "../ui/Json.tsx"
import { Panel } from "../ui/Panel.tsx"
import { useShortcuts } from "../ui/Shortcuts.ts"
import { deleteConnector, touchConnector } from "./ConnectorActions.ts"
import { getCall } from "./ConnectorCalls.ts"
import { ConnectorFacts } from "./ConnectorFacts.tsx"
import { happened } from "./ConnectorList.ts"
import { calledOf } from "./ConnectorName.tsx"
import { EditForm, edits } from "./EditForm.tsx"

interface ConnectorPanelProps {
  readonly id: string
  readonly onClose: () => void
}

/** Loads the connector, and again after changes. */
const useConnector = (id: string) => {
  const [json, setJson] = useState<unknown>()
  const [failure, setFailure] = useState<CallFailed>()
  const [reload] = useState(() =>
    makeQuietReload(async () => {
      try {
        setJson((await send(getCall(id))).body)
        setFailure(undefined)
      } catch (error) {
        if (!(error instanceof CallFailed)) throw error
        if (error.status === 404) happened({ _tag: "Deleted", id })
        setFailure(error)
      }
    }),
  )
  useEffect(() => void reload(), [changes.value])
  return { json, setJson, failure, reload }
}

export const ConnectorPanel = ({ id, onClose }: ConnectorPanelProps) => {
  const { json, setJson, failure, reload } = useConnector(id)
  const [isEditing, setEditing] = useState(false)
  const read = json === undefined ? undefined : readConnector(json)
  const connector = read !== undefined && Result.isSuccess(read) ? read.success : undefined
  const isGone = failure?.status === 404

  const named = connector ?? { id, displayName: null }
  const isEditable = canWrite("update") && connector !== undefined && !isGone
  const edit = () => {
    if (isEditable) setEditing(true)
  }
  const touch = async () => {
    if (!isEditable) return
    const touched = await touchConnector(named)
    if (touched !== undefined) setJson(touched)
  }
  const remove = async () => {
    if (canWrite("delete") && !isGone && (await deleteConnector(named))) onClose()
  }
  useShortcuts([
    { keys: "e", does: "Edit the connector", run: edit },
    { keys: "t", does: "Set its last contact to now", run: touch },
    { keys: "Delete", does: "Delete the connector", run: remove },
  ])

  const actions = (
    <>
      {isEditable && (
        <>
          <Button onClick={edit} title="Edit (e)">
            {edits.has(id) ? "Continue editing" : "Edit"}
          </Button>
          <Button onClick={touch} title="Set the last contact to the server’s time (t)">
            Touch
          </Button>
        </>
      )}
      {canWrite("delete") && !isGone && json !== undefined && (
        <Button kind="danger" onClick={remove} title="Delete (Delete)">
          Delete
        </Button>
      )}
    </>
  )
  return (
    <Panel
      title={isEditing ? `Edit ${calledOf(named)}` : connector?.displayName?.trim() || id}
      onClose={isEditing ? () => setEditing(false) : onClose}
      actions={isEditing ? undefined : actions}
    >
      {isGone ? (
        <p class="problem">This connector does not exist. It may have been deleted.</p>
      ) : (
        failure !== undefined && (
          <>
            <FailureText failure={failure} />
            <Button onClick={() => void reload()}>Try again</Button>
          </>
        )
      )}
      {json === undefined && failure === undefined && <p class="late">Loading</p>}
      {connector !== undefined && isEditing && (
        <EditForm
          connector={connector}
          onDone={(changed) => {
            setEditing(false)
            if (changed !== undefined) setJson(changed)
          }}
        />
      )}
      {!isEditing && !isGone && (
        <>
          {connector !== undefined && <ConnectorFacts connector={connector} />}
          {read !== undefined && Result.isFailure(read) && (
            <p class="problem">{unreadableText(read.failure)}</p>
          )}
          {json !== undefined && <Json value={json} />}
          <CallLine call={getCall(id)} />
        </>
      )}
    </Panel>
  )
}
