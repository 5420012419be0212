/** What a person can do with all that the server has: take a snapshot, restore one, and reset the server. */
import { Result } from "effect"
import type { Call } from "../api/Call.ts"
import type { CallProblem } from "../api/CallFailed.ts"
import { consoleSettings } from "../api/Settings.ts"
import { loadStatus, status } from "../api/Status.ts"
import { confirm } from "../ui/Confirm.tsx"
import { isolated } from "../ui/Isolated.ts"
import { notify } from "../ui/Notify.tsx"
import { perform, submit } from "../ui/Perform.ts"
import { countsOf, countText, isSnapshot, keep, type Snapshot } from "./Snapshots.ts"

export const snapshotCall: Call = { method: "GET", path: "/_odj/snapshot" }
export const resetCall: Call = { method: "POST", path: "/_odj/reset" }
const restore: Call = { method: "PUT", path: "/_odj/snapshot" }

/** What to show of a restore: the command with the whole snapshot would be as long as the snapshot. */
export const restoreFrom = (file: string): Call => ({ ...restore, file })

/** A status lists no more tenants than this. */
const mostListed = 100

/** What a restore deletes, as a sentence. */
const lossText = async (): Promise<string> => {
  // The restore says why the server does not respond.
  const listed = await loadStatus().then(
    () => status.value?.tenants,
    () => undefined,
  )
  if (listed === undefined || listed.length >= mostListed)
    return "All connectors that it has now are deleted."
  const tenants = listed.filter(({ connectors }) => connectors > 0).length
  const connectors = listed.reduce((sum, tenant) => sum + tenant.connectors, 0)
  return connectors === 0
    ? "It has no connectors now."
    : `It loses what it has now: ${countText({ tenants, connectors })}.`
}

/** The contents of a server with a control are in memory or in a SQLite file. */
const alsoInFile = () =>
  consoleSettings.value?.store.startsWith("memory")
    ? ""
    : " The SQLite file loses what it has now, also what other programs created in it."

/** Keeps a snapshot of the server. Resolves with whether it has one. */
export const takeSnapshot = async (name: string): Promise<boolean> => {
  const received = await perform(snapshotCall)
  if (received === undefined) return false
  const added = keep(received.body as Snapshot, name)
  notify("done", `Kept ${isolated(added.name)}: ${countText(added)}`, snapshotCall)
  return true
}

const problem = (message: string): ReadonlyArray<CallProblem> => [{ target: "", message }]

/** Restores a snapshot, which `file` has too, if the person agrees. Resolves with the problems: none if it was restored or cancelled. */
export const restoreSnapshot = async (
  name: string,
  json: string,
  file: string,
): Promise<ReadonlyArray<CallProblem>> => {
  const parsed = Result.try((): unknown => JSON.parse(json))
  if (Result.isFailure(parsed)) return problem(`The file is not JSON. ${(parsed.failure as Error).message}`)
  const snapshot = parsed.success
  if (!isSnapshot(snapshot))
    return problem(
      "The file is not a snapshot: it must have a time, and connectors by tenant. Download one to see its form.",
    )
  const gained = `${countText(countsOf(snapshot))}, and the time ${snapshot.time}`
  const agreed = await confirm({
    title: `Restore ${isolated(name)}?`,
    text: `The server gets what ${isolated(name)} has: ${gained}. ${await lossText()} Idempotency keys are forgotten; faults and recorded requests stay.${alsoInFile()}`,
    action: "Restore",
    call: restoreFrom(file),
  })
  return agreed
    ? submit({ ...restore, body: snapshot }, `Restored: ${isolated(name)}`, restoreFrom(file))
    : []
}

/** Resets the server if the person agrees. */
export const resetServer = async (): Promise<void> => {
  const agreed = await confirm({
    title: "Reset the server?",
    text: `This deletes all connectors of all tenants, and creates those of the start again. Faults go back to those of the start, and the clock to the time of the program. Recorded requests, idempotency keys, and the sign-ins of browsers are forgotten. Tokens stay valid.${alsoInFile()}`,
    action: "Reset",
    call: resetCall,
  })
  if (agreed) await perform(resetCall, "The server is as it was at its start")
}
