/** What the header says about the server. It is loaded at first, when the server is back, after changes, and each minute. */
import { effect, signal } from "@preact/signals"
import { base } from "../api/Base.ts"
import { controlAccess } from "../api/ControlAccess.ts"
import { link, reloads } from "../api/Link.ts"
import { changes } from "../api/Live.ts"
import { consoleSettings } from "../api/Settings.ts"
import { loadStatus, status } from "../api/Status.ts"

/** Whether the server is ready, as `/readyz` says: `ok`, `not ready` or `stopping`. */
export const readiness = signal<string | undefined>(undefined)

const loadReadiness = async () => {
  const response = await fetch(new URL("readyz", base), { cache: "no-store" })
  readiness.value = (await response.text()).trim()
}

/** The control knows more than `/readyz`. */
const load = async () => {
  if (controlAccess.peek() !== "ready") return loadReadiness()
  await loadStatus()
  readiness.value = status.peek()?.ready
}

let waiting: ReturnType<typeof setTimeout> | undefined

/** Many changes in a row make one request. */
const loadSoon = (milliseconds: number) => {
  if (waiting !== undefined) return
  waiting = setTimeout(() => {
    waiting = undefined
    // A server that is away is shown by the banner.
    if (link.peek() === "up" && document.visibilityState === "visible") load().catch(() => undefined)
  }, milliseconds)
}

/** Keeps the state up to date. */
export const watchServer = (): void => {
  effect(() => {
    void reloads.value
    void controlAccess.value
    if (consoleSettings.value !== undefined) loadSoon(0)
  })
  effect(() => {
    if (changes.value > 0) loadSoon(1_000)
  })
  setInterval(() => loadSoon(0), 60_000)
}
