/** The contents of the server: snapshots to keep, download and restore, and the way back to the start. */
import { useRef, useState } from "preact/hooks"
import type { CallProblem } from "../api/CallFailed.ts"
import { Button } from "../ui/Button.tsx"
import { CallLine } from "../ui/CallLine.tsx"
import { Field } from "../ui/Field.tsx"
import { useKeptFocus } from "../ui/KeptFocus.ts"
import {
  resetCall,
  resetServer,
  restoreFrom,
  restoreSnapshot,
  snapshotCall,
  takeSnapshot,
} from "./ContentActions.ts"
import { Problems } from "./Problems.tsx"
import { countText, forget, type KeptSnapshot, kept } from "./Snapshots.ts"

const nameId = "snapshot-name"

/** The name of the file that a snapshot is downloaded to. */
const fileOf = (name: string) => `${name.replaceAll(/[^\p{L}\p{N}._-]+/gu, "-")}.json`

const download = ({ name, json }: KeptSnapshot) => {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(json)
  link.download = fileOf(name)
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href))
}

interface ItemProps {
  readonly snapshot: KeptSnapshot
  readonly onRestore: () => void
}

const Item = ({ snapshot, onRestore }: ItemProps) => {
  const { id, name, time } = snapshot
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
        <Button onClick={onRestore}>Restore{hidden}</Button>
        <Button onClick={() => download(snapshot)}>Download{hidden}</Button>
        <Button onClick={() => forget(id)}>Forget{hidden}</Button>
      </div>
    </li>
  )
}

export const ServerContents = () => {
  const [name, setName] = useState("")
  const [busy, setBusy] = useState<string>()
  const [problems, setProblems] = useState<ReadonlyArray<CallProblem>>([])
  const file = useRef<HTMLInputElement>(null)
  const region = useKeptFocus()

  const during = async (what: string, run: () => Promise<void>) => {
    setBusy(what)
    await run().finally(() => setBusy(undefined))
  }
  const take = () =>
    during("Taking a snapshot…", async () => {
      if (await takeSnapshot(name)) setName("")
    })
  const restore = (from: string, json: Blob, file: string) =>
    during("Restoring…", async () => {
      setProblems([])
      setProblems(await restoreSnapshot(from, await json.text(), file))
    })

  return (
    <section ref={region} class="card" aria-label="Contents">
      <h2 tabIndex={-1}>Contents</h2>
      <form
        class="toolbar"
        onSubmit={(event) => {
          event.preventDefault()
          void take()
        }}
      >
        <div class="grow">
          <Field id={nameId} label="Name of a snapshot">
            <input
              id={nameId}
              dir="auto"
              autocomplete="off"
              placeholder={`Snapshot ${kept.value.length + 1}`}
              value={name}
              onInput={({ currentTarget }) => setName(currentTarget.value)}
            />
          </Field>
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
              onRestore={() => void restore(snapshot.name, snapshot.json, fileOf(snapshot.name))}
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
            if (chosen !== undefined) void restore(chosen.name, chosen, chosen.name)
            currentTarget.value = ""
          }}
        />
        <Button onClick={() => file.current?.click()}>Restore from a file…</Button>
        <Button kind="danger" onClick={resetServer}>
          Reset…
        </Button>
      </div>
      <p role="status" class="faint">
        {busy}
      </p>
      <Problems problems={problems} title="Nothing was restored:" />
      <div>
        <CallLine call={snapshotCall} />
        <CallLine call={restoreFrom("snapshot.json")} />
        <CallLine call={resetCall} />
      </div>
    </section>
  )
}
