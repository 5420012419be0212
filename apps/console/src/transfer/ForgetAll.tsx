/** A button that deletes all connectors of the tenant, by the control. */
import type { Call } from "../api/Call.ts"
import { listCall } from "../api/ListCalls.ts"
import { send } from "../api/Send.ts"
import { tenant } from "../api/Session.ts"
import { consoleSettings } from "../api/Settings.ts"
import { noteChange } from "../live/Changes.ts"
import { Button } from "../ui/Button.tsx"
import { confirm } from "../ui/Confirm.tsx"
import { counted } from "../ui/Counted.ts"
import { notify } from "../ui/Notify.tsx"
import { report } from "../ui/Perform.ts"

const forgetCall = (): Call => ({
  method: "DELETE",
  path: `/_odj/connectors${tenant.value === undefined ? "" : `?tenant=${encodeURIComponent(tenant.value)}`}`,
})

const countAll = async (): Promise<number | undefined> => {
  const { body } = await send(listCall({ top: 1 }))
  return (body as { readonly "@odata.count"?: number })["@odata.count"]
}

const forgetAll = async () => {
  const count = await countAll()
  const all = count === undefined ? "All connectors" : counted(count, "connector")
  const place = tenant.value === undefined ? "the default tenant" : `the tenant ${tenant.value}`
  const call = forgetCall()
  const agreed = await confirm({
    title: "Forget all connectors?",
    text: `${all} of ${place} will be deleted, whatever is shown now. This can’t be undone.`,
    action: "Forget all",
    call,
  })
  if (!agreed) return
  await send(call)
  noteChange()
  notify("done", `${all} of ${place} were deleted.`, call)
}

/** It is there only if the server has a control. */
export const ForgetAll = () => {
  const settings = consoleSettings.value
  if (settings === undefined || settings.control === "none") return null
  return (
    <Button kind="danger" onClick={() => forgetAll().catch(report)}>
      Forget all…
    </Button>
  )
}
