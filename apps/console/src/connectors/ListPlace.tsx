/** What is shown in place of the rows: while they are loaded, if there are none, and if they can't be loaded. */
import { useState } from "preact/hooks"
import { canWrite, isReadOnly } from "../api/Writes.ts"
import { AddExamples } from "../transfer/AddExamples.tsx"
import { openTransfer } from "../transfer/Transfers.ts"
import { Button } from "../ui/Button.tsx"
import { Empty } from "../ui/Empty.tsx"
import { FailureText } from "../ui/FailureText.tsx"
import { createCall } from "./ConnectorCalls.ts"
import { serverTime } from "./ConnectorTime.ts"
import { createBody, newDraft } from "./Draft.ts"
import { FirstSteps } from "./FirstSteps.tsx"
import type { ListState } from "./ListState.ts"

const NoConnectors = ({ onAdd }: { readonly onAdd: () => void }) => {
  const [call] = useState(() =>
    createCall(createBody({ ...newDraft(serverTime() ?? ""), displayName: "HQ, first floor" })),
  )
  return (
    <FirstSteps
      call={call}
      onAdd={onAdd}
      examples={<AddExamples />}
      onImport={() => {
        openTransfer.value = { _tag: "Import", file: undefined }
      }}
    />
  )
}

interface ListPlaceProps {
  readonly list: ListState
  /** Whether a search or a filter may leave connectors out. */
  readonly isNarrowed: boolean
  /** Whether the filter is why the list could not be loaded. What is wrong is said beside it. */
  readonly isRefused: boolean
  readonly onClear: () => void
  readonly onAdd: () => void
  readonly onRetry: () => void
}

export const ListPlace = ({ list, isNarrowed, isRefused, onClear, onAdd, onRetry }: ListPlaceProps) => {
  const { loading, failure } = list
  if (isRefused) {
    return (
      <Empty title="The server refuses this filter">
        <p class="faint">
          Request <code>{failure?.requestId}</code>
        </p>
        <Button onClick={onClear}>Clear search and filter</Button>
      </Empty>
    )
  }
  if (failure !== undefined) {
    return (
      <Empty title="The connectors could not be loaded">
        <FailureText failure={failure} />
        <div class="actions">
          {isNarrowed && <Button onClick={onClear}>Clear search and filter</Button>}
          <Button onClick={onRetry}>Try again</Button>
        </div>
      </Empty>
    )
  }
  if (loading !== undefined) {
    return (
      <div class="skeleton late" role="status">
        <span class="visually-hidden">Loading connectors</span>
        {Array.from({ length: 6 }, (_, index) => (
          <span key={index} />
        ))}
      </div>
    )
  }
  if (isNarrowed) {
    return (
      <Empty title="No connector matches">
        <Button onClick={onClear}>Clear search and filter</Button>
      </Empty>
    )
  }
  if (canWrite("create")) return <NoConnectors onAdd={onAdd} />
  return (
    <Empty title="No connectors">
      <p>{isReadOnly() ? "The service has none, and this server is read-only." : "The service has none."}</p>
    </Empty>
  )
}
