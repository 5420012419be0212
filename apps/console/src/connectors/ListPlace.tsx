/** What is shown in place of the rows: while they are loaded, if there are none, and if they can't be loaded. */
import { canWrite, isReadOnly } from "../api/Writes.ts"
import { Button } from "../ui/Button.tsx"
import { Empty } from "../ui/Empty.tsx"
import { FailureText } from "../ui/FailureText.tsx"
import { list, retryPage } from "./ConnectorList.ts"
import { FirstSteps } from "./FirstSteps.tsx"

interface ListPlaceProps {
  /** Whether a search or a filter may leave connectors out. */
  readonly isNarrowed: boolean
  /** Whether the server refuses the filter. The reason is shown beside the filter. */
  readonly isRefused: boolean
  readonly onClear: () => void
  readonly onAdd: () => void
}

export const ListPlace = ({ isNarrowed, isRefused, onClear, onAdd }: ListPlaceProps) => {
  const { loading, failure } = list.value
  const clear = <Button onClick={onClear}>Clear search and filter</Button>
  if (isRefused) {
    return (
      <Empty title="The server refuses this filter">
        <p class="faint">
          Request <code>{failure?.requestId}</code>
        </p>
        {clear}
      </Empty>
    )
  }
  if (failure !== undefined) {
    return (
      <Empty title="The connectors could not be loaded">
        <FailureText failure={failure} />
        <div class="actions">
          {isNarrowed && clear}
          <Button onClick={retryPage}>Try again</Button>
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
  if (isNarrowed) return <Empty title="No connector matches">{clear}</Empty>
  if (canWrite("create")) return <FirstSteps onAdd={onAdd} />
  return (
    <Empty title="No connectors">
      <p>{isReadOnly() ? "The service has none, and this server is read-only." : "The service has none."}</p>
    </Empty>
  )
}
