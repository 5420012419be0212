/** Short messages about what has happened, which a screen reader reads out. */
import { signal } from "@preact/signals"
import { useEffect, useState } from "preact/hooks"
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

/** Shows a message. What is done goes by itself; what failed stays until it is dismissed, or four newer ones are there. */
export const notify = (kind: Notice["kind"], text: string, call?: Call): void => {
  const rest = notices.value
  const oldest = rest.find((notice) => notice.kind === "done") ?? rest[0]
  notices.value = [
    ...(rest.length < 4 ? rest : rest.filter((notice) => notice !== oldest)),
    { id: ++last, kind, text, call },
  ]
}

const Message = ({ id, kind, text, call }: Notice) => {
  /** Whether the pointer or the focus is in it. */
  const [isUsed, setUsed] = useState(false)
  useEffect(() => {
    if (kind === "failed" || isUsed) return
    const timer = setTimeout(() => dismiss(id), 6_000)
    return () => clearTimeout(timer)
  }, [isUsed])
  return (
    <div
      class={`notice ${kind}`}
      onPointerEnter={() => setUsed(true)}
      onPointerLeave={({ currentTarget }) => setUsed(currentTarget.matches(":focus-within"))}
      onFocusIn={() => setUsed(true)}
      onFocusOut={({ currentTarget }) => setUsed(currentTarget.matches(":hover"))}
    >
      <p>{text}</p>
      <button class="text-button" type="button" onClick={() => dismiss(id)}>
        Dismiss
      </button>
      {call && <CallLine call={call} />}
    </div>
  )
}

/** Shows the messages. The frame of the page has it once. */
export const Notices = () => (
  // Only the new message is read out, not all of them again.
  <div class="notices" role="status" aria-atomic={false}>
    {notices.value.map((notice) => (
      <Message key={notice.id} {...notice} />
    ))}
  </div>
)
