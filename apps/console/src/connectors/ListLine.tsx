/** How much of the list is loaded, and by which request. */
import { listCall } from "../api/ListCalls.ts"
import { CallLine } from "../ui/CallLine.tsx"
import { list } from "./ConnectorList.ts"
import { type ListChoice, optionsOf } from "./ListChoice.ts"
import { loadedText } from "./ListState.ts"

interface ListLineProps {
  readonly choice: ListChoice
  readonly onReload: () => void
}

export const ListLine = ({ choice, onReload }: ListLineProps) => {
  const { loading, failure, isStale } = list.value
  return (
    <div class="list-line">
      <span role="status">
        {loading === "first" ? "Loading" : failure === undefined ? loadedText(list.value) : "Not loaded"}
      </span>
      {isStale && (
        <span>
          Changed since.{" "}
          <button class="text-button" type="button" onClick={onReload}>
            Reload
          </button>
        </span>
      )}
      <CallLine call={listCall(optionsOf(choice))} />
    </div>
  )
}
