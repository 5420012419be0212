/** Short messages about what has happened, which a screen reader reads out. */
import { signal } from "@preact/signals"
import type { Call } from "../api/Call.ts"
import { CallLine } from "./CallLine.tsx"

interface Notice {
  readonly id: number
  readonly kind: "done" | "failed"
  readonly text: string
  /** The request that it is about. */
  readonly call?: Call | undefined
}

const notices = signal<ReadonlyArray<Notice>>([])

let last = 0

const dismiss = (id: number) => {
  notices.value = notices.value.filter((notice) => notice.id !== id)
}

export const notify = (kind: Notice["kind"], text: string, call?: Call): void => {
  const id = ++last
  notices.value = [...notices.value.slice(-3), { id, kind, text, call }]
  if (kind === "done") setTimeout(() => dismiss(id), 6_000)
}

export const Notices = () => (
  <div class="notices" role="status">
    {notices.value.map(({ id, kind, text, call }) => (
      <div key={id} class={`notice ${kind}`}>
        <p>{text}</p>
        {call && <CallLine call={call} />}
        <button type="button" onClick={() => dismiss(id)}>
          Dismiss
        </button>
      </div>
    ))}
  </div>
)
