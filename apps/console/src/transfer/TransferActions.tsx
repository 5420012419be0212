/** The actions for many connectors at once: import, export, examples, forget all. Those that the server does not allow are left out. */
import { canWrite } from "../api/Writes.ts"
import { Button } from "../ui/Button.tsx"
import { AddExamples } from "./AddExamples.tsx"
import { ForgetAll } from "./ForgetAll.tsx"
import { openTransfer } from "./Transfers.ts"

interface TransferActionsProps {
  /** The `$filter` of the connectors that are shown; `undefined` if all are. */
  readonly filter: string | undefined
}

export const TransferActions = ({ filter }: TransferActionsProps) => {
  const open = (transfer: typeof openTransfer.value) => () => {
    openTransfer.value = transfer
  }
  return (
    <div class="transfer-actions">
      {canWrite("create") && <Button onClick={open({ _tag: "Import", file: undefined })}>Import…</Button>}
      <Button onClick={open({ _tag: "Export", filter })}>Export…</Button>
      <AddExamples />
      <ForgetAll />
    </div>
  )
}
