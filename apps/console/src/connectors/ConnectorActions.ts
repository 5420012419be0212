/** What a person can do with a connector. The list follows at once. */
import type {
  DomainJoinConnector,
  DomainJoinConnectorPatchInput,
  NewDomainJoinConnectorInput,
} from "@odj/domain"
import { decodeEntity } from "@odj/graph-wire"
import { Result } from "effect"
import { CallFailed } from "../api/CallFailed.ts"
import { send } from "../api/Send.ts"
import { confirm } from "../ui/Confirm.tsx"
import { notify } from "../ui/Notify.tsx"
import { report } from "../ui/Perform.ts"
import { createCall, deleteCall, getCall, updateCall } from "./ConnectorCalls.ts"
import { happened } from "./ConnectorList.ts"
import { calledOf } from "./ConnectorName.tsx"
import { serverTime } from "./ConnectorTime.ts"

type Named = Pick<DomainJoinConnector, "id" | "displayName">

const isGone = (error: unknown): error is CallFailed => error instanceof CallFailed && error.status === 404

const removedElsewhere = (connector: Named, { call }: CallFailed): void => {
  happened({ _tag: "Deleted", id: connector.id })
  notify("failed", `${calledOf(connector)} was deleted elsewhere.`, call)
}

/** Creates a connector and resolves with it. Rejects with `CallFailed`. */
export const createConnector = async (
  body: NewDomainJoinConnectorInput,
  key: string,
): Promise<DomainJoinConnector | undefined> => {
  const call = createCall(body, key)
  const received = decodeEntity((await send(call)).body)
  if (Result.isFailure(received)) return undefined
  const connector = received.success
  happened({ _tag: "Created", connector })
  notify("done", `${calledOf(connector)} was created.`, call)
  return connector
}

/** Updates a connector and resolves with its JSON; with `undefined` if it has been deleted. Rejects with `CallFailed`. */
export const updateConnector = async (
  connector: Named,
  body: DomainJoinConnectorPatchInput,
): Promise<unknown> => {
  const call = updateCall(connector.id, body)
  try {
    // A service may respond to an update without the entity.
    const json = (await send(call)).body ?? (await send(getCall(connector.id))).body
    const received = decodeEntity(json)
    if (Result.isSuccess(received)) happened({ _tag: "Updated", connector: received.success })
    notify("done", `${calledOf(connector)} was changed.`, call)
    return json
  } catch (error) {
    if (!isGone(error)) throw error
    removedElsewhere(connector, error)
    return undefined
  }
}

/** Sets the last contact to the server's time and nothing else, as a contact does: the state is Intune's to decide. */
export const touchConnector = (connector: Named): Promise<unknown> =>
  updateConnector(connector, { lastConnectionDateTime: serverTime() ?? "" }).catch(report)

/** Deletes a connector if the person agrees. Resolves with whether it is gone. */
export const deleteConnector = async (connector: Named): Promise<boolean> => {
  const call = deleteCall(connector.id)
  const agreed = await confirm({
    title: "Delete this connector?",
    text: `${calledOf(connector)} will be deleted. This can’t be undone.`,
    action: "Delete",
    call,
  })
  if (!agreed) return false
  try {
    await send(call)
    happened({ _tag: "Deleted", id: connector.id })
    notify("done", `${calledOf(connector)} was deleted.`, call)
    return true
  } catch (error) {
    if (!isGone(error)) {
      report(error)
      return false
    }
    removedElsewhere(connector, error)
    return true
  }
}
