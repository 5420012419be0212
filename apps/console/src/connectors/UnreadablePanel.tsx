/** The details of a connector that can't be read: why, and the values as they were found. */
import { type UnreadableConnector, unreadableText } from "@odj/domain"
import { canWrite } from "../api/Writes.ts"
import { Button } from "../ui/Button.tsx"
import { Json } from "../ui/Json.tsx"
import { Panel } from "../ui/Panel.tsx"
import { deleteConnector } from "./ConnectorActions.ts"

interface UnreadablePanelProps {
  readonly connector: UnreadableConnector
  readonly onClose: () => void
}

export const UnreadablePanel = ({ connector, onClose }: UnreadablePanelProps) => {
  const { id, properties } = connector
  const displayName = typeof properties.displayName === "string" ? properties.displayName : null
  const remove = async (id: string) => {
    if (await deleteConnector({ id, displayName })) onClose()
  }
  return (
    <Panel
      title={displayName?.trim() || (id ?? "A connector without an id")}
      onClose={onClose}
      actions={
        id !== undefined && canWrite("delete") ? (
          <Button kind="danger" onClick={() => remove(id)}>
            Delete
          </Button>
        ) : undefined
      }
    >
      <p class="problem">{unreadableText(connector)}</p>
      <Json value={properties} />
    </Panel>
  )
}
