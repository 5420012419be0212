/** The contents of the server: snapshots to keep, download and restore, and the way back to the start. */
import { useRef, useState } from "preact/hooks"
import type { Call } from "../api/Call.ts"
import { CallFailed, problemsOf, problemText } from "../api/CallFailed.ts"
import { send } from "../api/Send.ts"
import { consoleSettings } from "../api/Settings.ts"
import { loadStatus, status } from "../api/Status.ts"
import { Button } from "../ui/Button.tsx"
import { CallLine } from "../ui/CallLine.tsx"
import { confirm } from "../ui/Confirm.tsx"
import { isolated } from "../ui/Isolated.ts"
import { useKeptFocus } from "../ui/KeptFocus.ts"
import { notify } from "../ui/Notify.tsx"
import { perform } from "../ui/Perform.ts"
import {
  countsOf,
  countText,
  forget,
  isSnapshot,
  type KeptSnapshot,
  keep,
  kept,
  type Snapshot,
} from "./Snapshots.ts"

const take: Call = { method: "GET", path: "/_odj/snapshot" }
const reset: Call = { method: "POST", path: "/_odj/reset" }
const restore: Call = { method: "PUT", path: "/_odj/snapshot" }

/** What to show of a restore: the command with the whole snapshot would be as long as the snapshot. */
const restoreFrom = (file: string): Call => ({ ...restore, file })

/** The name of the file that a snapshot is downloaded to. */
const fileOf = (name: string) => `${name.replaceAll(/[^\p{L}\p{N}._-]+/gu, "-")}.json`

/** A status lists no more tenants than this. */
const mostListed = 100

/** What a restore deletes, as a sentence. */
const lossText = async (): Promise<string> => {
  await loadStatus()
  const tenants = (status.value?.tenants ?? []).filter(({ connectors }) => connectors > 0)
  const connectors = tenants.reduce((sum, tenant) => sum + tenant.connectors, 0)
  if (status.value?.tenants === undefined || tenants.length >= mostListed)
    return "All connectors that it has now are deleted."
  return connectors === 0
    ? "It has no connectors now."
    : `It loses what it has now: ${countText({ tenants: tenants.length, connectors })}.`
}

/** The contents of a server with a control are in memory or in a SQLite file. */
const alsoInFile = () =>
  consoleSettings.value?.store.startsWith("memory") === true
    ? ""
    : " The SQLite file loses what it has now, also what other programs created in it."

const download = ({ name, json }: KeptSnapshot) => {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(json)
  link.download = fileOf(name)
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href))
}

/** Resolves with the problems; with none if it was restored or cancelled. */
const askForRestore = async (name: string, text: string, file: string): Promise<ReadonlyArray<string>> => {
  let snapshot: unknown
  try {
    snapshot = JSON.parse(text)
  } catch (error) {
    return [`The file is not JSON. ${(error as Error).message}`]
  }
  if (!isSnapshot(snapshot))
    return [
      "The file is not a snapshot: it must have a time, and connectors by tenant. Download one to see its form.",
    ]
  const gained = `${countText(countsOf(snapshot))}, and the time ${snapshot.time}`
  try {
    const agreed = await confirm({
      title: `Restore ${isolated(name)}?`,
      text: `The server gets what ${isolated(name)} has: ${gained}. ${await lossText()} Idempotency keys are forgotten; faults and recorded requests stay.${alsoInFile()}`,
      action: "Restore",
      call: restoreFrom(file),
    })
    if (!agreed) return []
    await send({ ...restore, body: snapshot })
    notify("done", `Restored: ${isolated(name)}`)
    return []
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error
    return problemsOf(error).map(problemText)
  }
}

const askForReset = async () => {
  const agreed = await confirm({
    title: "Reset the server?",
    text: `This deletes all connectors of all tenants, and creates those of the start again. Faults go back to those of the start, and the clock to the time of the program. Recorded requests, idempotency keys, and the sign-ins of browsers are forgotten. Tokens stay valid.${alsoInFile()}`,
    action: "Reset",
    call: reset,
  })
  if (agreed) await perform(reset, "The server is as it was at its start")
}

