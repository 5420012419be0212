/** What is shown in place of the rows: while they are loaded, if there are none, and if they can't be loaded. */
import { Button } from "../ui/Button.tsx"
import { FailureText } from "./FailureText.tsx"
import type { ListState } from "./ListState.ts"
import { canWrite, isReadOnly } from "./Writes.ts"

interface ListPlaceProps {
  readonly list: ListState
  /** Whether a search or a filter may leave connectors out. */
  readonly isNarrowed: boolean
  readonly onClear: () => void
  readonly onAdd: () => void
  readonly onRetry: () => void
}

export const ListPlace = ({ list, isNarrowed, onClear, onAdd, onRetry }: ListPlaceProps) => {
  const { loading, failure } = list
  if (failure !== undefined) {
    return (
      <div class="empty">
        <h2>The connectors could not be loaded</h2>
        <FailureText failure={failure} />
        <div class="actions">
          {isNarrowed && <Button onClick={onClear}>Clear search and filter</Button>}
          <Button onClick={onRetry}>Try again</Button>
        </div>
      </div>
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
      <div class="empty">
        <h2>No connector matches</h2>
        <Button onClick={onClear}>Clear search and filter</Button>
      </div>
    )
  }
  return (
    <div class="empty">
      <h2>No connectors yet</h2>
      {isReadOnly() ? (
        <p>The service has none, and this server is read-only.</p>
      ) : (
        <p>Create one here, or with a program that calls this server.</p>
      )}
      {canWrite("create") && (
        <Button kind="main" onClick={onAdd}>
          Add a connector
        </Button>
      )}
    </div>
  )
}