const Item = ({
  snapshot,
  onRestore,
}: {
  readonly snapshot: KeptSnapshot
  readonly onRestore: (name: string, json: Blob, file: string) => void
}) => {
  const { id, name, time, json } = snapshot
  const hidden = <span class="visually-hidden"> {name}</span>
  return (
    <li class="server-snapshot">
      <div>
        <strong>
          <bdi>{name}</bdi>
        </strong>
        <small>
          {countText(snapshot)}, {time}
        </small>
      </div>
      <div class="actions">
        <Button onClick={() => onRestore(name, json, fileOf(name))}>Restore{hidden}</Button>
        <Button onClick={() => download(snapshot)}>Download{hidden}</Button>
        <Button onClick={() => forget(id)}>Forget{hidden}</Button>
      </div>
    </li>
  )
}

export const ServerContents = () => {
  const [name, setName] = useState("")
  const [busy, setBusy] = useState<string>()
  const [problems, setProblems] = useState<ReadonlyArray<string>>([])
  const file = useRef<HTMLInputElement>(null)
  const region = useKeptFocus()

  const during = async (what: string, run: () => Promise<void>) => {
    setBusy(what)
    await run().finally(() => setBusy(undefined))
  }
  const snapshot = () =>
    during("Taking a snapshot…", async () => {
      const received = await perform(take)
      if (received === undefined) return
      const added = keep(received.body as Snapshot, name)
      notify("done", `Kept ${isolated(added.name)}: ${countText(added)}`, take)
      setName("")
    })
  const restoreText = (name: string, json: Blob, file: string) =>
    during("Restoring…", async () => {
      setProblems([])
      setProblems(await askForRestore(name, await json.text(), file))
    })

  return (
    <section ref={region} class="card" aria-label="Contents">
      <h2 tabIndex={-1}>Contents</h2>
      <form
        class="toolbar"
        onSubmit={(event) => {
          event.preventDefault()
          void snapshot()
        }}
      >
        <div class="field grow">
          <label for="snapshot-name">Name of a snapshot</label>
          <input
            id="snapshot-name"
            dir="auto"
            autocomplete="off"
            placeholder={`Snapshot ${kept.value.length + 1}`}
            value={name}
            onInput={({ currentTarget }) => setName(currentTarget.value)}
          />
        </div>
        <Button type="submit" disabled={busy !== undefined}>
          Take snapshot
        </Button>
      </form>
      {kept.value.length > 0 && (
        <ul class="plain stack">
          {kept.value.map((snapshot) => (
            <Item
              key={snapshot.id}
              snapshot={snapshot}
              onRestore={(...given) => void restoreText(...given)}
            />
          ))}
        </ul>
      )}
      <p>
        <small>
          A snapshot has the connectors of all tenants and the time. This page keeps the last ten until it is
          closed; download one to keep it.
        </small>
      </p>
      <div class="actions">
        <input
          ref={file}
          id="snapshot-file"
          type="file"
          hidden
          accept=".json,application/json"
          onChange={({ currentTarget }) => {
            const [chosen] = currentTarget.files ?? []
            if (chosen !== undefined) void restoreText(chosen.name, chosen, chosen.name)
            currentTarget.value = ""
          }}
        />
        <Button onClick={() => file.current?.click()}>Restore from a file…</Button>
        <Button kind="danger" onClick={askForReset}>
          Reset…
        </Button>
      </div>
      <p role="status" class="faint">
        {busy}
      </p>
      {problems.length > 0 && (
        <div role="alert">
          <p>Nothing was restored:</p>
          <ul class="plain stack fault-problems">
            {problems.map((problem) => (
              <li key={problem} class="problem">
                {problem}
              </li>
            ))}
          </ul>
        </div>
      )}
      <div>
        <CallLine call={take} />
        <CallLine call={restoreFrom("snapshot.json")} />
        <CallLine call={reset} />
      </div>
    </section>
  )
}
